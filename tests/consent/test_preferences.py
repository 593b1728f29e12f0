"""What members wish: written down once it makes sense, and what changed is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from forenotice.accounts.models import AuditEntry
from forenotice.consent.errors import (
    AmbiguousMemberError,
    UnfitAddressError,
    UnfitLeadError,
    UnfitLocaleError,
    UnknownMemberError,
)
from forenotice.consent.models import Preference
from forenotice.consent.operations import set_preference
from forenotice.consent.queries import PreferenceTold, member_by, preference_of
from forenotice.ledger.models import Touched
from tests.support.world import ACTOR, World


@pytest.fixture
def world(db: None) -> World:
    made = World()
    made.told("ana", next_on=made.in_days(9))
    return made


def wish(world: World, who: str = "ana", **wishes: Any) -> tuple[str, ...]:
    member = member_by(world.organization, who)
    return set_preference(
        organization=world.organization, member=member, actor=ACTOR, now=world.now, **wishes
    )


def test_what_is_not_said_stays(world: World) -> None:
    member = member_by(world.organization, "ana")
    assert preference_of(member) == PreferenceTold()
    assert wish(world, wants_courtesy=False, locale="FR_ca") == ("wants_courtesy", "locale")
    assert wish(world, address="ana@elsewhere.example") == ("address",)
    assert wish(world, locale="fr-CA") == ()
    told = preference_of(member)
    assert (told.wants_courtesy, told.locale, told.address) == (False, "fr-CA", "ana@elsewhere.example")
    assert (told.changed_at, told.changed_by) == (world.now, ACTOR)
    assert wish(world, locale="", address="") == ("locale", "address")
    assert (preference_of(member).locale, preference_of(member).address) == ("", "")


def test_days_before_are_those_that_the_owner_allows(world: World) -> None:
    with pytest.raises(UnfitLeadError, match="may not choose"):
        wish(world, lead_days=5)
    world.declare(least_lead_days=2, most_lead_days=30)
    assert wish(world, lead_days=0) == ()
    for days in (1, 31, -1):
        with pytest.raises(UnfitLeadError, match="from 2 to 30 days"):
            wish(world, lead_days=days, wants_courtesy=False)
    assert not Preference.objects.exists()
    assert wish(world, lead_days=30) == ("lead_days",)
    assert wish(world, lead_days=30, locale="fr") == ("locale",)
    assert preference_of(member_by(world.organization, "ana")).lead_days == 30
    row = Preference.objects.get()
    assert (row.lead_at, row.lead_after_on) == (world.now, world.in_days(30))
    assert wish(world, lead_days=0) == ("lead_days",)
    row.refresh_from_db()
    assert (row.lead_days, row.lead_at, row.lead_after_on) == (None, None, None)


@pytest.mark.parametrize(("zone", "days"), [("Pacific/Kiritimati", 6), ("Pacific/Pago_Pago", 5)])
def test_a_wish_of_days_begins_on_the_calendar_of_the_member(world: World, zone: str, days: int) -> None:
    world.declare(least_lead_days=1, most_lead_days=30)
    world.told("bo", next_on=world.in_days(9), member={"zone": zone})
    wish(world, "bo", lead_days=5)
    assert Preference.objects.get().lead_after_on == world.in_days(days)


def test_a_wish_lets_planning_think_again(world: World) -> None:
    Touched.objects.all().delete()
    wish(world, wants_courtesy=False)
    assert [row.subscription_id for row in Touched.objects.all()] == [world.subscription("ana").pk]


@pytest.mark.parametrize("locale", ["xx", "klingon", "fr-", "en-US-posix-and-more", "12", "fr;q=1"])
def test_a_language_that_nobody_speaks_is_refused(world: World, locale: str) -> None:
    with pytest.raises(UnfitLocaleError, match="is not a language"):
        wish(world, wants_courtesy=False, locale=locale)
    assert not Preference.objects.exists()


@pytest.mark.parametrize("address", ["ana", "ana@", "a b@example.org", "ana@example.org\nBcc: x@example.org"])
def test_an_address_that_is_none_is_refused(world: World, address: str) -> None:
    with pytest.raises(UnfitAddressError, match="is not an email address"):
        wish(world, address=address)
    assert not Preference.objects.exists()


def test_a_member_is_known_by_id_or_address(world: World) -> None:
    assert member_by(world.organization, " ANA@example.org ").external_id == "ana"
    world.told("ben", next_on=world.in_days(9), member={"email": "ana@example.org"})
    with pytest.raises(AmbiguousMemberError, match="Give the id of one of them: ana, ben"):
        member_by(world.organization, "ana@example.org")
    with pytest.raises(UnknownMemberError, match='no member "zoe"'):
        member_by(world.organization, "zoe")
    with pytest.raises(UnknownMemberError):
        member_by(World(key="other").organization, "ana")


def test_the_audit_trail_names_the_fields_and_not_their_contents(world: World) -> None:
    wish(world, wants_courtesy=False, address="ana@elsewhere.example")
    entry = AuditEntry.objects.get(action="preference.changed")
    assert (entry.subject, entry.actor) == ("ana", ACTOR)
    assert entry.detail == {"fields": ["wants_courtesy", "address"]}


@pytest.mark.django_db(transaction=True)
def test_two_first_wishes_at_once_are_both_heard(pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--database") != "postgres":
        pytest.skip("SQLite lets writers in one by one anyway")
    world = World()
    world.told("ana", next_on=world.in_days(9))
    at_once = Barrier(2)

    def click(locale: str) -> tuple[str, ...]:
        try:
            member = member_by(world.organization, "ana")
            with transaction.atomic():
                assert not Preference.objects.filter(member=member).exists()
                at_once.wait(timeout=10)
                return wish(world, wants_courtesy=False, locale=locale)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        heard = list(threads.map(click, ("fr", "de")))
    assert sorted(heard) == [("locale",), ("wants_courtesy", "locale")]
    assert not preference_of(member_by(world.organization, "ana")).wants_courtesy
