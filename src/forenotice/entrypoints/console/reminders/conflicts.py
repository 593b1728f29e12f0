"""What speaks against a reminder as it is written, each with what to do about it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.utils.translation import get_language, gettext, ngettext

from forenotice.blueprint.parts import EMAIL
from forenotice.channels.purpose import ZAPIER, called
from forenotice.composer.formats import cldr_locale, every, same_language
from forenotice.entrypoints.console.frame.leads import lead_words
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.frame.ways import of_way
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.look import Look
from forenotice.entrypoints.console.reminders.words import together
from forenotice.kernel.message import MessageClass
from forenotice.rules.match import meets_with
from forenotice.rules.notice_windows import NoticeWindow, missed_windows
from forenotice.rules.queries import RuleInForce
from forenotice.rules.soundness import read_interval
from forenotice.rules.specification import RuleSpecification, StepSpecification
from forenotice.rules.states import RuleState


def conflicts(
    shelves: Shelves, draft: RuleSpecification, look: Look, saved: RuleInForce | None, today: date
) -> list[str]:
    """A few sentences, the gravest first."""
    rivals = [rule for rule in shelves.rules if rule.state is RuleState.ON]
    rivals = [rule for rule in rivals if saved is None or rule.rule_id != saved.rule_id]
    found = [
        *loose_ends(shelves, draft),
        *_words(shelves, draft, look),
        *_ways(shelves, draft),
        *_too_long(draft, look),
        *_outside_of_windows(shelves, draft, look),
        *_same_day_within(shelves, draft, today),
        *_same_day(draft, rivals, today),
    ]
    # Two moments as long before meet the same payments, and one sentence says it of both.
    return list(dict.fromkeys(found))


def loose_ends(shelves: Shelves, draft: RuleSpecification) -> Iterator[str]:
    """Messages and ways out that are named and are not there; a rule cannot be saved with them."""
    for key in dict.fromkeys(step.message for step in draft.steps):
        if key not in shelves.message_names:
            yield gettext(
                "There is no message “%(message)s”. Choose another one, or nothing will be said."
            ) % {"message": key}
    known = {ZAPIER, EMAIL, *(each.key for each in shelves.channels)}
    for key in dict.fromkeys(key for step in draft.steps for key in step.channels):
        if key not in known:
            yield gettext(
                "There is no way out called “%(channel)s”. Choose another one, or nothing will leave."
            ) % {"channel": key}


def _words(shelves: Shelves, draft: RuleSpecification, look: Look) -> Iterator[str]:
    readers = {first.known.locale or shelves.organization.locale for first in look.first}
    readers.add(shelves.organization.locale)
    for key in dict.fromkeys(step.message for step in draft.steps):
        told = shelves.messages.get(key)
        if told is None:
            continue
        if told.message_class is None:
            yield gettext(
                "The message “%(message)s” is a draft yet. Publish it, or nothing will be said."
            ) % {"message": told.name}
            continue
        wanted = [each for each in sorted(readers) if not _is_written(told.locales, each)]
        if wanted:
            languages = ", ".join(dict.fromkeys(map(_language, wanted)))
            yield gettext(
                "Some members read %(languages)s, and the message “%(message)s” is not written in it: they"
                " will read it in another language. Add a translation to the message."
            ) % {"languages": languages, "message": told.name}


def _is_written(locales: Iterable[str], wanted: str) -> bool:
    return any(same_language(wanted, locale) for locale in locales)


def _language(locale: str) -> str:
    reader = cldr_locale(get_language() or "en")
    return str(reader.languages.get(cldr_locale(locale).language, locale))


def _ways(shelves: Shelves, draft: RuleSpecification) -> Iterator[str]:
    known = {each.key for each in shelves.channels}
    if EMAIL not in known and any(EMAIL in step.channels for step in draft.steps):
        yield gettext(
            "Your mail account is not set up yet: until it is, what goes by email only reaches the test"
            " mailbox. Set it up in the settings."
        )
    for key in dict.fromkeys(key for step in draft.steps for key in step.channels):
        if key in known and not called(shelves.channels, key):
            yield gettext(
                "The way out “%(channel)s” is switched off. Switch it on in the settings, or choose"
                " another one."
            ) % {"channel": of_way(key, shelves.names.ways)}


def _too_long(draft: RuleSpecification, look: Look) -> Iterator[str]:
    counted = sorted(look.found.too_long.items(), key=lambda each: each[0][1].shortest_days)
    for (key, interval), count in counted:
        step = draft.step(key)
        if step is None:
            continue
        values = {
            "lead": lead_words(step.lead),
            "every": every(interval, get_language() or "en"),
            "n": number(count),
        }
        yield (
            ngettext(
                "%(lead)s before is too early for %(n)s payment made %(every)s: by then the payment ahead of"
                " it is still to come, so this moment passes it over. Choose fewer days, or leave such"
                " payments out.",
                "%(lead)s before is too early for %(n)s payments made %(every)s: by then the payment ahead"
                " of each is still to come, so this moment passes them over. Choose fewer days, or leave"
                " such payments out.",
                count,
            )
            % values
        )


def _outside_of_windows(shelves: Shelves, draft: RuleSpecification, look: Look) -> Iterator[str]:
    required = [step for step in draft.steps if _is_required(shelves, step)]
    asked = [interval for text in draft.audience.intervals if (interval := read_interval(text)) is not None]
    leads = [step.lead for step in required]
    missed = missed_windows(draft.kinds, asked or list(look.found.intervals), leads) if required else []
    if missed:
        windows = "; ".join(_window_words(window) for window in missed)
        yield gettext(
            "This reminder carries a required notice, and none of its moments lies where these ask for one,"
            " in days before: %(windows)s. If one of them holds for you, add a moment. This was collected in"
            " November 2026 and is no legal advice."
        ) % {"windows": windows}


def _window_words(window: NoticeWindow) -> str:
    if window.has_end:
        return f"{window.who} {window.from_days}–{window.to_days}"
    return gettext("%(who)s at least %(days)d") % {"who": window.who, "days": window.from_days}


def _same_day_within(shelves: Shelves, draft: RuleSpecification, today: date) -> Iterator[str]:
    steps = list(draft.steps)
    for place, step in enumerate(steps):
        for other in steps[place + 1 :]:
            if _meet_on_a_day(step, other, today) and not _is_required(shelves, step, other):
                yield gettext(
                    "Two moments of this reminder fall on the same day, %(lead)s before. Take one of them"
                    " out, or give it other days."
                ) % {"lead": lead_words(step.lead)}


def _is_required(shelves: Shelves, *steps: StepSpecification) -> bool:
    return any(shelves.message_classes.get(step.message) is MessageClass.REQUIRED for step in steps)


def _same_day(draft: RuleSpecification, rivals: Iterable[RuleInForce], today: date) -> Iterator[str]:
    for rule in rivals:
        if not meets_with(draft, rule.specification):
            continue
        pairs = ((mine, theirs) for mine in draft.steps for theirs in rule.specification.steps)
        clashes = dict.fromkeys(mine.lead for mine, theirs in pairs if _meet_on_a_day(mine, theirs, today))
        if clashes:
            yield gettext(
                "The reminder “%(rule)s” also speaks %(lead)s before, and can meet the same payments: a"
                " member would hear twice on one day. Leave its members out here, or switch one of the two"
                " off."
            ) % {"rule": rule.name, "lead": together(map(lead_words, clashes))}


def _meet_on_a_day(one: StepSpecification, other: StepSpecification, today: date) -> bool:
    if one.anchor is not other.anchor:
        return False
    days: Sequence[date] = [today + timedelta(days=n) for n in range(62)]
    return any(one.lead.before(day) == other.lead.before(day) for day in days)
