"""What needs an owner, said of one thing or of many."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from forenotice.engine.queries import OwnerNeed
from forenotice.engine.states import Need
from forenotice.entrypoints.console.frame.labels import source_name
from forenotice.entrypoints.console.frame.tags import moment_words, number


@dataclass(frozen=True, slots=True)
class Told:
    """Something that needs the owner, the source that it is about if any, and the sentence that says so."""

    need: Need
    subject: str
    words: str


def told(needs: Sequence[OwnerNeed]) -> Sequence[Told]:
    """Each of them in the reader's words."""
    return [Told(each.need, each.subject, _words(each)) for each in needs]


def _words(one: OwnerNeed) -> str:
    said = {
        "count": number(one.count),
        "source": capfirst(source_name(one.subject)),
        "since": moment_words(one.since_at) if one.since_at else "",
    }
    return _sentence(one.need, one.count) % said


def _sentence(need: Need, count: int) -> str:
    match need:
        case Need.PULSE_BROKEN:
            return gettext(
                "Reminders could not be prepared since %(since)s, and none leave. It is tried each minute. "
                "Ask whoever looks after this machine: its log says what breaks."
            )
        case Need.UNKNOWN:
            return ngettext(
                "Nobody knows whether %(count)s message arrived: decide what becomes of it.",
                "Nobody knows whether %(count)s messages arrived: decide what becomes of them.",
                count,
            )
        case Need.UNREACHED:
            return ngettext(
                "%(count)s message that law demands reached its member by no mail: post a letter.",
                "%(count)s messages that law demands reached their members by no mail: post letters.",
                count,
            )
        case Need.CHANNEL_FAILING | Need.CHANNEL_OFF | Need.NO_WAY_OUT:
            return _of_ways_out(need, count)
        case Need.MISSED:
            return ngettext(
                "%(count)s reminder came too late, and was not said.",
                "%(count)s reminders came too late, and were not said.",
                count,
            )
        case Need.BOUNCED:
            return ngettext(
                "Mail to %(count)s address came back.", "Mail to %(count)s addresses came back.", count
            )
        case _:
            return _of_a_source(need, count)


def _of_ways_out(need: Need, count: int) -> str:
    if need is Need.CHANNEL_FAILING:
        return ngettext(
            "%(count)s way out takes no messages at present.",
            "%(count)s ways out take no messages at present.",
            count,
        )
    if need is Need.CHANNEL_OFF:
        return ngettext(
            "%(count)s way out was switched off: what it spoke to is gone or failing.",
            "%(count)s ways out were switched off: what they spoke to is gone or failing.",
            count,
        )
    return ngettext(
        "%(count)s reminder found no way out: there is none of the name that it calls. It may leave "
        "still, once there is one.",
        "%(count)s reminders found no way out: there is none of the name that they call. They may "
        "leave still, once there is one.",
        count,
    )


def _of_a_source(need: Need, count: int) -> str:
    if need is Need.HALF_PARTED:
        return gettext("%(source)s: putting it away broke off, and has to be finished.")
    if need is Need.SOURCE_FAILING:
        return gettext("%(source)s: it has not answered for an hour.")
    if need is Need.STALE_SOURCE:
        return gettext("%(source)s: it has told nothing for longer than its facts are good for.")
    if need is Need.REJECTED_ROWS:
        return ngettext(
            "%(source)s: %(count)s row of the newest file could not be understood and was left out.",
            "%(source)s: %(count)s rows of the newest file could not be understood and were left out.",
            count,
        )
    return ngettext(
        "%(count)s row that a source told could not be understood.",
        "%(count)s rows that sources told could not be understood.",
        count,
    )
