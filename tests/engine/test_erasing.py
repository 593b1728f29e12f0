"""A member who asks to be forgotten is, in every table; and what was said to them once stays said."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps

from forenotice.accounts.models import AuditEntry
from forenotice.consent.links import Purpose, Whose, make_token
from forenotice.consent.operations import NewSuppression, set_preference, suppress
from forenotice.consent.queries import holder_of, member_by
from forenotice.consent.states import SuppressionReason
from forenotice.dispatcher.errors import InFlightError
from forenotice.dispatcher.models import Delivery
from forenotice.dispatcher.operations import hear
from forenotice.dispatcher.states import DeliveryState
from forenotice.engine.erasing import erase_member
from forenotice.engine.member_export import export_member
from forenotice.kernel.news import News, NewsKind
from forenotice.ledger.facts import MemberFacts
from forenotice.ledger.models import DueDate, Member
from forenotice.ledger.operations import record_facts, record_members
from forenotice.planner.models import Reminder
from forenotice.sources.operations import keep_upload
from tests.support.world import ACTOR

if TYPE_CHECKING:
    from tests.support.stage import Stage

WHO = {"first_name": "Anastasia", "last_name": "Quince", "country": "FR", "details": {"phone": "+33 1 23 45"}}
TRACES = ("Anastasia", "Quince", "ana@", "33 1 23", "A-4711", "4242", "home.example", "sub-ana", "no room")


@pytest.fixture
def stage(transactional_db: None, home: Any) -> "Stage":
    """A club that speaks to its test mailbox, and has said something to Ana and to Ben."""
    from tests.support.stage import Stage

    made = Stage()
    made.rule("renewals", "7 days", "3 days")
    card = {"card_brand": "visa", "card_last4": "4242", "card_expires_on": made.in_days(4)}
    made.due("sub-ana", member=WHO | {"external_id": "ana@example.org"}, order_number="A-4711", **card)
    made.told("ben", next_on=made.in_days(7))
    wish(made, address="ana@home.example")
    made.dispatch()
    come_back(made, "552 no room for Anastasia")
    return made


def come_back(stage: "Stage", words: str) -> None:
    """Let what was said to Ana come back with these words."""
    delivery = Delivery.objects.get(recipient="ana@home.example")
    told = News("mail", "back-1", NewsKind.BOUNCED, stage.now, delivery.message_id.partition("@")[0])
    hear(organization=stage.organization, news=[told._replace(detail=words)], now=stage.now)


def wish(stage: "Stage", **wishes: Any) -> None:
    member = member_by(stage.organization, "ana@example.org")
    set_preference(organization=stage.organization, member=member, actor=ACTOR, now=stage.now, **wishes)


def erase(stage: "Stage", who: str = "ana@example.org") -> Any:
    member = member_by(stage.organization, who)
    return erase_member(organization=stage.organization, member=member, actor=ACTOR, now=stage.now)


def push_members(stage: "Stage", *ids: str) -> set[str]:
    """Tell of these members by themselves; return those who were refused for having been erased."""
    recorded = record_members(
        organization=stage.organization,
        source="csv",
        members=[MemberFacts(each) for each in ids],
        actor=ACTOR,
        now=stage.now,
    )
    assert all("erased at their own wish" in reason for _, reason in recorded.refused)
    return {key for key, _ in recorded.refused}


def everything() -> str:
    """Every row of ours, as text."""
    found = []
    for model in apps.get_models():
        if model.__module__.startswith("forenotice."):
            found += [f"{model.__name__} {row}" for row in model._default_manager.values()]
    return "\n".join(found)


def test_nothing_in_any_table_says_who_it_was(stage: "Stage") -> None:
    ben = next(line for line in everything().splitlines() if line.startswith("Member") and "ben" in line)
    assert all(trace in everything() for trace in TRACES)
    waits = keep_upload(
        organization=stage.organization, name="m.csv", blocks=[b"Email\n"], actor=ACTOR, now=stage.now
    )
    erased = erase(stage)
    assert (erased.subscriptions, erased.deliveries) == (1, 1)
    assert waits.stored_as in erased.files
    left = everything()
    assert [trace for trace in TRACES if trace in left] == []
    assert ben in left
    entry = AuditEntry.objects.get(action="member.erased")
    assert (entry.subject, entry.at, entry.actor) == (erased.name, stage.now, ACTOR)


def test_what_was_said_is_never_said_again(stage: "Stage") -> None:
    said = Delivery.objects.count()
    facts = stage.facts["sub-ana"]
    erase(stage)
    for _ in range(6):
        stage.advance(days=1)
        recorded = record_facts(
            organization=stage.organization, source="csv", facts=[facts], actor=ACTOR, now=stage.now
        )
        assert [reason for _, reason in recorded.refused] == [
            "Its member was erased at their own wish. Take them out of this source too."
        ]
        stage.dispatch()
    spoken = Delivery.objects.count() - said
    # Ben's second step is all that was left to say.
    assert spoken == 1
    assert set(
        Reminder.objects.filter(due_date__subscription__member__email="").values_list("state", flat=True)
    ) <= {
        "released",
        "cancelled",
        "skipped",
    }
    assert not DueDate.objects.filter(closing="", quiet="", member__email="").exists()
    # A program that pushes its members is not believed either, and Ben is.
    assert push_members(stage, "ana@example.org", "ben") == {"ana@example.org"}
    assert not Member.objects.filter(external_id="ana@example.org").exists()
    # Whoever comes back makes a new agreement, and is welcome.
    stage.told("sub-ana-2", member=WHO | {"external_id": "ana@example.org"}, next_on=stage.in_days(9))
    assert Member.objects.filter(external_id="ana@example.org").count() == 1
    assert push_members(stage, "ana@example.org") == set()
    erase(stage)
    assert push_members(stage, "ana@example.org") == {"ana@example.org"}


def test_links_end_and_suppressions_stay(stage: "Stage") -> None:
    member = member_by(stage.organization, "ana@example.org")
    token = make_token(Purpose.PORTAL, Whose(stage.organization.pk, member.pk, stage.now))
    wanted = [NewSuppression("ana@example.org", SuppressionReason.COMPLAINT)]
    suppress(organization=stage.organization, wanted=wanted, actor=ACTOR, now=stage.now)
    erase(stage)
    assert holder_of(Purpose.PORTAL, token, now=stage.now) is None
    assert "Suppression " in everything()
    assert "ana@example.org" in everything()


def test_nobody_is_forgotten_in_the_middle_of_a_word(stage: "Stage") -> None:
    Delivery.objects.filter(recipient__startswith="ana").update(state=DeliveryState.UNKNOWN)
    before = everything()
    with pytest.raises(InFlightError, match="deliveries unknown"):
        erase(stage)
    assert everything() == before


def test_what_waits_is_withdrawn(stage: "Stage") -> None:
    Delivery.objects.filter(recipient__startswith="ana").update(
        state=DeliveryState.QUEUED, next_try_at=stage.now
    )
    erase(stage)
    assert set(Delivery.objects.filter(recipient__startswith="erased-").values_list("state", "reason")) == {
        ("withdrawn", "gone")
    }
    stage.dispatch()


def test_an_export_holds_all_of_one_member_and_nothing_of_others(stage: "Stage") -> None:
    member = member_by(stage.organization, "ana@example.org")
    found = json.dumps(export_member(stage.organization, member, stage.now), default=str)
    assert all(trace in found for trace in TRACES)
    assert "Anastasia" in json.loads(found)["messages"][0]["text"]
    assert "ben" not in found
