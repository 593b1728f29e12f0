"""The owner hears from us: once a day about each matter, and once a week that all is well."""

import hashlib
import shutil
from dataclasses import dataclass
from datetime import date, datetime

import structlog

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.channels.contract import OpenChannel
from forenotice.channels.errors import ChannelError
from forenotice.channels.queries import channels_of, open_mailbox
from forenotice.channels.states import Kind
from forenotice.dispatcher.operations import Carriers, durable_commits
from forenotice.dispatcher.queries import channel_failures
from forenotice.engine.causes import Cause
from forenotice.engine.findings import Finding, Held
from forenotice.engine.host import Standing
from forenotice.engine.letter import About
from forenotice.engine.models import OwnerWord
from forenotice.engine.owner_letters import language_of, write_letter
from forenotice.engine.owner_memory import WAIT, Memory
from forenotice.engine.owner_needs import MeasureDisk, Needs, find_week
from forenotice.kernel.local_time import instant, local_day
from forenotice.kernel.message import Address, Message, MessageClass, Outcome, Receipt

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OwnerStation:
    """What the station works with: how to reach channels, and whether commands must name the organization."""

    carriers: Carriers
    is_one_of_several: bool = False
    measure_disk: MeasureDisk = shutil.disk_usage

    def tell_owner(
        self, *, organization: Organization, standing: Standing, now: datetime
    ) -> tuple[Cause, ...]:
        """Write to the organization's alert address about what needs its owner; return the causes told.

        A held host says that it is held and nothing else. Without an address nothing is written.
        """
        if not organization.alert_email:
            return ()
        today = local_day(now, organization.time_zone)
        memory = Memory(organization, today, now)
        if memory.is_waiting:
            return ()
        told = []
        for finding, on in self._findings(organization, standing, memory, now):
            if not self._tell(organization, finding, on, memory, now):
                break
            told.append(finding.cause)
        return tuple(told)

    def _findings(
        self, organization: Organization, standing: Standing, memory: Memory, now: datetime
    ) -> list[tuple[Finding, date]]:
        if standing.is_held:
            return [] if memory.is_told(Cause.HELD) else [(Held(standing.hold), memory.today)]
        needs = Needs(organization, now, memory.told_since, self.measure_disk)
        found = [(finding, memory.today) for finding in needs.find(memory.is_told)]
        monday = memory.monday
        begins_at = instant(monday, organization.window_start, organization.time_zone)
        # Whoever came in the middle of a week hears of the next one first.
        if now >= begins_at > organization.created_at and not memory.is_told(Cause.WEEKLY):
            now_open = {finding.cause for finding, _ in found} | memory.told_today
            causes = [cause for cause in Cause if cause in now_open and cause is not Cause.HELD]
            found.append((find_week(organization, monday, causes, now), monday))
        return found

    def _tell(
        self, organization: Organization, finding: Finding, on: date, memory: Memory, now: datetime
    ) -> bool:
        """Claim the word, then say it; return whether it makes sense to say more."""
        with durable_commits():
            word = memory.claim(finding.cause, on)
        if word is None:
            return True
        receipt = self._say(organization, self._message(organization, finding, on, now))
        if receipt.outcome in (Outcome.ACCEPTED, Outcome.UNKNOWN):
            OwnerWord.objects.filter(organization=organization, pk=word.pk).update(
                detail=receipt.outcome.value
            )
            log.info("owner_told", organization=organization.key, cause=finding.cause.value)
            return True
        OwnerWord.objects.filter(organization=organization, pk=word.pk).update(
            told_at=None, try_again_at=now + WAIT, detail=f"{receipt.code} {receipt.detail}".strip()[:500]
        )
        log.warning(
            "owner_not_told", organization=organization.key, cause=finding.cause.value, code=receipt.code
        )
        return False

    def _message(self, organization: Organization, finding: Finding, on: date, now: datetime) -> Message:
        language = language_of(organization.locale)
        about = About(
            name=organization.name,
            option=f" --organization {organization.key}" if self.is_one_of_several else "",
            is_rehearsing=organization.mode == Mode.REHEARSAL,
        )
        letter = write_letter(finding, about, language)
        digest = hashlib.sha256(
            "\x1f".join(("owner", organization.key, finding.cause, on.isoformat())).encode()
        ).hexdigest()
        sender = organization.sender_email or organization.alert_email
        domain = sender.rpartition("@")[2]
        return Message(
            message_id=f"{digest[:40]}@{domain if domain.isascii() and domain else 'forenotice.invalid'}",
            sender=Address(sender, "Forenotice"),
            recipient=Address(organization.alert_email),
            subject=" ".join(letter.subject.split()) if language == "en" else letter.subject,
            html=letter.html(language),
            text=letter.text,
            composed_at=now,
            boundary=f"=_{digest[:32]}",
            message_class=MessageClass.REQUIRED,
            locale=language,
        )

    def _say(self, organization: Organization, message: Message) -> Receipt:
        try:
            return _hand_over(self._way_out(organization), message)
        except (AccountsError, ChannelError) as error:
            return Receipt(message.message_id, Outcome.LATER, code="not_open", detail=str(error))

    def _way_out(self, organization: Organization) -> OpenChannel:
        """The first email channel that works, or the first that does not; in a rehearsal the test mailbox."""
        if organization.mode == Mode.LIVE:
            failing = {row.channel_id for row in channel_failures(organization) if row.mode == Mode.LIVE}
            emails = [channel for channel in channels_of(organization) if channel.kind == Kind.EMAIL]
            emails.sort(key=lambda channel: channel.pk in failing)
            if emails:
                return self.carriers(emails[0], organization.mode)
        return open_mailbox(organization, is_durable=True)


def _hand_over(channel: OpenChannel, message: Message) -> Receipt:
    waiting = [message]

    def pull(count: int) -> list[Message]:
        taken, waiting[:] = waiting[:count], waiting[count:]
        return taken

    receipts = [
        receipt
        for group in channel.deliver(pull)
        for receipt in group
        if receipt.message_id == message.message_id
    ]
    return receipts[0] if receipts else Receipt(message.message_id, Outcome.LATER, code="no_answer")
