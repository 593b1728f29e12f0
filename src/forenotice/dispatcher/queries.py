"""Reads of the dispatcher: deliveries and their tries, those in doubt, channels that fail, and counts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Count, QuerySet, prefetch_related_objects
from django.db.models.expressions import RawSQL

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.composer.queries import text_of_revision
from forenotice.dispatcher.errors import UnknownDeliveryError
from forenotice.dispatcher.models import Attempt, ChannelFailure, Delivery
from forenotice.dispatcher.payloads import payload_of_proof
from forenotice.dispatcher.proof import Examined, examine
from forenotice.dispatcher.recent import recent_bodies as recent_bodies
from forenotice.dispatcher.recent import sample_body as sample_body
from forenotice.dispatcher.recent import sample_payload as sample_payload
from forenotice.dispatcher.remembered import count_not_found as count_not_found
from forenotice.dispatcher.remembered import is_behind_journal as is_behind_journal
from forenotice.dispatcher.remembered import journal_knows_all_since as journal_knows_all_since
from forenotice.dispatcher.states import (
    ARRIVED,
    ASTRAY,
    DELIVERY_REASON_SENTENCES,
    DeliveryReason,
    DeliveryState,
    Role,
)
from forenotice.dispatcher.unreached import UnreachedTold as UnreachedTold
from forenotice.dispatcher.unreached import letter_page as letter_page
from forenotice.dispatcher.unreached import open_causes as open_causes
from forenotice.dispatcher.unreached import unreached_messages as unreached_messages
from forenotice.dispatcher.wording import words_again
from forenotice.kernel.message import Message
from forenotice.kernel.payload import Payload
from forenotice.ledger.queries import Known, facts_for
from forenotice.planner.states import REASON_SENTENCES, Reason

# Of several deliveries, the one that most is still to come of tells how a reminder stands.
_NOT_TAKEN = (
    DeliveryState.ATTEMPTING,
    DeliveryState.QUEUED,
    DeliveryState.UNKNOWN,
    DeliveryState.FAILED,
    DeliveryState.BOUNCED,
    DeliveryState.LET_BE,
    DeliveryState.WITHDRAWN,
)


@dataclass(frozen=True, slots=True)
class AttemptTold:
    """One try of a delivery. ``warnings`` names the smart tags that had nothing to say.

    ``unconfirmed`` is why the source could not be asked once more; what it had told was fresh enough.
    """

    attempt_id: int
    number: int
    started_at: datetime
    finished_at: datetime | None
    outcome: str
    code: str
    detail: str
    reference: str
    bytes_sha256: str
    proof_emptied_at: datetime | None
    warnings: tuple[str, ...]
    unconfirmed: str = ""

    @property
    def answer(self) -> str:
        """What the channel said: its number and its words. A code that is no number is for programs."""
        code = self.code if self.code[:1].isdigit() or not self.detail else ""
        return f"{code} {self.detail}".strip()


@dataclass(frozen=True, slots=True)
class DeliveryTold:
    """A delivery as a person reads it; ``sentence`` says why it is in its state."""

    delivery_id: int
    reminder_id: int
    mode: str
    rule: str
    rule_name: str
    step: str
    subscription: str
    member: str
    name: str
    zone: str
    product: str
    channel: str
    recipient: str
    role: Role
    state: DeliveryState
    reason: str
    sentence: str
    actor: str
    message_id: str
    next_try_at: datetime | None
    created_at: datetime
    changed_at: datetime
    attempts: tuple[AttemptTold, ...]

    @property
    def is_lost(self) -> bool:
        """Whether it failed or came back, so that a person may send it again."""
        return self.state in (DeliveryState.FAILED, DeliveryState.BOUNCED) and self.role is not Role.PROGRAM


def list_deliveries(
    organization: Organization,
    *,
    states: Collection[DeliveryState] = (),
    limit: int | None = None,
    newest_first: bool = True,
) -> list[DeliveryTold]:
    """Deliveries, the newest first; of some states if given."""
    rows = Delivery.objects.filter(organization=organization)
    if states:
        rows = rows.filter(state__in=list(states))
    return deliveries_told(organization, rows.order_by("-pk" if newest_first else "pk")[:limit])


def delivery_rows(
    organization: Organization,
    *,
    states: Collection[DeliveryState] = (),
    channel: str = "",
    reminder_id: int | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> "QuerySet[Delivery]":
    """Deliveries in no order, for :func:`deliveries_told`; those that came to be in a span."""
    wanted = {
        "state__in": list(states),
        "channel__key": channel,
        "reminder": reminder_id,
        "created_at__gte": since,
        "created_at__lt": until,
    }
    given = {name: value for name, value in wanted.items() if value not in (None, "", [])}
    rows = Delivery.objects.filter(organization=organization, **given)
    if states and set(states) <= set(ASTRAY):
        # SQLite takes a partial index only where its condition stands in the question as it is.
        words = ", ".join(repr(state.value) for state in ASTRAY)
        rows = rows.filter(RawSQL(f"dispatcher_delivery.state IN ({words})", (), BooleanField()))  # noqa: S611
    return rows


def attempt_rows(
    organization: Organization, *, since: datetime | None = None, until: datetime | None = None
) -> "QuerySet[Attempt]":
    """Tries that began in a span, in no order; those whose words were emptied are found by their delivery."""
    given = {"started_at__gte": since, "started_at__lt": until}
    rows = Attempt.objects.filter(organization=organization, proof_emptied_at__isnull=True)
    return rows.filter(**{name: value for name, value in given.items() if value is not None})


def tries_told(organization: Organization, rows: Iterable[Attempt]) -> list[tuple[AttemptTold, DeliveryTold]]:
    """What a person wants to know of these tries, each with its delivery."""
    found = list(rows)
    mine = Delivery.objects.filter(organization=organization, pk__in={row.delivery_id for row in found})
    told = {each.delivery_id: each for each in deliveries_told(organization, mine)}
    return [(_attempts([row])[0], told[row.delivery_id]) for row in found]


def unknown_deliveries(organization: Organization) -> list[DeliveryTold]:
    """Those of which nobody knows what became of them, the oldest first: a person has to decide."""
    return list_deliveries(organization, states=[DeliveryState.UNKNOWN], newest_first=False)


def delivery_by_id(organization: Organization, delivery_id: int) -> DeliveryTold:
    """One delivery; raise :class:`UnknownDeliveryError` when there is none of that number."""
    found = deliveries_told(organization, Delivery.objects.filter(organization=organization, pk=delivery_id))
    if not found:
        raise UnknownDeliveryError(
            f"There is no delivery {delivery_id}. List them: forenotice deliveries list."
        )
    return found[0]


def deliveries_of(
    organization: Organization, reminder_ids: Collection[int]
) -> Mapping[int, list[DeliveryTold]]:
    """The deliveries of some reminders, by reminder, in the order in which they came to be."""
    found: dict[int, list[DeliveryTold]] = {reminder_id: [] for reminder_id in reminder_ids}
    rows = Delivery.objects.filter(organization=organization, reminder_id__in=list(reminder_ids))
    for told in deliveries_told(organization, rows.order_by("pk")):
        found[told.reminder_id].append(told)
    return found


def not_taken(organization: Organization, reminder_ids: Collection[int]) -> Mapping[int, DeliveryState]:
    """Those of some reminders that left and that nothing has taken yet, or kept: how they stand instead."""
    rows = Delivery.objects.filter(organization=organization, reminder_id__in=list(reminder_ids))
    found: dict[int, set[str]] = {}
    for reminder_id, state in rows.values_list("reminder_id", "state"):
        found.setdefault(reminder_id, set()).add(state)
    return {
        reminder_id: next(state for state in _NOT_TAKEN if state in states)
        for reminder_id, states in found.items()
        if states.isdisjoint(ARRIVED)
    }


def count_not_taken(organization: Organization) -> int:
    """How many reminders left, in the organization's mode, and wait for their way out; at most 10,000."""
    rows = Delivery.objects.filter(organization=organization, state=DeliveryState.QUEUED)
    return rows.filter(reminder__mode=organization.mode).values("reminder_id").distinct()[:10_000].count()


