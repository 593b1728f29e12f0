"""Required messages that no mail could bring: found, and settled once a person has sent them by post."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.accounts.states import Mode
from forenotice.composer.queries import text_of_revision
from forenotice.dispatcher.errors import UnknownLetterError
from forenotice.dispatcher.models import Attempt, Delivery, Unreached
from forenotice.dispatcher.states import DeliveryType, Role, UnreachedCause
from forenotice.kernel.message import MessageClass


def note_unreached(
    organization: Organization,
    why_by_delivery: Mapping[int, str],
    cause: UnreachedCause,
    now: datetime,
) -> None:
    """Remember the reminders of those deliveries that law demands and that were for members themselves."""
    rows = Delivery.objects.filter(
        organization=organization,
        pk__in=list(why_by_delivery),
        role=Role.MEMBER,
        type=DeliveryType.DUE,
        reminder__mode=Mode.LIVE,
    )
    wanted = {row.reminder_id: why_by_delivery[row.pk] for row in rows if _is_required(organization, row.pk)}
    _write(organization, wanted, cause, now)


def note_withheld(organization: Organization, causes: Mapping[int, UnreachedCause], now: datetime) -> None:
    """Remember required reminders that were withheld, because no mail may or can reach their members."""
    for cause in set(causes.values()):
        _write(organization, {pk: "" for pk, why in causes.items() if why == cause}, cause, now)


@transaction.atomic
def settle_unreached(
    *, organization: Organization, numbers: Collection[int], actor: str, now: datetime
) -> int:
    """Say that these letters went by post; raise :class:`UnknownLetterError`, with nothing changed."""
    rows = Unreached.objects.select_for_update().filter(organization=organization, settled_at__isnull=True)
    found = {row.pk: row for row in rows.filter(pk__in=numbers)}
    for number in numbers:
        if number not in found:
            raise UnknownLetterError(
                f"No letter {number} waits to be sent. See: forenotice deliveries letters"
            )
    for row in found.values():
        row.settled_at, row.settled_by = now, actor
        row.save()
        record_audit(
            organization=organization,
            action="letter.posted",
            subject=str(row.pk),
            detail={"reminder": row.reminder_id},
            actor=actor,
            now=now,
        )
    return len(found)


def _is_required(organization: Organization, delivery_id: int) -> bool:
    """Whether the words of a delivery were such as law or network demands."""
    tries = Attempt.objects.filter(organization=organization, delivery_id=delivery_id).order_by("-number")
    proof = tries.values_list("proof", flat=True).first()
    text = text_of_revision(organization, proof["text"]) if proof and "text" in proof else None
    return text is not None and text.message_class is MessageClass.REQUIRED


def _write(
    organization: Organization, wanted: Mapping[int, str], cause: UnreachedCause, now: datetime
) -> None:
    if wanted:
        Unreached.objects.bulk_create(
            (
                Unreached(
                    organization=organization, reminder_id=pk, cause=cause, detail=detail[:500], found_at=now
                )
                for pk, detail in wanted.items()
            ),
            ignore_conflicts=True,
        )
