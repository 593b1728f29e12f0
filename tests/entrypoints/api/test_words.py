"""Rules, messages and boosters by the API: the words of a blueprint, under the same terms."""

from typing import Any

import pytest

from forenotice.accounts.models import AuditEntry
from forenotice.blueprint.queries import blueprint_text
from forenotice.channels.operations import declare_channel
from tests.support.caller import Caller
from tests.support.world import ACTOR, World

RULE: dict[str, Any] = {
    "kinds": ["renewal"],
    "audience": {"products": ["gold"], "minimum_amount": "12.50 EUR"},
    "steps": [{"key": "week-before", "lead": "7 days", "at": "09:30", "message": "renewal"}],
}
OURS = {"default": "renewal"}
OWN = {"text": {"en": {"subject": "Soon", "html": "<p>{{ payment.due_date }}</p>"}}}


@pytest.fixture
def world(db: None) -> World:
    """An organization with one channel and no words yet."""
    world = World()
    by: dict[str, Any] = {"actor": ACTOR, "now": world.now}
    declare_channel(
        organization=world.organization, key="post", kind="mailbox", settings={}, secrets={}, **by
    )
    return world


def test_a_rule_is_declared_whole(world: World, caller: Caller) -> None:
    caller.put("/messages/renewal", OURS, expect=201)
    made = caller.put("/rules/yearly", RULE, expect=201)
    assert (made["key"], made["name"], made["on"], made["catch_up"]) == ("yearly", "Yearly", True, "2 days")
    assert made["steps"][0] | {} == {
        "key": "week-before",
        "lead": "7 days",
        "before": "due",
        "at": "09:30",
        "window": None,
        "message": "renewal",
        "channels": ["post"],
        "contacts": False,
        "owner_copy": "",
    }
    shown = caller.get("/rules/yearly")
    assert made == shown | {"warnings": made["warnings"]}
    # What is read can be written back, and changes nothing.
    assert caller.put("/rules/yearly", shown) == made
    assert caller.get("/rules")["items"] == [shown]
    assert 'key = "week-before"' in blueprint_text(world.organization)


def test_a_rule_is_switched_and_put_away(world: World, caller: Caller) -> None:
    caller.put("/messages/renewal", OURS, expect=201)
    caller.put("/rules/yearly", RULE, expect=201)
    assert caller.post("/rules/yearly/off")["on"] is False
    assert caller.post("/rules/yearly/on")["on"] is True
    caller.delete("/rules/yearly")
    for path in ("on", "off"):
        caller.post(f"/rules/yearly/{path}", expect=404)
    caller.delete("/rules/yearly", expect=404)
    assert caller.get("/rules")["items"] == []
    trail = AuditEntry.objects.filter(organization=world.organization, actor="key:program").order_by("pk")
    assert [(entry.action, entry.subject) for entry in trail] == [
        ("message.declared", "renewal"),
        ("rule.declared", "yearly"),
        ("rule.off", "yearly"),
        ("rule.on", "yearly"),
        ("rule.archived", "yearly"),
    ]
    caller.put("/rules/yearly", RULE, expect=201)


def _with(path: str, value: Any) -> dict[str, Any]:
    """The rule with one field of its step, or of itself, another."""
    step = RULE["steps"][0]
    return RULE | ({"steps": [step | {path: value}]} if path in step else {path: value})


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        (_with("lead", "a while"), "#/steps/0/lead", "a while"),
        (_with("message", "renewel"), "#/steps/0/message", 'Did you mean "renewal"?'),
        (_with("key", "Week Before"), "#/steps/0/key", "small letters"),
        (_with("at", "25:00"), "#/steps/0/at", ""),
        (_with("kinds", ["weekly"]), "#/kinds/0", ""),
        (_with("kinds", []), "#/kinds", ""),
        (_with("steps", []), "#/steps", ""),
        (_with("audience", {"countries": ["France"]}), "#/audience/countries", "two capital letters"),
        (_with("audience", {"minimum_amount": "much"}), "#/audience/minimum_amount", "12.50 EUR"),
        (_with("colour", "red"), "#/colour", ""),
        (_with("key", "other") | {"key": "other"}, "#/key", "address"),
        (
            RULE | {"steps": [RULE["steps"][0] | {"channels": ["pigeon"]}]},
            "#/steps/0/channels",
            'no [[channels]] is called "pigeon"',
        ),
    ],
)
def test_a_fault_is_told_with_its_place(
    caller: Caller, body: dict[str, Any], pointer: str, words: str
) -> None:
    caller.put("/messages/renewal", OURS, expect=201)
    problem = caller.put("/rules/yearly", body, expect=422)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert words.casefold() in problem["errors"][0]["detail"].casefold()
    assert caller.get("/rules")["items"] == []


