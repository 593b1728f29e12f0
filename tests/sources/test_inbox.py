"""What programs push is stored as it came, understood in order, and each row is told what became of it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Member, Product, Subscription
from forenotice.sources.cards import REMOVED
from forenotice.sources.errors import PushRefusedError, SettingsRefusedError
from forenotice.sources.inbox import KEPT_FOR, Pushed
from forenotice.sources.models import InboxEntry, Source
from forenotice.sources.operations import declare_source, digest_inbox, empty_old_entries, push_facts
from forenotice.sources.queries import freshness
from forenotice.sources.states import About, EntryState
from tests.sources.desk import NOW, Desk


def row(number: int, **more: Any) -> dict[str, Any]:
    """A monthly subscription of a member of their own."""
    return {
        "external_id": f"s{number}",
        "member": {"external_id": f"m{number}", "email": f"m{number}@example.org"},
        "product": {"external_id": "gold"},
        "amount": {"amount": "12.00", "currency": "EUR"},
        "interval": {"unit": "month"},
        "next_payment_on": "2026-04-01",
        **more,
    }


class Pushing:
    """A program that pushes into the ledger of an organization."""

    def __init__(self, organization: Organization) -> None:
        self.organization, self.now = organization, NOW

    def push(self, *rows: Any, about: About = About.SUBSCRIPTIONS, **choices: Any) -> Pushed:
        """Push many rows at once."""
        return self.push_words(json.dumps({about.value: rows}), about=about, **choices)

    def push_words(self, words: str, about: About = About.SUBSCRIPTIONS, **choices: Any) -> Pushed:
        """Push words as they are."""
        who: dict[str, Any] = {"organization": self.organization, "actor": "key:crm", "now": self.now}
        return push_facts(about=about, words=words, **who, **choices)

    def leave_waiting(self, name: str, *rows: Any) -> None:
        """What a crash leaves behind between storing and understanding."""
        source, _ = Source.objects.get_or_create(
            organization=self.organization, key="api", defaults={"kind": "push"}
        )
        InboxEntry.objects.create(
            organization=self.organization,
            source=source,
            external_id=name,
            about=About.SUBSCRIPTIONS,
            words=json.dumps({"subscriptions": rows}),
            actor="key:crm",
            received_at=self.now,
        )


@pytest.fixture
def program(desk: Desk) -> Pushing:
    """A program whose organization has an empty ledger."""
    return Pushing(desk.organization)


def became(pushed: Pushed) -> list[str]:
    """What became of each row."""
    return [each.became for each in pushed.results]


def test_good_rows_are_taken_and_bad_ones_are_told_where_they_are_wrong(program: Pushing) -> None:
    rows = [row(1), row(2, standing="gone"), row(1), "nothing", row(4, member={"external_id": "m9"})]
    pushed = program.push(*rows)
    assert became(pushed) == ["created", "rejected", "rejected", "rejected", "rejected"]
    first, second, third, _, last = pushed.results
    assert (first.external_id, first.id) == ("s1", Subscription.objects.get().pk)
    assert second.wrongs[0].path == ("standing",)
    assert third.wrongs[0] == (("external_id",), "Row 0 has the same id. Send each once.")
    assert last.is_conflict
    assert "no member" in last.wrongs[0].sentence
    entry = InboxEntry.objects.get()
    assert (entry.state, entry.counts) == (EntryState.APPLIED, {"created": 1, "rejected": 4})
    assert json.loads(entry.words)["subscriptions"] == rows
    source = Source.objects.get()
    assert (source.key, source.kind, source.last_told_at) == ("api", "push", NOW)
    assert "api" in freshness(program.organization, NOW)


def test_the_same_again_changes_nothing_and_something_new_changes_it(program: Pushing) -> None:
    assert became(program.push(row(1), row(2))) == ["created", "created"]
    assert became(program.push(row(1), row(2, order_number="N-2"))) == ["same", "changed"]


def test_what_arrives_twice_is_one(program: Pushing) -> None:
    first = program.push(row(1), entry_id="delivery-1")
    program.push(row(1, order_number="N-2"))
    again = program.push(row(1), entry_id="delivery-1")
    assert again == first
    assert Subscription.objects.get().order_number == "N-2"


def test_another_sources_rows_are_refused_and_theirs_are_not_touched(program: Pushing, desk: Desk) -> None:
    desk.take_in("members.csv", "s1,ana@example.org,Gold,49.00,year,2026-09-01")
    pushed = program.push(row(1), row(2))
    assert became(pushed) == ["rejected", "created"]
    assert 'belongs to the source "csv"' in pushed.results[0].wrongs[0].sentence
    with pytest.raises(PushRefusedError, match='of the kind "csv"'):
        program.push(row(3), source_key="csv")
    with pytest.raises(PushRefusedError, match='such as "my-crm"'):
        program.push(row(3), source_key="My CRM")
    silver = row(3, product={"external_id": "silver"})
    assert became(program.push(silver, source_key="crm")) == ["created"]


def test_members_and_products_are_pushed_alone(program: Pushing) -> None:
    members = program.push({"external_id": "m1", "first_name": "Ada"}, {"locale": "x"}, about=About.MEMBERS)
    assert became(members) == ["created", "rejected"]
    gold = {"external_id": "gold", "name": "Gold", "price": {"minor": 4900, "currency": "EUR"}}
    assert became(program.push(gold, about=About.PRODUCTS)) == ["created"]
    assert became(program.push(row(1, member={"external_id": "m1"}))) == ["created"]
    assert (Member.objects.get().first_name, Product.objects.get().price_minor) == ("Ada", 4900)


def test_what_a_crash_left_waiting_is_understood_in_order_before_anything_newer(program: Pushing) -> None:
    program.leave_waiting("one", row(1, order_number="N-1"))
    program.leave_waiting("two", row(1, order_number="N-2"))
    assert became(program.push(row(1, order_number="N-3"))) == ["changed"]
    assert Subscription.objects.get().order_number == "N-3"
    assert not InboxEntry.objects.filter(state=EntryState.WAITING).exists()


def test_the_pulse_goes_on_with_what_waits_as_if_it_had_been_taken_in_at_once(program: Pushing) -> None:
    program.leave_waiting("one", row(1))
    later = NOW + timedelta(hours=3)
    assert digest_inbox(organization=program.organization, now=later) == 1
    assert digest_inbox(organization=program.organization, now=later) == 0
    assert Subscription.objects.get().sighting.seen_at == NOW
    entry = InboxEntry.objects.get()
    assert (entry.state, entry.applied_at, entry.results[0]["became"]) == ("applied", later, "created")


@pytest.mark.parametrize("words", ["{", '"words"', "[]", "null", "[" * 5_000])
def test_words_of_which_nothing_can_be_made_are_kept_with_the_reason(program: Pushing, words: str) -> None:
    pushed = program.push_words(words)
    assert became(pushed) in ([], ["rejected"])
    entry = InboxEntry.objects.get()
    assert (entry.state, entry.words) == (EntryState.REJECTED, words)
    assert bool(entry.reason) != bool(entry.results)


def test_card_numbers_are_not_kept(program: Pushing) -> None:
    pushed = program.push(row(1, custom={"note": "4242424242424242"}))
    assert became(pushed) == ["rejected"]
    assert pushed.results[0].wrongs[0].path == ("custom", "note")
    words = InboxEntry.objects.get().words
    assert "4242424242424242" not in words
    assert REMOVED in words


def test_old_entries_are_emptied_and_waiting_ones_are_not(program: Pushing) -> None:
    program.push(row(1))
    program.leave_waiting("crashed", row(2))
    when = NOW + KEPT_FOR
    assert empty_old_entries(organization=program.organization, now=when) == 0
    later = when + timedelta(seconds=1)
    assert empty_old_entries(organization=program.organization, now=later) == 1
    assert empty_old_entries(organization=program.organization, now=later) == 0
    emptied, waiting = InboxEntry.objects.order_by("pk")
    assert (emptied.words, emptied.results, emptied.counts) == ("", [], {"created": 1})
    assert waiting.words


def test_many_rows_ask_no_more_questions_than_few(program: Pushing) -> None:
    def questions(number: int, **more: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            program.push(*(row(each, **more) for each in range(number)))
        return len(asked)

    few, many = questions(2), questions(300)
    assert many <= few + 6
    assert questions(300, order_number="N") <= many + 2
    assert Subscription.objects.filter(order_number="N").count() == 300


def test_a_pushed_source_is_declared_without_settings(program: Pushing) -> None:
    def declare(**settings: str) -> bool:
        return declare_source(
            organization=program.organization,
            key="crm",
            kind="push",
            settings=settings,
            fresh_for_days=3,
            actor="owner",
            now=NOW,
        )

    assert declare()
    assert became(program.push(row(1), source_key="crm")) == ["created"]
    assert freshness(program.organization, NOW)["crm"] == NOW - timedelta(days=3)
    with pytest.raises(SettingsRefusedError, match='no setting "delimiter"'):
        declare(delimiter=";")
