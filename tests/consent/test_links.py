"""Links for members: genuine ones say whose they are, for one purpose and a while; all others say nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from forenotice.consent.links import (
    LIFETIMES,
    Link,
    Purpose,
    Whose,
    calendar_url,
    make_token,
    portal_url,
    preferences_url,
    read_token,
    unsubscribe_url,
)
from forenotice.consent.operations import revoke_links
from forenotice.consent.queries import Holder, holder_of
from tests.support.world import ACTOR, World

NOW = datetime(2026, 11, 2, 9, 30, 5, tzinfo=UTC)
ANA = Whose(3, 4711, NOW)
NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)


@pytest.fixture
def web(settings: Settings) -> Settings:
    settings.FORENOTICE_MAKES_LINKS = True
    settings.FORENOTICE_BASE_URL = "https://reminders.example.org"
    return settings


@given(
    purpose=st.sampled_from(Purpose),
    numbers=st.tuples(NUMBERS, NUMBERS),
    subject=NUMBERS,
    is_rehearsal=st.booleans(),
)
def test_a_link_says_what_was_put_into_it(
    purpose: Purpose, numbers: tuple[int, int], subject: int, is_rehearsal: bool
) -> None:
    whose = Whose(*numbers, NOW, is_rehearsal)
    token = make_token(purpose, whose, subject)
    assert re.fullmatch(r"[A-Za-z0-9_.-]{50,110}", token)
    assert read_token(purpose, token, now=NOW) == Link(whose, subject)
    assert all(read_token(other, token, now=NOW) is None for other in Purpose if other is not purpose)


def test_no_letter_of_it_can_be_changed() -> None:
    token = make_token(Purpose.PORTAL, ANA)
    for place, letter in enumerate(token):
        changed = token[:place] + ("a" if letter != "a" else "b") + token[place + 1 :]
        assert read_token(Purpose.PORTAL, changed, now=NOW) is None
    for other in ("", ".", "a", token * 5, token[:-1], token + "a", "ä" + token, "3-3mv-tnxygt-0"):
        assert read_token(Purpose.PORTAL, other, now=NOW) is None


@pytest.mark.parametrize("purpose", Purpose)
def test_it_holds_for_its_time(purpose: Purpose) -> None:
    token = make_token(purpose, ANA)
    ends_at = NOW + LIFETIMES[purpose]
    assert read_token(purpose, token, now=ends_at - timedelta(seconds=1)) is not None
    assert read_token(purpose, token, now=ends_at) is None


def test_it_outlives_a_new_key_until_the_old_one_is_dropped(settings: Settings) -> None:
    token = make_token(Purpose.PORTAL, ANA)
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new key of more than 32 characters", [old]
    assert read_token(Purpose.PORTAL, token, now=NOW) == Link(ANA)
    settings.SECRET_KEY_FALLBACKS = []
    assert read_token(Purpose.PORTAL, token, now=NOW) is None


def test_each_purpose_has_its_address(web: Settings) -> None:
    base = "https://reminders.example.org"
    assert portal_url(ANA) == f"{base}/m/{make_token(Purpose.PORTAL, ANA)}"
    assert preferences_url(ANA) == f"{portal_url(ANA)}#wishes"
    assert unsubscribe_url(ANA) == f"{base}/u/{make_token(Purpose.UNSUBSCRIBE, ANA)}"
    assert calendar_url(ANA, 17) == f"{base}/c/{make_token(Purpose.CALENDAR, ANA, 17)}.ics"


def test_without_an_address_of_ours_there_is_no_link(settings: Settings) -> None:
    settings.FORENOTICE_MAKES_LINKS = False
    assert {portal_url(ANA), preferences_url(ANA), unsubscribe_url(ANA), calendar_url(ANA)} == {""}


def test_a_link_leads_to_its_member_until_it_is_revoked(db: None) -> None:
    world = World()
    ana, bert = (world.told(who, next_on=world.in_days(9)).member for who in ("ana", "bert"))
    tokens = {
        purpose: make_token(purpose, Whose(world.organization.pk, ana.pk, world.now)) for purpose in Purpose
    }

    def found(purpose: Purpose, token: str = "") -> Holder | None:
        return holder_of(purpose, token or tokens[purpose], now=world.now)

    assert [found(purpose) for purpose in Purpose] == [Holder(world.organization, ana, 0, False)] * 4
    assert found(Purpose.PORTAL, tokens[Purpose.CALENDAR]) is None
    elsewhere = World(key="elsewhere").organization
    # Even a link of our own making reaches no member of another organization.
    assert found(Purpose.PORTAL, make_token(Purpose.PORTAL, Whose(elsewhere.pk, ana.pk, world.now))) is None
    revoke_links(organization=world.organization, member=ana, actor=ACTOR, now=world.now)
    assert [found(purpose) is None for purpose in Purpose] == [True, False, True, True]
    assert found(Purpose.PORTAL, make_token(Purpose.PORTAL, Whose(world.organization.pk, bert.pk, world.now)))
    world.now += timedelta(seconds=1)
    newer = make_token(Purpose.PORTAL, Whose(world.organization.pk, ana.pk, world.now))
    assert found(Purpose.PORTAL, newer) == Holder(world.organization, ana, 0, False)
