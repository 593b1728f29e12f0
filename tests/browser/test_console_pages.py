"""Every page of the console in a real browser: nothing keeps anybody from reading it, in both themes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forenotice.accounts.states import Role
from forenotice.engine.host import begin_pulse
from forenotice.planner.operations import count_ahead, count_past
from tests.browser.looking import look_over, page_of
from tests.entrypoints.console.addresses import addresses
from tests.support.console import Person
from tests.support.furnished import Furnished

# They answer with a file, lead on, or stand inside the frame of another page.
NOT_PAGES = frozenset(
    {
        "file",
        "deliveries_file",
        "trail_file",
        "export",
        "said",
        "letter",
        "part",
        "mail",
        "rejected",
        "preview",
    }
)
OWN_PAGES = ("", "2fa/", "sessions/", "password/change/")
FOR_ANYBODY = (
    "account/login/",
    "account/password/reset/",
    "account/password/reset/done/",
    "nowhere",
    "start/",
)


@pytest.fixture
def club(transactional_db: None, home: Path) -> Iterator[Furnished]:
    """A club that has one of everything."""
    today = datetime.now(UTC)
    club = Furnished(
        "harbour", (today - timedelta(hours=33)).replace(hour=9, minute=0, second=0, microsecond=0)
    )
    begin_pulse(now=today)
    count_ahead(organization=club.organization, now=club.now)
    count_past(organization=club.organization)
    yield club
    club.close()


def shown(person: Person, club: Furnished) -> list[tuple[str, str]]:
    """The pages that answer with HTML, by name."""
    found = []
    for address in addresses():
        path = address.of(club.key, club.ids)
        if address.name.rpartition(":")[2] in NOT_PAGES:
            continue
        answer: Any = person.browser.get(path)
        # In a frame's own page nothing can run, so that nothing could look it over either.
        is_framed = "sandbox" in answer.headers.get("Content-Security-Policy", "")
        if answer.status_code == 200 and not is_framed and b"<html" in getattr(answer, "content", b""):
            found.append((address.name.removeprefix("console:").replace(":", "-"), path))
    return found


def test_every_page_can_be_read(club: Furnished, server: str, browser: Any) -> None:
    owner = Person(club.organization, email="look@harbour.example")
    page, faults = page_of(browser, server, owner)
    wrong = []
    for name, path in shown(owner, club):
        wrong += look_over(page, server + path, name)
    for path in OWN_PAGES:
        wrong += look_over(page, f"{server}/account/{path}", f"account-{path.strip('/').replace('/', '-')}")
    assert wrong == []
    assert faults == []
    stranger, _ = page_of(browser, server)
    for path in FOR_ANYBODY:
        wrong += look_over(stranger, f"{server}/{path}", path.strip("/").replace("/", "-"))
    viewer, _ = page_of(browser, server, Person(club.organization, Role.VIEWER))
    viewer.goto(server + owner.address("settings/"))
    assert viewer.locator("fieldset[disabled]").count() == 1
    assert wrong == []
