"""The owner hears from us: once a day about each matter, and once a week that all is well."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from logging import INFO, WARNING

import structlog

from forenotice.accounts.models import Organization
from forenotice.dispatcher.operations import durable_commits
from forenotice.engine.causes import Cause
from forenotice.engine.findings import Finding, Held, PulseBroken
from forenotice.engine.host import Standing
from forenotice.engine.models import OwnerWord
from forenotice.engine.owner_mail import hand_to_one, owner_message
from forenotice.engine.owner_memory import WAIT, Memory
from forenotice.engine.owner_needs import MeasureDisk, Needs
from forenotice.engine.owner_week import find_week
from forenotice.kernel.local_time import instant, local_day, zone
from forenotice.kernel.message import Outcome

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OwnerStation:
    """What the station must know: whether commands name the organization, and how a disk is measured."""

    is_one_of_several: bool = False
    measure_disk: MeasureDisk = shutil.disk_usage

    def tell_owner(self, *, organization: Organization, standing: Standing, now: datetime) -> Sequence[Cause]:
        """Write to the organization's alert address about what needs its owner; return the causes told.

        A held host says that it is held and nothing else. Without an address nothing is written.
        """
        if not organization.alert_email:
            return ()
        memory = Memory(organization, local_day(now, organization.time_zone), now)
        if memory.is_waiting:
            return ()
        told = []
        for finding, on in self._findings(organization, standing, memory, now):
            with durable_commits():
                word = memory.claim(finding.cause, on)
            if word is None:
                continue
            if not self._say(organization, finding, word, now):
                break
            told.append(finding.cause)
        return tuple(told)

    def tell_broken(
        self, *, organization: Organization, since_at: datetime, fault: str, now: datetime
    ) -> None:
        """Write that the pulse breaks off; it never comes to the station itself then."""
        memory = Memory(organization, local_day(now, organization.time_zone), now)
        if not organization.alert_email or memory.is_waiting or memory.is_told(Cause.PULSE_BROKEN):
            return
        with durable_commits():
            word = memory.claim(Cause.PULSE_BROKEN, memory.today)
        if word is not None:
            found = PulseBroken(since_at.astimezone(zone(organization.time_zone)), fault)
            self._say(organization, found, word, now)

    def _findings(
        self, organization: Organization, standing: Standing, memory: Memory, now: datetime
    ) -> list[tuple[Finding, date]]:
        if standing.is_held:
            return [] if memory.is_told(Cause.HELD) else [(Held(standing.hold), memory.today)]
        needs = Needs(organization, now, memory.told_since, self.measure_disk)
        found = [(finding, memory.today) for finding in needs.find(memory.is_told)]
        begins_at = instant(memory.monday, organization.window_start, organization.time_zone)
        # Whoever came in the middle of a week hears of the next one first.
        if now >= begins_at > organization.created_at and not memory.is_told(Cause.WEEKLY):
            now_open = {finding.cause for finding, _ in found} | memory.told_today
            causes = [cause for cause in Cause if cause in now_open and cause is not Cause.HELD]
            found.append((find_week(organization, memory.monday, causes, now), memory.monday))
        return found

    def _say(self, about: Organization, finding: Finding, word: OwnerWord, now: datetime) -> bool:
        """Say what was claimed; return whether it may have arrived. Else it waits, and all others with it."""
        several = self.is_one_of_several
        message = owner_message(about, finding, on=word.said_on, now=now, is_one_of_several=several)
        receipt = hand_to_one(about, message)
        is_said = receipt.outcome in (Outcome.ACCEPTED, Outcome.UNKNOWN)
        word.told_at, word.try_again_at = (now, None) if is_said else (None, now + WAIT)
        word.detail = f"{receipt.outcome.value} {receipt.code} {receipt.detail}".strip()[:500]
        word.save()
        log.log(INFO if is_said else WARNING, "owner_word", organization=about.key, cause=word.cause)
        return is_said
