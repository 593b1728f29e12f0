"""A stage whose owner listens: whole pulses of the engine, and the letters that reach the alert address."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings

from forenotice.channels.queries import list_messages, mailbox_directory
from forenotice.engine.models import OwnerWord
from forenotice.engine.presence import Presence
from forenotice.engine.pulse import OrganizationPulse, pulse
from tests.support.smtp_servers import ScriptedServer
from tests.support.stage import Stage

OWNER = "owner@example.org"


class OwnedStage(Stage):
    """A live organization with an alert address and one rule of one step, seven days before."""

    def __init__(self, server: ScriptedServer | None = None, **fields: Any) -> None:
        super().__init__(server, **{"alert_email": OWNER} | fields)
        self.rule("renewals", "7 days")

    def pulse(self) -> OrganizationPulse:
        """One pulse of the engine, now."""
        with Presence(Path(settings.FORENOTICE_HOME)) as presence:
            report = pulse(clock=lambda: self.now, presence=presence, carriers=self.carrier)
        return report.organizations[0]

    @property
    def letters(self) -> list[EmailMessage]:
        """What reached the owner by email, in order."""
        assert self.server is not None
        return [read(one.content) for one in self.server.arrived if OWNER in one.recipients]

    @property
    def subjects(self) -> list[str]:
        """Their subjects."""
        return [str(letter["Subject"]) for letter in self.letters]

    @property
    def letters_in_mailbox(self) -> list[str]:
        """The subjects of what the test mailbox caught."""
        return [letter.subject for letter in list_messages(mailbox_directory(self.organization))]

    def words(self) -> list[tuple[str, bool]]:
        """What was claimed, and whether it was told."""
        rows = OwnerWord.objects.filter(organization__key=self.key).order_by("said_on", "pk")
        return [(row.cause, row.told_at is not None) for row in rows]


def read(content: bytes) -> EmailMessage:
    """An email as a mail reader sees it."""
    letter = message_from_bytes(content, policy=policy.default)
    assert isinstance(letter, EmailMessage)
    return letter


def words_of(letter: EmailMessage) -> str:
    """Its plain text, as one line."""
    body = letter.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())
