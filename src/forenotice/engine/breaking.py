"""For which organizations the pulse breaks off, and since when: their owners see it until it is mended."""

from datetime import datetime

import structlog
from django.db import DatabaseError

from forenotice.accounts.models import Organization
from forenotice.engine.models import BrokenPulse
from forenotice.engine.needs import PULSE_PATIENCE
from forenotice.engine.owner_words import OwnerStation

log = structlog.get_logger(__name__)


class Breakages:
    """What was known of it when this pulse began; changed as the pulse goes on."""

    def __init__(self, owners: OwnerStation, *, may_speak: bool) -> None:
        self._owners, self._may_speak = owners, may_speak
        self._broken = set(BrokenPulse.objects.values_list("organization_id", flat=True))

    def note(self, organization: Organization, error: Exception, now: datetime) -> None:
        """It broke for this one, with that error, of which only the log tells more."""
        fault = type(error).__name__
        if isinstance(error, DatabaseError):
            # Its words may quote the organization's rows.
            log.error("pulse_broke", organization=organization.key, fault=fault)
        else:
            log.exception("pulse_broke", organization=organization.key)
        rows = BrokenPulse.objects.filter(organization=organization)
        try:
            if not rows.update(fault=fault):
                BrokenPulse.objects.create(organization=organization, fault=fault, since_at=now)
            since_at = rows.values_list("since_at", flat=True).get()
            if self._may_speak and since_at <= now - PULSE_PATIENCE:
                self._owners.tell_broken(organization=organization, since_at=since_at, fault=fault, now=now)
        except Exception as refused:
            # What broke the pulse may break this, too; the others are served all the same.
            log.error("breakage_not_told", organization=organization.key, fault=type(refused).__name__)

    def settle(self, organization: Organization) -> None:
        """It was done whole for this one."""
        if organization.pk in self._broken:
            BrokenPulse.objects.filter(organization=organization).delete()
