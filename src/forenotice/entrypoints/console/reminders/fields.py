"""The parts of a reminder's sentence as form fields."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from forenotice.blueprint.parts import EMAIL
from forenotice.channels.purpose import ZAPIER
from forenotice.entrypoints.console.frame.labels import PAYER_WORDS
from forenotice.entrypoints.console.frame.ways import of_way
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.words import KINDS, interval_words
from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime, LeadTimeError
from forenotice.kernel.money import exponent
from forenotice.ledger.states import Kind
from forenotice.rules.soundness import read_interval
from forenotice.rules.specification import Anchor, Audience, RuleSpecification, StepSpecification
from forenotice.rules.states import PastMoments

UNITS = [
    (Unit.DAY, _("days")),
    (Unit.WEEK, _("weeks")),
    (Unit.MONTH, _("months")),
    (Unit.HOUR, _("hours")),
]
ANCHORS = [(Anchor.DUE, _("the due day")), (Anchor.CANCEL_BY, _("the last day to cancel"))]
PASTS = [
    (PastMoments.SILENT, _("Stay silent about them")),
    (PastMoments.SPEAK, _("Tell them now, each of them once")),
]
USUAL_INTERVALS = ("1 week", "1 month", "3 months", "6 months", "1 year")
_CLOCK = forms.TimeInput(attrs={"type": "time", "class": "short"}, format="%H:%M")


class WordsField(forms.CharField):
    """Several words in one line, separated by commas."""

    def to_python(self, value: Any) -> Any:
        """The words, each once, in their order."""
        text = super().to_python(value) or ""
        return tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))

    def validate(self, value: Any) -> None:
        """No word at all is fine."""

    def run_validators(self, value: Any) -> None:
        """Each word by itself."""
        for word in value:
            super().run_validators(word)

    def prepare_value(self, value: Any) -> Any:
        """As a person would type it."""
        return ", ".join(value) if isinstance(value, tuple | list) else value


def _several(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple)


class RuleForm(forms.Form):
    """What a reminder is about, for whom, and how it signs; its steps are forms of their own."""

    name = forms.CharField(label=_("Its name"), max_length=200)
    on = forms.BooleanField(label=_("Switched on"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kinds = forms.MultipleChoiceField(
        label=_("About what?"),
        choices=list(KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that this reminder is about.")},
    )
    products = _several(_("Only these products"))
    levels = _several(_("Only these membership levels"))
    bundles = _several(_("Only these bundles"))
    intervals = _several(_("Only what is paid"))
    payer_kind = forms.ChoiceField(
        label=_("Only what is"),
        choices=[("", _("charged or paid by hand")), *PAYER_WORDS.items()],
        required=False,
    )
    minimum_amount = forms.DecimalField(label=_("Only this amount or more"), required=False, min_value=0)
    currency = forms.CharField(
        label=_("In this currency"),
        required=False,
        validators=[RegexValidator("^[A-Z]{3}$", _("Write the three capital letters of a currency: EUR."))],
        widget=forms.TextInput(attrs={"class": "short", "size": 4, "maxlength": 3}),
    )
    countries = WordsField(
        label=_("Only members in these countries"),
        required=False,
        help_text=_("Two capital letters each, separated by commas: FR, BE."),
        validators=[RegexValidator("^[A-Z]{2}$", _("Write countries by their two capital letters: FR, BE."))],
    )
    tags = WordsField(
        label=_("Only what is tagged"), required=False, help_text=_("One or more tags, separated by commas.")
    )
    past_moments = forms.ChoiceField(
        label=_("Members whose moment has passed already"), choices=PASTS, widget=forms.RadioSelect
    )
    catch_up_hours = forms.IntegerField(
        label=_("After an outage it may still leave for so many hours"), min_value=1, max_value=240
    )
    sender_name = forms.CharField(label=_("Sender’s name"), required=False, max_length=200)
    sender_email = forms.EmailField(label=_("Sender’s address"), required=False)
    reply_to = forms.EmailField(
        label=_("Answers go to"),
        required=False,
        help_text=_("Left empty, these three are your organization’s."),
    )

    def __init__(self, shelves: Shelves, rule: RuleSpecification | None, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        asked = rule.audience if rule is not None else Audience()
        self._offer("products", shelves.product_names.items(), asked.products)
        self._offer("levels", _each(row.level for row in shelves.products), asked.levels)
        self._offer("bundles", _each(row.bundle for row in shelves.products), asked.bundles)
        intervals = dict.fromkeys((*USUAL_INTERVALS, *map(usual_interval, asked.intervals)))
        self._offer("intervals", [(each, interval_words(each)) for each in intervals], ())

    def _offer(self, name: str, choices: Any, also: Sequence[str]) -> None:
        found = dict(choices)
        found.update({each: each for each in also if each not in found})
        if self.is_bound:
            # A product may go while somebody writes; what they chose stays theirs to take out.
            typed = self.data.getlist(self.add_prefix(name)) if hasattr(self.data, "getlist") else []
            found.update({each: each for each in typed if each and each not in found})
        field: Any = self.fields[name]
        field.choices = list(found.items())

    @property
    def audience_wrong(self) -> bool:
        """Whether something is wrong with whom it is for."""
        listed = ("products", "levels", "bundles", "intervals", "payer_kind", "minimum_amount", "currency")
        return any(self[name].errors for name in (*listed, "countries", "tags"))

    @property
    def signs_wrong(self) -> bool:
        """Whether something is wrong with how late it may be and how it signs."""
        return any(self[n].errors for n in ("catch_up_hours", "sender_name", "sender_email", "reply_to"))

    def clean(self) -> dict[str, Any]:
        """An amount has its currency, and no more decimals than that has."""
        cleaned = super().clean() or {}
        amount, currency = cleaned.get("minimum_amount"), cleaned.get("currency")
        if amount is None or "currency" in self.errors:
            return cleaned
        if not currency:
            self.add_error("currency", _("An amount needs its currency: EUR."))
        elif amount != amount.quantize(Decimal(1).scaleb(-exponent(currency))):
            self.add_error("minimum_amount", _("This has more decimals than the currency."))
        return cleaned

    def specification(self, steps: Sequence[StepSpecification]) -> RuleSpecification:
        """What was typed, which is sound, with these steps."""
        typed = self.cleaned_data
        amount: Decimal | None = typed["minimum_amount"]
        currency = typed["currency"] if amount is not None else ""
        listed = ("products", "levels", "bundles", "intervals", "countries", "tags")
        audience = Audience(
            **{name: tuple(typed[name]) for name in listed},
            payer_kind=typed["payer_kind"],
            minimum_amount_minor=None if amount is None else int(amount.scaleb(exponent(currency))),
            currency=currency,
        )
        return RuleSpecification(
            kinds=tuple(kind for kind in Kind if kind in typed["kinds"]),
            steps=tuple(steps),
            audience=audience,
            past_moments=PastMoments(typed["past_moments"]),
            catch_up_hours=typed["catch_up_hours"],
            sender_name=typed["sender_name"],
            sender_email=typed["sender_email"],
            reply_to=typed["reply_to"],
        )


class StepForm(forms.Form):
    """One step: how long before, which message, by which ways."""

    key = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=64)
    count = forms.IntegerField(
        label=_("How many"),
        min_value=0,
        max_value=3_660,
        widget=forms.NumberInput(attrs={"class": "short number"}),
    )
    unit = forms.ChoiceField(label=_("Days, weeks, months or hours"), choices=UNITS)
    anchor = forms.ChoiceField(label=_("Before what"), choices=ANCHORS)
    message = forms.ChoiceField(label=_("Which message"))
    channels = forms.MultipleChoiceField(
        label=_("By which way"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way for this moment.")},
    )
    hour = forms.TimeField(
        label=_("At this hour"),
        required=False,
        widget=_CLOCK,
        help_text=_("On the member’s clock. Left empty: when your send window opens."),
    )
    window_start = forms.TimeField(label=_("Only from"), required=False, widget=_CLOCK)
    window_end = forms.TimeField(
        label=_("until"), required=False, widget=_CLOCK, help_text=_("Left empty: your own send window.")
    )
    contacts = forms.BooleanField(label=_("Also tell the member’s billing contacts"), required=False)
    owner_copy = forms.EmailField(label=_("A copy to this address"), required=False)

    def __init__(self, shelves: Shelves, step: StepSpecification | None, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._said_by = step.channels if step is not None else ()
        for name in ("count", "unit", "anchor", "message"):
            # They stand in the middle of a sentence, where no label of theirs would fit.
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label
        messages = dict(shelves.message_names)
        # Zaps come and go; a step calls all of them by one name.
        ways = [ZAPIER if each.kind == ZAPIER else each.key for each in shelves.channels] or [EMAIL]
        if step is not None:
            messages.setdefault(step.message, step.message)
            ways += step.channels
        message: Any = self.fields["message"]
        message.choices = list(messages.items())
        channels: Any = self.fields["channels"]
        channels.choices = [(key, of_way(key, shelves.way_titles)) for key in dict.fromkeys(ways)]

    @property
    def number(self) -> str:
        """What tells this step from the others of the page."""
        return str(self.prefix).rpartition("-")[2]

    @property
    def is_on_the_day(self) -> bool:
        """Whether it speaks on the day itself, which the sentence alone says oddly."""
        return str(self["count"].value()) == "0"

    @property
    def said(self) -> list[forms.BoundField]:
        """The fields that stand in the sentence."""
        return [self[name] for name in ("count", "unit", "anchor", "message", "channels")]

    @property
    def rare_wrong(self) -> bool:
        """Whether something is wrong with the fields that are folded away."""
        return any(self[name].errors for name in ("hour", "window_start", "window_end", "owner_copy"))

    def clean(self) -> dict[str, Any]:
        """What one field alone cannot tell."""
        typed = super().clean() or {}
        if self.errors:
            return typed
        start, end, hour = typed["window_start"], typed["window_end"], typed["hour"]
        if (start is None) != (end is None):
            self.add_error("window_end", _("Hours need both their beginning and their end."))
        elif start is not None and start >= end:
            self.add_error("window_end", _("These hours must begin before they end, on the same day."))
        elif start is not None and hour is not None and not start <= hour <= end:
            self.add_error("hour", _("This lies outside the hours beside it."))
        self._clean_lead(typed)
        return typed

    def _clean_lead(self, typed: dict[str, Any]) -> None:
        try:
            lead = LeadTime(typed["count"], Unit(typed["unit"]))
        except LeadTimeError:
            self.add_error("count", _("This is too long. Ten years before is the most."))
            return
        if lead.is_in_hours and lead.count == 0:
            self.add_error("count", _("At least one hour, please. For the day itself choose 0 days."))
        if lead.is_in_hours and typed["hour"] is not None:
            self.add_error("hour", _("Hours before name their moment already. Leave this empty."))

    def specification(self, keys: set[str]) -> StepSpecification:
        """What was typed, which is sound; a new step gets a key that is not among ``keys``."""
        typed = self.cleaned_data
        lead = LeadTime(typed["count"], Unit(typed["unit"]))
        return StepSpecification(
            key=typed["key"] or new_key(lead, keys),
            lead=lead,
            anchor=Anchor(typed["anchor"]),
            message=typed["message"],
            channels=self._in_order(typed["channels"]),
            hour=typed["hour"],
            window_start=typed["window_start"],
            window_end=typed["window_end"],
            contacts=typed["contacts"],
            owner_copy=typed["owner_copy"],
        )

    def _in_order(self, chosen: Sequence[str]) -> tuple[str, ...]:
        """The ways as they stood before, and new ones after them: a page lists them in its own order."""
        kept = [key for key in self._said_by if key in chosen]
        return (*kept, *(key for key in chosen if key not in kept))


def usual_interval(written: str) -> str:
    """``1 month`` for ``month``, so that the same interval is offered once."""
    found = read_interval(written)
    return written if found is None else f"{found.count} {found.unit}{'' if found.count == 1 else 's'}"


def new_key(lead: LeadTime, keys: set[str]) -> str:
    """A key for a new step, from its lead time: ``7-days``, or ``7-days-2`` where that is taken."""
    wanted = str(lead).replace(" ", "-")
    tries = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(keys) + 2))
    return next(key for key in tries if key not in keys)


def _each(words: Any) -> list[tuple[str, str]]:
    return [(word, word) for word in sorted({word for word in words if word}, key=str.casefold)]
