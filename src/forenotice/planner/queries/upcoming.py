"""Who will be told what, when and why, if nothing changes: computed, never stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from types import MappingProxyType

from forenotice.accounts.models import Organization
from forenotice.consent.queries import Consent, consent_around
from forenotice.kernel.local_time import local_day
from forenotice.ledger.due import Due
from forenotice.ledger.queries import Known, facts_for, followed_by
from forenotice.planner.foresight import Foresight, foresight_of
from forenotice.planner.outlook import Outlook, Speech
from forenotice.planner.states import Reason
from forenotice.rules.specification import Anchor
from forenotice.sources.queries import fresh_for

_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One reminder to come. ``day`` (on the member's calendar) and ``moment`` are when it will be said.

    ``withheld`` is why it will not be said after all, as far as can be foreseen: its facts will be stale, or
    the member's consent is wanting.
    ``due_date_id`` is the row it is about, or for a payment further off the row of the payment before it.
    """

    day: date
    moment: datetime
    zone: str
    due_date_id: int
    subscription: str
    order_number: str
    member: str
    name: str
    email: str
    product: str
    kind: str
    amount_minor: int | None
    currency: str
    due_on: date
    due_at: datetime | None
    estimated: bool
    rule: str
    step: str
    message: str
    channels: tuple[str, ...]
    why: str
    withheld: Reason | None = None


def upcoming(
    organization: Organization, *, now: datetime, until: datetime, limit: int | None = None
) -> list[Upcoming]:
    """Everything that will be said from `now` until a moment, in that order; at most the first `limit`.

    It is found by the same statement that plans. Payments after the next one are estimated as the ledger
    would roll them forward.
    """
    return list(islice(each_upcoming(organization, now=now, until=until), limit))


def each_upcoming(organization: Organization, *, now: datetime, until: datetime) -> Iterator[Upcoming]:
    """The same, one after the other, for whoever writes down very many."""
    fresh = fresh_for(organization, now)
    speeches = Outlook(organization, now, until).speeches(fresh)
    speeches.sort(key=lambda speech: (speech.moment, speech.due_date_id, speech.step.step_id))
    yield from told_of(organization, speeches, fresh=fresh)


def told_of(
    organization: Organization,
    speeches: Sequence[Speech],
    *,
    fresh: Mapping[str, timedelta] | None,
    later: Mapping[tuple[int, int], tuple[date, str]] = MappingProxyType({}),
) -> Iterator[Upcoming]:
    """Who is told what by these. Where ``fresh`` is None, it is not foreseen what will be withheld.

    ``later`` names day and kind of what follows a due date, by the step that speaks of it and the due date.
    """
    foresight = foresight_of(organization) if fresh is not None else None
    for start in range(0, len(speeches), _AT_ONCE):
        some = speeches[start : start + _AT_ONCE]
        known = facts_for(organization, {speech.due_date_id for speech in some})
        consent = consent_around(organization, known.values())
        for speech in some:
            if speech.due_date_id in known:
                wished = consent.as_wished(known[speech.due_date_id], speech.moment)
                follows = later.get((speech.step.step_id, speech.due_date_id))
                about = wished if follows is None else followed_by(wished, *follows)
                if foresight is None or fresh is None:
                    yield _one(speech, about, None)
                else:
                    yield _one(speech, about, _withheld(speech, about, fresh, foresight, consent))


def _withheld(
    speech: Speech,
    known: Known,
    fresh: Mapping[str, timedelta],
    foresight: Foresight,
    consent: Consent,
) -> Reason | None:
    """Why it will not be said after all, in the order of the last look."""
    words = speech.step.specification
    assert words is not None  # noqa: S101  A step that speaks has its words.
    if foresight.is_declined(known, words, consent):
        return Reason.OPTED_OUT
    kept = fresh.get(known.source)
    if kept is None or known.seen_at is None or known.seen_at < speech.moment - kept:
        return Reason.STALE_FACTS
    return foresight.unreached(known, words, consent, speech.moment)


def _one(speech: Speech, known: Known, withheld: Reason | None) -> Upcoming:
    due: Due | Known = known if speech.later is None else speech.later
    words = speech.step.specification
    assert words is not None  # noqa: S101  A step that speaks has its words.
    return Upcoming(
        day=local_day(speech.moment, due.zone),
        moment=speech.moment,
        zone=due.zone,
        due_date_id=speech.due_date_id,
        subscription=known.subscription_key,
        order_number=known.order_number,
        member=known.member_key,
        name=known.full_name,
        email=known.email,
        product=known.product_label,
        kind=due.kind,
        amount_minor=due.amount_minor,
        currency=due.currency,
        due_on=due.due_on,
        due_at=due.due_at,
        estimated=due.estimated,
        rule=speech.step.rule.key,
        step=speech.step.key,
        message=words.message,
        channels=words.channels,
        why=_why(speech),
        withheld=withheld,
    )


def _why(speech: Speech) -> str:
    words = speech.step.specification
    assert words is not None  # noqa: S101  A step that speaks has its words.
    anchor = " the last day to cancel" if words.anchor is Anchor.CANCEL_BY else ""
    return f"{speech.step.rule.name}: {words.lead} before{anchor}"
