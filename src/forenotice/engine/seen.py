"""What lies behind and can be mended by nobody is looked at once: it needs an owner no more after that."""

from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.engine.models import Seen
from forenotice.engine.states import Need

MAY_REST = (Need.MISSED, Need.BOUNCED)
"""Everything else lasts until it is seen to."""


@transaction.atomic
def let_rest(*, organization: Organization, need: Need, until: datetime, actor: str, now: datetime) -> None:
    """Count no more what had come `until` a moment, such as that at which somebody was shown a list of it."""
    until = min(until, now)
    before = seen_until(organization, need)
    if before is not None and before >= until:
        return
    Seen.objects.update_or_create(
        organization=organization,
        need=need,
        defaults={"until_at": until, "before_at": before, "actor": actor},
    )
    _write_down(organization, "need.seen", need, actor, now)


@transaction.atomic
def count_again(*, organization: Organization, need: Need, actor: str, now: datetime) -> None:
    """Take the last such word back; nothing happens where there was none."""
    row = Seen.objects.select_for_update().filter(organization=organization, need=need).first()
    if row is None:
        return
    if row.before_at is None:
        row.delete()
    else:
        row.until_at, row.before_at, row.actor = row.before_at, None, actor
        row.save()
    _write_down(organization, "need.reopened", need, actor, now)


def seen_until(organization: Organization, need: Need) -> datetime | None:
    """Up to which moment somebody has looked at it."""
    rows = Seen.objects.filter(organization=organization, need=need)
    return rows.values_list("until_at", flat=True).first()


def _write_down(organization: Organization, action: str, need: Need, actor: str, now: datetime) -> None:
    record_audit(
        organization=organization, action=action, subject=need.value, detail={}, actor=actor, now=now
    )