def test_a_message_speaks_in_the_words_of_its_owner(world: World, caller: Caller) -> None:
    made = caller.put("/messages/renewal", OWN | {"class": "required", "name": "Soon"}, expect=201)
    assert (made["class"], made["draft"], list(made["text"])) == ("required", False, ["en"])
    shown = caller.get("/messages/renewal")
    assert caller.put("/messages/renewal", shown)["warnings"] == made["warnings"]
    draft = caller.put("/messages/renewal", OURS | {"draft": True}, expect=201)
    assert (draft["draft"], draft["default"]) == (True, "renewal")
    assert [one["draft"] for one in caller.get("/messages")["items"]] == [False, True]
    assert caller.get("/messages/renewal?draft=true")["default"] == "renewal"
    assert caller.post("/messages/renewal/publish", {}) == {"revision": 2, "changed": True, "warnings": []}
    caller.get("/messages/renewal?draft=true", expect=404)
    assert caller.get("/messages/renewal")["default"] == "renewal"
    assert caller.post("/messages/renewal/publish", {"revision": 1})["revision"] == 3
    caller.post("/messages/renewal/publish", {"revision": 99}, expect=404)
    caller.post("/messages/nothing/publish", {}, expect=404)


def test_a_message_may_be_made_of_blocks(caller: Caller) -> None:
    body: dict[str, Any] = {
        "text": {
            "en": {"subject": "Soon", "blocks": [{"type": "text", "words": "Hello {{ member.first_name }}"}]}
        }
    }
    made = caller.put("/messages/hello", body, expect=201)
    assert made["text"]["en"]["blocks"] == [{"type": "text", "words": "Hello {{ member.first_name }}"}]
    for block, pointer in (({"type": "txt"}, "type"), ({"type": "text", "words": "{{ nobody }}"}, "words")):
        body["text"]["en"]["blocks"] = [block]
        problem = caller.put("/messages/hello", body, expect=422)
        assert problem["errors"][0]["pointer"] == f"#/text/en/blocks/0/{pointer}"


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ({"subject": "{{ nobody }}", "html": "<p>x</p>"}, "#/text/en/subject"),
        ({"subject": "x", "html": "<p>{{ nobody }}</p>"}, "#/text/en/html"),
        ({"subject": "x"}, "#/text/en"),
        ({"subject": "x", "html": "<p>x</p>", "html_file": "secret.key"}, "#/text/en/html_file"),
    ],
)
def test_words_that_cannot_speak_are_refused(caller: Caller, text: dict[str, str], pointer: str) -> None:
    problem = caller.put("/messages/renewal", {"text": {"en": text}}, expect=422)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert caller.get("/messages")["items"] == []


def test_the_coach_reads_a_message(caller: Caller) -> None:
    caller.put("/messages/renewal", OWN, expect=201)
    caller.put("/rules/yearly", RULE | {"audience": {}}, expect=201)
    [checked] = caller.get("/messages/renewal/check")["items"]
    assert checked["locale"] == "en"
    assert checked["score"] < 100
    assert all(finding["fix"] and finding["points"] > 0 for finding in checked["findings"])
    caller.get("/messages/nothing/check", expect=404)


def test_a_booster_is_put_on_offer_and_taken_off(world: World, caller: Caller) -> None:
    body = {"kind": "tip", "until": "2026-12-31", "text": {"en": {"title": "A tip", "words": "Do *this*."}}}
    made = caller.put("/boosters/tip-1", body, expect=201)
    assert (made["from"], made["until"], made["weight"]) == (None, "2026-12-31", 1)
    assert caller.put("/boosters/tip-1", made) == made
    assert caller.get("/boosters")["items"] == [caller.get("/boosters/tip-1")]
    problem = caller.put("/boosters/tip-1", body | {"from": "2027-01-01"}, expect=422)
    assert problem["errors"][0]["pointer"] == "#/until"
    problem = caller.put(
        "/boosters/tip-1", body | {"text": {"en": {"title": "{{ nobody }}", "words": "x"}}}, expect=422
    )
    assert problem["errors"][0]["pointer"].startswith("#/text/en")
    caller.delete("/boosters/tip-1")
    caller.get("/boosters/tip-1", expect=404)
    caller.delete("/boosters/tip-1", expect=404)


@pytest.mark.parametrize("section", ["rules", "messages", "boosters"])
def test_what_is_no_key_is_refused(caller: Caller, section: str) -> None:
    caller.get(f"/{section}/nothing", expect=404)
    caller.get(f"/{section}/Not%20A%20Key", expect=422)
