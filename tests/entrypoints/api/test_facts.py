"""Members, products and subscriptions by the API: told of, read back, corrected, and nobody else's."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forenotice.accounts.models import AuditEntry
from forenotice.ledger.models import Member, Subscription
from forenotice.sources.models import InboxEntry
from tests.support.caller import Caller, caller_of
from tests.support.world import World

PATHS = ("/members", "/products", "/subscriptions")


def subscription(key: str = "s1", **more: Any) -> dict[str, Any]:
    """A monthly subscription, due in a month."""
    return {
        "external_id": key,
        "member": {"external_id": f"m-{key}", "email": f"{key}@example.org", "custom": {"chapter": "North"}},
        "product": {"external_id": "gold", "name": "Gold"},
        "amount": {"amount": "12.00", "currency": "EUR"},
        "interval": {"count": 1, "unit": "month"},
        "next_payment_on": "2026-04-01",
        "card": {"brand": "visa", "last4": "4242", "expires": "2027-04"},
        "tags": ["vip"],
        "discount": {"minor": 300, "currency": "EUR"},
        "addresses": {"billing": {"city": "Lyon", "country": "FR"}},
        **more,
    }


def due(shown: dict[str, Any]) -> list[tuple[str, str, bool, bool]]:
    """The payments of a subscription: day, closing, estimated, corrected."""
    rows = [row for row in shown["due_dates"] if row["occasion"] == "payment"]
    return [(row["due_on"], row["closing"], row["estimated"], row["corrected"]) for row in rows]


def test_a_subscription_is_made_replaced_and_read_back_in_the_same_words(caller: Caller) -> None:
    made = caller.put("/subscriptions", subscription(), expect=201)
    read = caller.get(f"/subscriptions/{made['id']}")
    assert read == made
    assert read["amount"] == {"amount": "12.00", "minor": 1200, "currency": "EUR"}
    assert read["card"] == {"brand": "Visa", "last4": "4242", "expires": "2027-04"}
    assert read["addresses"]["billing"]["city"] == "Lyon"
    assert due(read) == [("2026-04-01", "", False, False)]
    told = {name: read[name] for name in subscription() if name not in ("member", "product")}
    again = told | {"member": {"external_id": "m-s1"}, "product": {"external_id": "gold"}}
    same = caller.put("/subscriptions", again)
    assert same["changed_at"] == made["changed_at"]
    changed = caller.put("/subscriptions", again | {"order_number": "N-2", "tags": []})
    assert (changed["order_number"], changed["tags"]) == ("N-2", [])
    member = caller.get(f"/members/{made['member']['id']}")
    assert (member["email"], member["custom"]) == ("s1@example.org", {"chapter": "North"})
    assert member["subscriptions"] == [{"id": made["id"], "external_id": "s1"}]
    trail = AuditEntry.objects.filter(action="source.pushed").order_by("pk")
    assert [entry.actor for entry in trail] == ["key:program"] * 3
    assert trail[0].detail == {"about": "subscriptions", "created": 1}


def test_many_are_taken_each_by_itself(caller: Caller) -> None:
    rows = [subscription("s1"), subscription("s2", standing="gone"), subscription("s1"), subscription("s3")]
    taken = caller.post("/subscriptions/bulk", {"subscriptions": rows})
    assert {name: taken[name] for name in ("created", "changed", "same", "rejected")} == {
        "created": 2,
        "changed": 0,
        "same": 0,
        "rejected": 2,
    }
    assert [row["result"] for row in taken["results"]] == ["created", "rejected", "rejected", "created"]
    assert taken["results"][1]["errors"][0]["pointer"] == "#/standing"
    assert taken["results"][0]["id"] == Subscription.objects.get(external_id="s1").pk
    assert InboxEntry.objects.get().counts == {"created": 2, "rejected": 2}


@pytest.mark.parametrize("body", [{}, {"subscriptions": []}, {"subscriptions": [1]}, {"rows": []}])
def test_what_holds_no_rows_is_refused(caller: Caller, body: Any) -> None:
    caller.post("/subscriptions/bulk", body, expect=422)
    assert not InboxEntry.objects.exists()


def test_what_is_wrong_with_one_is_told_with_its_place(caller: Caller) -> None:
    wrong = subscription(next_payment_on="1 April", member={"email": "ana"}, colour="red")
    answer = caller.put("/subscriptions", wrong, expect=422)
    found = {each["pointer"]: each["detail"] for each in answer["errors"]}
    assert set(found) == {"#/next_payment_on", "#/member/email", "#/colour"}
    assert "YYYY-MM-DD" in found["#/next_payment_on"]
    cards = caller.put("/subscriptions", subscription(custom={"note": "4242424242424242"}), expect=422)
    assert cards["errors"][0]["pointer"] == "#/custom/note"
    assert "4242424242424242" not in InboxEntry.objects.get().words


def test_what_another_source_owns_is_a_conflict(world: World, caller: Caller) -> None:
    world.source("csv")
    world.told("s1", next_on=date(2026, 4, 1))
    answer = caller.put("/subscriptions", subscription("s1"), expect=409)
    assert 'belongs to the source "csv"' in answer["detail"]
    caller.put("/subscriptions?source=csv", subscription("s1"), expect=422)
    unknown = caller.put("/subscriptions", subscription("s2", member={"external_id": "m9"}), expect=409)
    assert "no member" in unknown["detail"]
    silver = subscription("s2", product={"external_id": "silver"})
    caller.put("/subscriptions?source=crm", silver, expect=201)


def test_members_and_products_stand_by_themselves(caller: Caller) -> None:
    ada = {"external_id": "m1", "email": "Ada@example.org", "billing": {"city": "Lyon"}}
    made = caller.put("/members", ada, expect=201)
    assert (made["email"], made["billing"]["city"], made["subscriptions"]) == ("ada@example.org", "Lyon", [])
    assert caller.put("/members", ada | {"first_name": "Ada"})["first_name"] == "Ada"
    assert caller.post("/members/bulk", {"members": [ada, {}]})["rejected"] == 1
    gold = {"external_id": "gold", "price": {"minor": 4900, "currency": "EUR"}, "interval": {"unit": "year"}}
    product = caller.put("/products", gold, expect=201)
    assert (product["name"], product["price"]["amount"]) == ("gold", "49.00")
    assert caller.get(f"/products/{product['id']}") == product
    assert caller.post("/products/bulk", {"products": [gold]})["same"] == 1


def test_lists_are_filtered_and_go_page_by_page(caller: Caller, world: World) -> None:
    rows = [subscription(f"s{number}", tags=["x"]) for number in range(5)]
    caller.post("/subscriptions/bulk", {"subscriptions": rows})
    world.told("csv-1", next_on=date(2026, 4, 1), standing="paused")

    def keys(query: str, path: str = "/subscriptions") -> list[str]:
        return [row["external_id"] for row in caller.get(f"{path}?{query}")["items"]]

    assert keys("source=csv") == keys("standing=paused") == ["csv-1"]
    assert keys("email=S3@example.org") == keys("external_id=s3") == ["s3"]
    assert keys("product=basic") == ["csv-1"]
    assert keys("changed_since=2026-03-02T12:00:01Z") == []
    assert keys("email=s3@example.org", "/members") == ["m-s3"]
    assert keys("external_id=gold", "/products") == ["gold"]
    page = caller.get("/subscriptions?limit=4")
    rest = caller.get(page["next"].partition("/api/v1")[2])
    assert [row["external_id"] for row in page["items"] + rest["items"]] == [
        *(f"s{number}" for number in range(5)),
        "csv-1",
    ]
    with CaptureQueriesContext(connection) as few:
        caller.get("/subscriptions?limit=1")
    with CaptureQueriesContext(connection) as many:
        caller.get("/subscriptions?limit=6")
    assert len(many) == len(few)


def test_a_day_and_an_amount_are_corrected_until_the_source_says_something_new(caller: Caller) -> None:
    path = f"/subscriptions/{caller.put('/subscriptions', subscription(), expect=201)['id']}"
    wish = {"next_payment_on": "2026-04-05", "amount": {"amount": "15.00", "currency": "EUR"}}
    corrected = caller.patch(path, wish)
    assert due(corrected) == [("2026-04-05", "", False, True)]
    assert [(held["part"], held["by"]) for held in corrected["corrections"]] == [
        ("amount", "key:program"),
        ("due", "key:program"),
    ]
    assert corrected["corrections"][1]["source_says"] == {
        "next_payment_on": "2026-04-01",
        "next_payment_at": None,
    }
    caller.put("/subscriptions", subscription(order_number="N-2"))
    assert due(caller.get(path)) == [("2026-04-05", "", False, True)]
    back = caller.ask("DELETE", f"{path}/corrections?part=due").json()
    assert (due(back), back["amount"]["minor"]) == ([("2026-04-01", "", False, True)], 1500)
    caller.put("/subscriptions", subscription(amount={"minor": 1300, "currency": "EUR"}))
    assert caller.get(path)["corrections"] == []
    for wrong in (
        {"amount": {"minor": 1, "currency": "USD"}},
        {"next_payment_on": "2026-04-05", "next_payment_at": "2026-04-05T10:00:00Z"},
        {"standing": "active"},
    ):
        caller.patch(path, wrong, expect=422)


def test_payments_pauses_and_ends(caller: Caller) -> None:
    path = f"/subscriptions/{caller.put('/subscriptions', subscription(), expect=201)['id']}"
    paid = caller.post(f"{path}/payments", {"due_on": "2026-04-01"})
    assert (paid["due_on"], paid["is_new"]) == ("2026-04-01", True)
    assert due(paid["subscription"]) == [
        ("2026-04-01", "recorded", False, False),
        ("2026-05-01", "", True, False),
    ]
    assert not caller.post(f"{path}/payments", {"due_on": "2026-04-01"})["is_new"]
    back = caller.delete(f"{path}/payments?due_on=2026-04-01", expect=200)
    assert due(back) == [("2026-04-01", "", False, False), ("2026-05-01", "withdrawn", True, False)]
    caller.post(f"{path}/payments", {"paid_on": "2026-03-30"})
    assert (
        "2026-04-01, 2026-05-01"
        in caller.post(f"{path}/payments", {"due_on": "2026-04-02"}, expect=422)["detail"]
    )
    paused = caller.post(f"{path}/pause", {"until_on": "2026-03-20"})
    assert (paused["standing"], paused["corrections"][0]["ends_on"]) == ("paused", "2026-03-20")
    assert paused["due_dates"][-1]["sentence"] == "The subscription is paused."
    caller.post(f"{path}/pause", {"until_on": "2026-03-02"}, expect=422)
    assert caller.post(f"{path}/resume")["standing"] == "active"
    assert caller.post(f"{path}/cancel", {"at_period_end": True})["cancel_at_period_end"]
    assert caller.post(f"{path}/cancel", {})["standing"] == "cancelled"
    assert AuditEntry.objects.filter(action="subscription.corrected", actor="key:program").count() == 7


def test_what_a_program_corrects_is_news_only_where_programs_tell(caller: Caller, world: World) -> None:
    ours = caller.put("/subscriptions", subscription(), expect=201)["id"]
    theirs = world.told("csv-1", next_on=date(2026, 4, 1)).pk
    world.now += timedelta(days=8)
    for number, told_at in ((ours, "2026-03-10T12:00:00Z"), (theirs, "2026-03-02T12:00:00Z")):
        assert caller.post(f"/subscriptions/{number}/pause", {})["told_at"] == told_at


def test_a_write_that_saw_something_older_is_refused(caller: Caller) -> None:
    path = f"/subscriptions/{caller.put('/subscriptions', subscription(), expect=201)['id']}"
    seen = caller.ask("GET", path).headers["ETag"]
    caller.ask("GET", path, headers={"If-None-Match": seen}, expect=304)
    wish = {"next_payment_on": "2026-04-03"}
    caller.ask("PATCH", path, wish, headers={"If-Match": seen})
    caller.ask("PATCH", path, {"next_payment_on": "2026-04-09"}, headers={"If-Match": seen}, expect=412)
    assert caller.get(path)["next_payment_on"] == "2026-04-03"


def test_a_repeated_write_is_answered_as_the_first_time(caller: Caller) -> None:
    key = {"Idempotency-Key": "a"}
    first = caller.put("/subscriptions", subscription(), expect=201, headers=key)
    again = caller.put("/subscriptions", subscription(), expect=201, headers=key)
    assert again == first
    assert InboxEntry.objects.count() == 1


def test_nobody_sees_or_moves_a_neighbours_rows(caller: Caller) -> None:
    caller.put("/subscriptions", subscription(), expect=201)
    stranger = caller_of(World(key="other"))
    assert [stranger.get(path)["items"] for path in PATHS] == [[], [], []]
    row = Subscription.objects.get()
    for path in (f"/subscriptions/{row.pk}", f"/members/{row.member_id}", f"/products/{row.product_id}"):
        stranger.get(path, expect=404)
    stranger.patch(f"/subscriptions/{row.pk}", {"next_payment_on": "2026-04-02"}, expect=404)
    for verb in ("payments", "pause", "cancel", "resume"):
        stranger.post(f"/subscriptions/{row.pk}/{verb}", {}, expect=404)
    stranger.put("/subscriptions", subscription(), expect=201)
    assert Member.objects.filter(external_id="m-s1").count() == 2
    row.refresh_from_db()
    assert (str(row.next_on), row.standing) == ("2026-04-01", "active")
