"""What is ahead of a member, as the page shows it: a sentence on each, its figures, and where to act."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forenotice.composer.fill import Context, fill
from forenotice.consent.links import Whose, calendar_url
from forenotice.dispatcher.ahead import Ahead
from forenotice.entrypoints.portal.words import Words
from forenotice.ledger.states import Kind, Occasion, Quiet

_SHOWN = (
    "product.name",
    "product.interval",
    "order.number",
    "payment.amount",
    "payment.due_date",
    "payment.time_left",
    "payment.method",
    "payment.number",
    "payment.of",
    "payment.is_automatic",
    "payment.method_expires_before_due",
    "term.ends",
    "cancel_by",
    "links.pay",
    "links.update_payment",
    "links.manage",
    "links.cancel",
)
# What is over has no place among what is coming.
_OVER = frozenset({Quiet.CANCELLED, Quiet.PAYMENTS_COMPLETE, Quiet.ENDED, Quiet.GONE})
_NO_CHARGE = frozenset({Quiet.ZERO_AMOUNT, Quiet.PAUSED, Quiet.CANCELLED_AT_PERIOD_END})


@dataclass(frozen=True, slots=True)
class Action:
    """A button: its words, where it leads, and whether it is the one to press."""

    label: str
    url: str
    is_main: bool = False
    subscription: int = 0
    """Instead of an address, the subscription for whose card the way is made when it is pressed."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One due date as it is shown. ``is_urgent`` is whether its member has to do something."""

    name: str
    sentence: str
    amount: str
    is_urgent: bool
    figures: Sequence[tuple[str, str]]
    actions: Sequence[Action]
    calendar: str


def worth_showing(ahead: Sequence[Ahead]) -> list[Ahead]:
    """What is not over. A card that expires is told with its payment, if there is one."""
    paid = {one.known.subscription_id for one in ahead if one.known.occasion == Occasion.PAYMENT}
    return [
        one
        for one in ahead
        if one.known.quiet not in _OVER
        and not (one.known.occasion == Occasion.CARD and one.known.subscription_id in paid)
    ]


def coming(one: Ahead, words: Words, locale: str, whose: Whose, card_pages: Collection[str] = ()) -> Coming:
    """How a due date is shown in a language's words, its values written as in ``locale``.

    ``card_pages`` are the sources that make a page for a card when it is asked for.
    """
    values = fill(one.facts, locale, _SHOWN)
    name, is_urgent = _situation(one, values)
    date = values["payment.due_date"] or values["term.ends"]
    return Coming(
        name=str(values["product.name"]) or words["coming"]["unnamed"],
        sentence=words["coming"][name].format(date=date),
        amount=_amount(one, values),
        is_urgent=is_urgent,
        figures=list(_figures(one, values, words)),
        actions=list(_actions(one, values, words, card_pages, is_urgent=is_urgent)),
        calendar=calendar_url(whose, one.known.due_date_id),
    )


def _situation(one: Ahead, values: Context) -> tuple[str, bool]:
    """The name of the sentence that says how things stand, and whether there is something to do."""
    quiet = {
        Quiet.PAUSED: ("paused", False),
        Quiet.PAST_DUE: ("past_due", True),
        Quiet.CANCELLED_AT_PERIOD_END: ("cancelled", False),
        Quiet.ZERO_AMOUNT: ("free", False),
    }
    kinds = {Kind.TERM_END: ("ends", False), Kind.CARD_EXPIRY: ("card", True)}
    if one.known.quiet in quiet:
        return quiet[Quiet(one.known.quiet)]
    if one.known.kind in kinds:
        return kinds[Kind(one.known.kind)]
    if not values["payment.is_automatic"]:
        return "pay", True
    if values["payment.method_expires_before_due"]:
        return "update", True
    return ("trial" if one.known.kind == Kind.TRIAL_END else "automatic"), False


def _is_charged(one: Ahead) -> bool:
    return one.known.quiet not in _NO_CHARGE and one.known.kind != Kind.TERM_END


def _amount(one: Ahead, values: Context) -> str:
    return str(values["payment.amount"]) if _is_charged(one) and one.known.kind != Kind.CARD_EXPIRY else ""


def _figures(one: Ahead, values: Context, words: Words) -> Iterator[tuple[str, str]]:
    labels, amount = words["labels"], _amount(one, values)
    date, left = values["payment.due_date"], values["payment.time_left"]
    number, of = values["payment.number"], values["payment.of"]
    is_charged = _is_charged(one)
    found: Mapping[str, object] = {
        "amount": amount,
        "date": labels["date_value"].format(date=date, time_left=left) if date and is_charged else "",
        "paid_with": values["payment.method"] if is_charged or one.known.kind == Kind.CARD_EXPIRY else "",
        "number": labels["number_value"].format(number=number, of=of) if number and of else "",
        "interval": values["product.interval"] if is_charged else "",
        "cancel_by": values["cancel_by"],
        "order": values["order.number"],
    }
    yield from ((labels[name], str(value)) for name, value in found.items() if value != "")


def _actions(
    one: Ahead, values: Context, words: Words, card_pages: Collection[str], *, is_urgent: bool
) -> Iterator[Action]:
    """One main button at most, and beside it those that are as easy to find."""
    buttons, amount = words["buttons"], values["payment.amount"]
    pays = not values["payment.is_automatic"] or one.known.quiet == Quiet.PAST_DUE
    ways = {
        "pay": buttons["pay_amount"].format(amount=amount) if amount else buttons["pay"],
        "update_payment": buttons["update"],
        "manage": buttons["manage"],
        "cancel": buttons["cancel"],
    }
    if not pays or one.known.quiet in _NO_CHARGE:
        del ways["pay"]
    if not values["payment.is_automatic"] and not values["payment.method"]:
        # Who pays by invoice and has no card needs no place to change it.
        del ways["update_payment"]
    has_main = False
    for name, label in ways.items():
        url = str(values[f"links.{name}"])
        is_made = name == "update_payment" and not url and one.known.source in card_pages
        if not url and not is_made:
            continue
        is_main = is_urgent and not has_main and name != "cancel"
        has_main = has_main or is_main
        yield Action(label, url, is_main, one.known.subscription_id if is_made else 0)
