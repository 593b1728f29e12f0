"""Who receives a reminder, each mailbox once; and by which names a delivery goes."""

from typing import Any

import pytest

from forenotice.dispatcher.identity import DeliveryKey, boundary, message_id
from forenotice.dispatcher.recipients import recipients
from forenotice.dispatcher.states import Role

KEY = DeliveryKey(
    organization="club",
    rule="renewals",
    step="week",
    source="csv",
    subscription="ana",
    occasion="payment",
    cycle="3",
    mode="live",
    channel="email",
    recipient="ana@example.org",
    type="due",
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["ana@example.org member"]),
        ({"contacts": [("bo@example.org", "Bo")]}, ["ana@example.org member", "bo@example.org contact"]),
        ({"owner_copy": "me@club.example"}, ["ana@example.org member", "me@club.example owner_copy"]),
        (
            {"contacts": [("ANA@example.org", "")], "owner_copy": "Ana@Example.org"},
            ["ana@example.org member"],
        ),
        ({"email": "", "contacts": [("bo@example.org", "")]}, ["bo@example.org contact"]),
        ({"email": "", "owner_copy": "me@club.example"}, []),
        ({"email": "   "}, []),
        ({"email": "ana"}, []),
        ({"email": "a" * 250 + "@example.org"}, []),
        ({"email": "ana@example.org\nBcc: all@example.org"}, []),
        ({"contacts": [("", ""), ("", "Nobody")]}, ["ana@example.org member"]),
    ],
)
def test_every_mailbox_is_told_once_and_the_owner_never_alone(
    given: dict[str, Any], expected: list[str]
) -> None:
    asked: dict[str, Any] = {"email": "ana@example.org", "name": "Ana", "contacts": (), "owner_copy": ""}
    found = recipients(**asked | given)
    assert [f"{each.email} {each.role}" for each in found] == expected


def test_a_name_cannot_bring_a_line_break_along() -> None:
    (member,) = recipients(email="ana@example.org", name="Ana\r\nBcc: x", contacts=(), owner_copy="")
    assert member.name == "Ana  Bcc: x"
    assert member.role is Role.MEMBER


@pytest.mark.parametrize("name", DeliveryKey._fields)
def test_whatever_makes_a_delivery_another_one_gives_it_another_name(name: str) -> None:
    assert KEY._replace(**{name: "other"}).digest() != KEY.digest()


def test_neighbouring_parts_of_a_key_do_not_run_together() -> None:
    assert KEY._replace(rule="a", step="bc").digest() != KEY._replace(rule="ab", step="c").digest()


def test_a_message_id_is_the_same_on_every_host_and_fit_for_a_header() -> None:
    name = message_id(KEY.digest(), "club@example.org")
    assert name == message_id(KEY._replace().digest(), "club@example.org")
    assert name.endswith("@example.org")
    assert len(name.split("@")[0]) == 40
    assert message_id(KEY.digest(), "club@exämple.org").isascii()
    assert boundary(name) == boundary(name)
    assert len(boundary(name)) <= 70
