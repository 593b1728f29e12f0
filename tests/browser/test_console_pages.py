"""Every page of the console in a real browser: nothing keeps anybody from reading it, in both themes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forenotice.engine.host import begin_pulse
from forenotice.planner.operations import count_ahead, count_past
from tests.browser import drawn
from tests.browser.looking import look_over, page_of
from tests.support.console import Person
from tests.support.furnished import Furnished


@pytest.fixture
def pages(transactional_db: None, home: Path) -> Any:
    """All pages of a club that has one of everything, and its owner."""
    found = drawn.Drawn()
    drawn.before_anybody(found)
    today = datetime.now(UTC)
    began = (today - timedelta(hours=33)).replace(hour=9, minute=0, second=0, microsecond=0)
    club = Furnished("harbour", began)
    begin_pulse(now=today)
    count_ahead(organization=club.organization, now=club.now)
    count_past(organization=club.organization)
    owner = Person(club.organization, email="look@harbour.example")
    drawn.of_the_organization(found, club, owner)
    drawn.at_the_door(found, club, owner)
    drawn.of_oneself(found, Person(club.organization, email="self@harbour.example"))
    yield found, owner
    club.close()


def test_every_page_can_be_read(pages: Any, server: str, browser: Any) -> None:
    found, owner = pages
    page, faults = page_of(browser, server, owner)
    wrong = []
    for name, address in found.items():
        wrong += look_over(page, server + address, name)
    assert "\n".join(wrong) == ""
    assert faults == []
