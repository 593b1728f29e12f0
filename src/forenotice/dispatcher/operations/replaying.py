"""A person has programs told once more, by the same ids and with the same bytes: what they had, they know."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.channels.purpose import is_on
from forenotice.channels.queries import channels_of
from forenotice.dispatcher.errors import NotReplayableError, UnknownDeliveryError
from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.dispatcher.states import DeliveryReason, DeliveryState, Role

_ENDED = (DeliveryState.ACCEPTED, DeliveryState.FAILED)
_ACCEPTED = DeliveryState.ACCEPTED
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Replayed:
    """The deliveries that are told once more.

    Of others the due date has ``passed``, or what was said was ``emptied`` and cannot be said the same again.
    """

    delivery_ids: tuple[int, ...]
    passed: int = 0
    emptied: int = 0


def replay(
    *, organization: Organization, delivery_ids: Collection[int], actor: str, now: datetime
) -> Replayed:
    """Have these deliveries handed over once more, at the next pulse and after a last look.

    Raise :class:`UnknownDeliveryError` or :class:`NotReplayableError`, with nothing changed, when one of them
    is not there, was not told to a program, or is not at its end.
    """
    wanted = sorted(set(delivery_ids))
    rows = {row.pk: row for row in _rows(organization, Q(pk__in=wanted))}
    for delivery_id in wanted:
        row = rows.get(delivery_id)
        if row is None:
            raise UnknownDeliveryError(f"There is no delivery {delivery_id}.")
        if row.role != Role.PROGRAM:
            raise NotReplayableError(
                f"Delivery {delivery_id} is a message to a person, told once; only programs are told again."
            )
        if row.state not in _ENDED:
            raise NotReplayableError(
                f"Delivery {delivery_id} is {row.state}; wait until it was taken or failed."
            )
        if not is_on(row.channel):
            raise NotReplayableError(
                f"Delivery {delivery_id} was for {row.channel.key}, which is off; switch it on first."
            )
    return _queue(organization, list(rows.values()), actor, now, {"deliveries": len(rows)})


def replay_span(
    *,
    organization: Organization,
    channel_key: str,
    since: datetime,
    until: datetime,
    actor: str,
    now: datetime,
) -> Replayed:
    """Have all that ended in `since` <= moment < `until` for one channel handed over once more.

    At most 10,000 at once, the oldest first; ask again from where it stopped.
    """
    channel = next(
        (each for each in channels_of(organization) if each.key == channel_key and is_on(each)), None
    )
    if channel is None:
        raise NotReplayableError(f"There is no channel called {channel_key} that is switched on.")
    span = Q(
        channel=channel, role=Role.PROGRAM, state__in=_ENDED, changed_at__gte=since, changed_at__lt=until
    )
    rows = list(_rows(organization, span).order_by("changed_at", "pk")[:_AT_ONCE])
    detail = {"channel": channel_key, "since": since.isoformat(), "until": until.isoformat()}
    return _queue(organization, rows, actor, now, detail)


def _rows(organization: Organization, which: Q) -> Any:
    rows = Delivery.objects.filter(which, organization=organization)
    return rows.select_related("channel", "reminder__due_date")


@transaction.atomic
def _queue(
    organization: Organization, rows: Sequence[Delivery], actor: str, now: datetime, detail: dict[str, Any]
) -> Replayed:
    # A day's difference between clocks is left to the last look.
    ahead = [row for row in rows if row.reminder.due_date.due_on >= now.date()]
    gone = set(
        Attempt.objects.filter(
            organization=organization,
            delivery_id__in=[row.pk for row in ahead],
            number=1,
            proof_emptied_at__isnull=False,
        ).values_list("delivery_id", flat=True)
    )
    done = []
    for row in ahead:
        if row.pk in gone:
            continue
        same = Delivery.objects.filter(organization=organization, pk=row.pk, state=row.state)
        if same.update(
            state=DeliveryState.QUEUED,
            reason=DeliveryReason.REPLAY,
            next_try_at=now,
            replay_of=_ACCEPTED if _ACCEPTED in (row.state, row.replay_of) else row.state,
            replayed_after=F("attempts_made"),
            actor=actor,
            changed_at=now,
        ):
            done.append(row.pk)
    if done:
        record_audit(
            organization=organization,
            action="delivery.replay",
            subject=str(detail.get("channel", done[0])),
            detail={**detail, "count": len(done)},
            actor=actor,
            now=now,
        )
    return Replayed(tuple(done), len(rows) - len(ahead), len(gone))
