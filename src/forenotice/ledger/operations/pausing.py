"""A person says that a subscription is paused, goes on or ends, whatever its source says meanwhile."""

from datetime import date, datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day
from forenotice.ledger.bulk import select
from forenotice.ledger.errors import CorrectionRefusedError
from forenotice.ledger.operations.opened import Opened
from forenotice.ledger.states import Part, Standing

_OVER = (Standing.CANCELLED, Standing.ENDED)
_ENDING = """
    SELECT subscription_id FROM ledger_correction
    WHERE organization_id = %s AND ends_on IS NOT NULL AND ends_on <= %s ORDER BY subscription_id
"""


@transaction.atomic
def pause_subscription(
    *, organization: Organization, subscription_id: int, until_on: date | None, actor: str, now: datetime
) -> bool:
    """Keep quiet about its payments, until the member's local day ``until_on`` or until it is resumed."""
    opened = Opened(organization, subscription_id, actor, now)
    if opened.told.standing in _OVER:
        raise CorrectionRefusedError(f"The subscription is {opened.told.standing}, so it cannot be paused.")
    if until_on is not None and until_on <= opened.today:
        raise CorrectionRefusedError("A pause ends after today. Give a later day, or none.")
    before = opened.ends_on(Part.STANDING)
    opened.set(Part.STANDING, ends_on=until_on, standing=Standing.PAUSED.value)
    return opened.write(further={} if before == until_on else {"paused_until": [before, until_on]})


@transaction.atomic
def resume_subscription(
    *, organization: Organization, subscription_id: int, actor: str, now: datetime
) -> bool:
    """End its pause; payments go on from where they were."""
    opened = Opened(organization, subscription_id, actor, now)
    _resume(opened)
    return opened.write()


@transaction.atomic
def cancel_subscription(
    *, organization: Organization, subscription_id: int, at_period_end: bool, actor: str, now: datetime
) -> bool:
    """End it now, or with the period that is paid for."""
    opened = Opened(organization, subscription_id, actor, now)
    if at_period_end:
        if opened.told.standing in _OVER:
            raise CorrectionRefusedError(f"The subscription is {opened.told.standing} already.")
        ends_on = opened.ends_on(Part.STANDING)
        opened.set(Part.STANDING, ends_on=ends_on, cancel_at_period_end=True)
    elif opened.told.standing not in _OVER:
        opened.set(Part.STANDING, standing=Standing.CANCELLED.value)
    return opened.write()


def end_corrections(*, organization: Organization, now: datetime) -> int:
    """End the pauses whose last day is over for the member; how many there were."""
    latest = local_day(now, "Pacific/Kiritimati")
    ended = 0
    for (number,) in select(_ENDING, [organization.pk, latest]):
        with transaction.atomic():
            opened = Opened(organization, number, "pause until a day", now)
            ends_on = opened.ends_on(Part.STANDING)
            if ends_on is not None and ends_on <= opened.today:
                _resume(opened)
                ended += opened.write()
    return ended


def _resume(opened: Opened) -> None:
    if opened.told.standing != Standing.PAUSED:
        return
    said = opened.said(Part.STANDING).standing
    opened.set(Part.STANDING, standing=Standing.ACTIVE.value if said == Standing.PAUSED else said)