def message_of_attempt(organization: Organization, attempt_id: int) -> Message:
    """The very message that a try handed over to a person's channel, made again from its proof.

    Raise :class:`UnknownDeliveryError` when there is no such try, or what it said is no longer kept.
    """
    attempt = _attempt(organization, attempt_id)
    text = text_of_revision(organization, attempt.proof["text"]) if attempt.proof else None
    if text is None:
        raise UnknownDeliveryError(f"The words of attempt {attempt_id} are no longer there.")
    return words_again(text, attempt.proof, attempt.delivery.message_id, attempt.delivery.recipient)


def payload_of_attempt(organization: Organization, attempt_id: int) -> Payload | None:
    """The very payload that a try handed over to a program; None where it was no payload, or is not kept.

    Raise :class:`UnknownDeliveryError` when there is no such try.
    """
    attempt = _attempt(organization, attempt_id)
    if "payload" not in attempt.proof:
        return None
    return payload_of_proof(attempt.proof, attempt.delivery.message_id, attempt.delivery.recipient)


def examine_proofs(organization: Organization, delivery_id: int) -> list[Examined]:
    """Each try of a delivery made again from what it kept, and compared with what was handed over."""
    rows = Attempt.objects.filter(organization=organization, delivery_id=delivery_id)
    return [
        examine(attempt, lambda name: text_of_revision(organization, name))
        for attempt in rows.select_related("delivery").order_by("number")
    ]


