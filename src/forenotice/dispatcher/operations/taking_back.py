"""Programs that took a reminder hear that it no longer holds; what waits for a channel that is off ends."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.channels.purpose import is_on, wants
from forenotice.channels.queries import channels_of
from forenotice.channels.states import Kind
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.naming import key_of
from forenotice.dispatcher.operations.claims import NewDelivery, insert_deliveries
from forenotice.dispatcher.payloads import delivery_payload_id
from forenotice.dispatcher.situation import StepAtWork, ways_of
from forenotice.dispatcher.states import DeliveryReason, DeliveryState, DeliveryType, Role
from forenotice.kernel.payload import PayloadType
from forenotice.ledger.queries import Known, facts_for
from forenotice.planner.operations import Lapse, open_lapses, settle_lapses

Heard = tuple[int, str, str]

_AT_ONCE = 500
_OPEN = (DeliveryState.QUEUED, DeliveryState.ATTEMPTING, DeliveryState.UNKNOWN)


def take_back(*, organization: Organization, actor: str, now: datetime) -> int:
    """Queue a withdrawal wherever a program took what no longer holds; return how many were queued.

    What a program may still be taking waits: only what was accepted is taken back.
    """
    count = last = 0
    while lapses := open_lapses(organization, after=last, limit=_AT_ONCE):
        count, last = count + _take_back(organization, lapses, actor, now), lapses[-1].reminder_id
    return count


def _take_back(organization: Organization, lapses: Sequence[Lapse], actor: str, now: datetime) -> int:
    steps = ways_of(organization).steps
    known = facts_for(organization, {lapse.due_date_id for lapse in lapses})
    told = _told(organization, lapses)
    channels = channels_of(organization)
    done, deliveries = [], []
    for lapse in lapses:
        heard = told.get(lapse.reminder_id, [])
        if not any(state in _OPEN for _, state, _ in heard):
            # Nobody may still be taking it, so nobody is left to be told later.
            done.append(lapse.reminder_id)
        facts, step = known.get(lapse.due_date_id), steps.get(lapse.step_id)
        if facts is None or step is None:
            continue
        for channel in _hearers(heard, channels):
            deliveries += _withdrawal(lapse, channel, facts, step, organization)
    with transaction.atomic():
        again = _queue_again(organization, deliveries, actor, now)
        rows = insert_deliveries(organization.pk, deliveries, worker=actor, now=now)
        settle_lapses(organization=organization, reminder_ids=done)
    return len(rows) + again


def end_what_waits_for_nobody(*, organization: Organization, actor: str, now: datetime) -> int:
    """End the deliveries that wait for a channel which was switched off; return how many there were."""
    off = [channel.pk for channel in channels_of(organization) if not is_on(channel)]
    if not off:
        return 0
    waiting = Delivery.objects.filter(
        organization=organization, channel_id__in=off, state=DeliveryState.QUEUED
    )
    ended = {"next_try_at": None, "actor": actor, "changed_at": now}
    again = waiting.filter(replay_of=DeliveryState.ACCEPTED)
    count = again.update(state=DeliveryState.ACCEPTED, reason=DeliveryReason.TAKEN_BEFORE, **ended)
    return count + waiting.update(state=DeliveryState.FAILED, reason=DeliveryReason.CHANNEL_OFF, **ended)


def _told(organization: Organization, lapses: Sequence[Lapse]) -> dict[int, list[Heard]]:
    """Which programs were to hear of these reminders, by reminder: channel, state, and what it repeats."""
    rows = Delivery.objects.filter(
        organization=organization,
        reminder_id__in=[lapse.reminder_id for lapse in lapses],
        role=Role.PROGRAM,
        type=DeliveryType.DUE,
    )
    found: dict[int, list[Heard]] = {}
    for row in rows.only("reminder_id", "channel_id", "state", "replay_of"):
        found.setdefault(row.reminder_id, []).append((row.channel_id, row.state, row.replay_of))
    return found


def _hearers(heard: Sequence[Heard], channels: Sequence[Channel]) -> list[Channel]:
    """The channels that took it and are still on. What one hook of Zapier took, all of them may hear of.

    A hook listens to one type of payload alone: the Zap that hears of withdrawals is another one.
    """
    took = {
        channel_id for channel_id, state, replay_of in heard if DeliveryState.ACCEPTED in (state, replay_of)
    }
    kinds = {channel.kind for channel in channels if channel.pk in took} & {Kind.ZAPIER}
    return [
        channel for channel in channels if is_on(channel) and (channel.pk in took or channel.kind in kinds)
    ]


def _withdrawal(
    lapse: Lapse, channel: Channel, known: Known, step: StepAtWork, organization: Organization
) -> list[NewDelivery]:
    product = (known.product_key, known.product_name)
    if not wants(channel, PayloadType.WITHDRAWN, known.kind, product):
        return []
    key = key_of(
        *(known, step, organization, lapse.mode),
        channel=channel.key,
        recipient=channel.key,
        of=DeliveryType.WITHDRAWN,
    )
    return [
        NewDelivery(
            lapse.reminder_id,
            channel.pk,
            channel.key,
            Role.PROGRAM,
            delivery_payload_id(key),
            DeliveryState.QUEUED,
            DeliveryReason.RELEASED,
            type=DeliveryType.WITHDRAWN,
        )
    ]


def _queue_again(
    organization: Organization, deliveries: Sequence[NewDelivery], actor: str, now: datetime
) -> int:
    """Withdrawals that were themselves withdrawn, because the reason had come back, are true again."""
    names = [delivery.message_id for delivery in deliveries]
    rows = Delivery.objects.filter(
        organization=organization,
        reminder_id__in=[delivery.reminder_id for delivery in deliveries],
        type=DeliveryType.WITHDRAWN,
        state=DeliveryState.WITHDRAWN,
        message_id__in=names,
    )
    return rows.update(
        replayed_after=F("attempts_made"),
        state=DeliveryState.QUEUED,
        reason=DeliveryReason.RELEASED,
        next_try_at=now,
        actor=actor,
        changed_at=now,
    )
