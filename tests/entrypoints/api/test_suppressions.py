"""Programs say which addresses are left alone, one or a thousand at a time, and only their own."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from forenotice.accounts.models import AuditEntry
from forenotice.consent.models import Suppression
from tests.support.caller import Caller, caller_of
from tests.support.world import World


def test_an_address_is_added_once_read_and_removed(caller: Caller) -> None:
    given = {"address": "Ana@example.org", "reason": "complaint", "detail": "wrote\r\ntwice"}
    answer = caller.ask("POST", "/suppressions", given, expect=201)
    made = answer.json()
    assert (made["address"], made["reason"], made["detail"]) == (
        "Ana@example.org",
        "complaint",
        "wrote twice",
    )
    assert made["actor"] == "key:program"
    assert answer.headers["Location"] == f"/api/v1/suppressions/{made['id']}"
    assert caller.post("/suppressions", {"address": "ana@EXAMPLE.org"}) == made
    assert caller.get(f"/suppressions/{made['id']}") == made
    caller.delete(f"/suppressions/{made['id']}")
    caller.delete(f"/suppressions/{made['id']}")
    gone = caller.get(f"/suppressions/{made['id']}")
    assert (gone["lifted_at"] is not None, gone["lifted_by"]) == (True, "key:program")
    assert caller.get("/suppressions")["items"] == []
    assert [one["id"] for one in caller.get("/suppressions?ended=true")["items"]] == [made["id"]]
    actions = AuditEntry.objects.filter(action__startswith="suppressions.").values_list("action", "actor")
    assert list(actions) == [("suppressions.added", "key:program"), ("suppressions.lifted", "key:program")]


def test_a_list_is_read_in_pages_and_by_what_it_is_about(caller: Caller) -> None:
    for n in range(3):
        caller.post("/suppressions", {"address": f"m{n}@example.org"}, expect=201)
    caller.post("/suppressions", {"address": "x@example.org", "reason": "hard_bounce"}, expect=201)
    first = caller.get("/suppressions?limit=3")
    assert [one["address"][:2] for one in first["items"]] == ["m0", "m1", "m2"]
    (last,) = caller.get(first["next"].partition("/api/v1")[2])["items"]
    assert last["address"] == "x@example.org"
    assert caller.get("/suppressions?reason=hard_bounce")["items"] == [last]
    assert caller.get("/suppressions?address=X%40EXAMPLE.org")["items"] == [last]


def test_what_makes_no_sense_is_refused_with_its_place(caller: Caller) -> None:
    past = "2026-03-01T12:00:00+00:00"
    for given, pointer in (
        ({"address": "ana"}, "#/address"),
        ({"address": "ana@example.org", "ends_at": past}, "#/ends_at"),
        ({"address": "ana@example.org", "ends_at": "9999-12-31T23:59:59-10:00"}, "#/ends_at"),
        ({"address": "ana@example.org", "ends_at": "2090-12-31T23:59:59"}, "#/ends_at"),
        ({"address": "ana@example.org", "reason": "unsubscribed"}, "#/reason"),
        ({"adress": "ana@example.org"}, "#/address"),
    ):
        problem = caller.post("/suppressions", given, expect=422)
        assert problem["errors"][0]["pointer"] == pointer
    caller.get("/suppressions/999999", expect=404)
    caller.get("/suppressions/99999999999999999999", expect=422)
    assert not Suppression.objects.exists()


def test_a_thousand_come_at_once_and_a_bad_one_stops_no_other(caller: Caller) -> None:
    caller.post("/suppressions", {"address": "known@example.org"}, expect=201)
    rows = [{"address": f"m{n}@example.org"} for n in range(996)]
    rows += [{"address": a} for a in ("bad", "known@example.org", "twice@example.org", "TWICE@example.org")]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = caller.post("/suppressions/bulk", {"items": rows})["items"]
    assert len(asked) < 40
    assert [one["status"] for one in found[:996]] == ["added"] * 996
    assert [one["status"] for one in found[996:]] == ["rejected", "known", "added", "known"]
    assert found[996]["detail"] == '"bad" is not an email address.'
    assert found[998]["id"] == found[999]["id"]
    assert Suppression.objects.count() == 998
    caller.post("/suppressions/bulk", {"items": [*rows, rows[0]]}, expect=422)


def test_a_neighbour_sees_and_changes_nothing(caller: Caller) -> None:
    made = caller.post("/suppressions", {"address": "ana@example.org"}, expect=201)
    other = caller_of(World(key="other"))
    assert other.get("/suppressions")["items"] == []
    other.get(f"/suppressions/{made['id']}", expect=404)
    other.delete(f"/suppressions/{made['id']}", expect=404)
    assert caller.get("/suppressions")["items"] == [made]