def channel_failures(organization: Organization) -> list[ChannelFailure]:
    """The channels that fail for everybody, by their keys."""
    rows = ChannelFailure.objects.filter(organization=organization).select_related("channel")
    return list(rows.order_by("channel__key", "mode"))


def deliveries_between(
    organization: Organization, since: datetime, until: datetime, mode: str
) -> Mapping[DeliveryState, int]:
    """How many deliveries that came to be in `since` <= moment < `until` stand in each state now."""
    rows = Delivery.objects.filter(
        organization=organization, created_at__gte=since, created_at__lt=until, reminder__mode=mode
    )
    counted = rows.order_by().values_list("state").annotate(n=Count("pk"))
    return {DeliveryState(state): n for state, n in counted}


def counts_by_channel(organization: Organization, since: datetime) -> Mapping[tuple[str, str], int]:
    """How many live deliveries that came to be since a moment stand in each state, by channel."""
    rows = Delivery.objects.filter(organization=organization, created_at__gte=since, reminder__mode=Mode.LIVE)
    counted = rows.order_by().values_list("channel__key", "state").annotate(n=Count("pk"))
    return {(channel, state): n for channel, state, n in counted}


def count_waiting(organization: Organization, channel_id: int) -> int:
    """How many deliveries wait for a channel, and are given up when it is switched off."""
    waiting = Delivery.objects.filter(organization=organization, channel_id=channel_id)
    return waiting.filter(state=DeliveryState.QUEUED).count()


def count_unknown(organization: Organization) -> int:
    """How many deliveries a person has to decide on."""
    return Delivery.objects.filter(organization=organization, state=DeliveryState.UNKNOWN).count()


def last_attempt_at(organization: Organization) -> datetime | None:
    """When anything was handed over last; a long pulse is at work for as long as that goes on."""
    rows = Attempt.objects.filter(organization=organization, proof_emptied_at__isnull=True)
    return rows.order_by("-started_at").values_list("started_at", flat=True).first()


def _attempt(organization: Organization, attempt_id: int) -> Attempt:
    found = (
        Attempt.objects.filter(organization=organization, pk=attempt_id).select_related("delivery").first()
    )
    if found is None:
        raise UnknownDeliveryError(f"There is no attempt {attempt_id}.")
    return found


def deliveries_told(organization: Organization, rows: Iterable[Delivery]) -> list[DeliveryTold]:
    """What a person wants to know of these deliveries, in their order."""
    found = list(rows)
    prefetch_related_objects(found, "reminder__rule", "reminder__step", "channel", "attempts")
    known = facts_for(organization, {row.reminder.due_date_id for row in found})
    return [_one(row, known.get(row.reminder.due_date_id)) for row in found]


def _one(row: Delivery, known: Known | None) -> DeliveryTold:
    reminder = row.reminder
    return DeliveryTold(
        delivery_id=row.pk,
        reminder_id=reminder.pk,
        mode=reminder.mode,
        rule=reminder.rule.key,
        rule_name=reminder.rule.name,
        step=reminder.step.key,
        subscription=known.subscription_key if known else "",
        member=known.member_key if known else "",
        name=known.full_name if known else "",
        zone=known.zone if known else "",
        product=known.product_label if known else "",
        channel=row.channel.key,
        recipient=row.recipient,
        role=Role(row.role),
        state=DeliveryState(row.state),
        reason=row.reason,
        sentence=_sentence(row.reason),
        actor=row.actor,
        message_id=row.message_id,
        next_try_at=row.next_try_at,
        created_at=row.created_at,
        changed_at=row.changed_at,
        attempts=_attempts(sorted(row.attempts.all(), key=lambda attempt: attempt.number)),
    )


def _attempts(rows: Sequence[Attempt]) -> tuple[AttemptTold, ...]:
    return tuple(
        AttemptTold(
            attempt_id=row.pk,
            number=row.number,
            started_at=row.started_at,
            finished_at=row.finished_at,
            outcome=row.outcome,
            code=row.code,
            detail=row.detail,
            reference=row.reference,
            bytes_sha256=row.bytes_sha256,
            proof_emptied_at=row.proof_emptied_at,
            warnings=tuple(row.proof.get("warnings", ())),
            unconfirmed=row.proof.get("unconfirmed", ""),
        )
        for row in rows
    )


def _sentence(reason: str) -> str:
    if reason in [*DeliveryReason]:
        return DELIVERY_REASON_SENTENCES[DeliveryReason(reason)]
    return REASON_SENTENCES[Reason(reason)] if reason in [*Reason] else ""


def boosters_chosen(organization: Organization, since: datetime) -> Mapping[str, int]:
    """For how many mails each booster was chosen since a moment, by its key."""
    rows = Delivery.objects.filter(organization=organization, created_at__gte=since, booster__isnull=False)
    counted = rows.exclude(booster="").values_list("booster").annotate(count=Count("pk")).order_by()
    return {str(key): count for key, count in counted}
