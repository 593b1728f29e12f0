"""People who look at the console: each with a browser of their own, signed in."""

import time
from csv import DictReader
from datetime import UTC, datetime
from email import message_from_bytes, policy
from io import StringIO
from typing import Any

from django.contrib.sessions.models import Session
from django.test import Client

from forenotice.accounts.models import Organization, User
from forenotice.accounts.operations import grant_access
from forenotice.accounts.states import Role
from forenotice.channels.operations import declare_channel
from tests.support.smtp_servers import Arrived, ScriptedServer

PASSWORD = "a harbour of song"


def let_in(organization: Organization, role: Role = Role.OWNER, email: str = "") -> User:
    """A person with a role and a password."""
    access = grant_access(
        organization=organization,
        email=email or f"{role}@{organization.key}.example",
        name=f"{role} person".title(),
        role=role,
        actor="test",
        now=datetime.now(UTC),
    )
    access.user.set_password(PASSWORD)
    access.user.save()
    return access.user


def let_mail_out(organization: Organization, server: ScriptedServer) -> None:
    """Give an organization a mail account on this server."""
    declare_channel(
        organization=organization,
        key="email",
        kind="email",
        settings=server.settings(),
        secrets={},
        actor="test",
        now=datetime.now(UTC),
    )


def wait_for_letters(server: ScriptedServer, letters: int) -> None:
    """Until so many arrived: people are written to beside the page."""
    deadline = time.monotonic() + 20
    while len(server.arrived) < letters and time.monotonic() < deadline:
        time.sleep(0.05)


def words_of(letter: Arrived) -> str:
    """What the plain part of a letter says."""
    body = message_from_bytes(letter.content, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


class Person:
    """A person of an organization who looks at pages and sends forms."""

    def __init__(
        self, organization: Organization, role: Role = Role.OWNER, language: str = "en", email: str = ""
    ) -> None:
        self.organization = organization
        self.user = let_in(organization, role, email)
        self.browser = Client(headers={"Accept-Language": language})
        self.browser.force_login(self.user)

    def outlive_session(self) -> Client:
        """Their browser, in which they were signed in until just now."""
        self.browser.get("/account/")
        Session.objects.all().delete()
        return self.browser

    def address(self, path: str = "") -> str:
        """Where a page of the organization is: ``members/3``."""
        return f"/console/{self.organization.key}/{path}"

    def look(self, path: str = "", **query: Any) -> str:
        """The page that is there."""
        answer = self.browser.get(self.address(path), query)
        assert answer.status_code == 200, (answer.status_code, answer.headers)
        return str(answer.content.decode())

    def rows(self, path: str, **query: Any) -> list[dict[str, str]]:
        """What stands in the file for spreadsheets that is there, each row by its headings."""
        pieces = self.browser.get(self.address(path), query)
        return list(DictReader(StringIO(b"".join(pieces).decode("utf-8-sig"), newline="")))

    def send(self, path: str = "", **fields: Any) -> Any:
        """The answer to a form sent there, after it led on."""
        return self.browser.post(self.address(path), fields, follow=True)
