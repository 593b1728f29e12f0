"""A calendar's entries: the same one wherever it is told, moved when its day moves, gone when it is off."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from pytest_django import Settings

from forenotice.consent.links import Purpose
from tests.entrypoints.portal.reader import Reader
from tests.support.world import World


@pytest.fixture(autouse=True)
def _web(settings: Settings) -> None:
    settings.FORENOTICE_MAKES_LINKS = True
    settings.FORENOTICE_BASE_URL = "https://reminders.example.org"


def entries(reader: Reader, link: str) -> list[Any]:
    response = reader.get(link)
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    return list(Calendar.from_ical(response.content).events)


def test_an_entry_moves_with_its_payment(world: World, reader: Reader) -> None:
    number = world.due_date("ana").pk
    file = reader.link(Purpose.CALENDAR, "ana", number)
    feed = reader.link(Purpose.CALENDAR, "ana")
    assert reader.get(file).content == reader.get(file).content
    (first,), (listed,) = entries(reader, file), entries(reader, feed)
    assert first == listed
    assert (str(first["summary"]), first["dtstart"].dt) == ("Basic: €12.00", world.in_days(9))
    assert first["uid"] == f"due-{number}@reminders.example.org"
    written = reader.get(file).content.decode()
    assert "VALUE=DATE" in written
    assert ("METHOD" in written, "ORGANIZER" in written) == (False, False), "it invites nobody"
    assert f"\r\nNAME:Payments to {world.organization.name}\r\n" in written
    world.now += timedelta(minutes=1)
    world.told("ana", next_on=world.in_days(11))
    (moved,) = entries(reader, feed)
    assert (moved["uid"], moved["dtstart"].dt) == (first["uid"], world.in_days(11))
    assert moved["sequence"] > first["sequence"]


def test_what_is_off_is_taken_out(world: World, reader: Reader) -> None:
    file = reader.link(Purpose.CALENDAR, "ana", world.due_date("ana").pk)
    feed = reader.link(Purpose.CALENDAR, "ana")
    assert [str(one["status"]) for one in entries(reader, file)] == ["CONFIRMED"]
    world.told("ana", standing="cancelled")
    assert [str(one["status"]) for one in entries(reader, file)] == ["CANCELLED"]
    assert entries(reader, feed) == []


def test_a_neighbour_s_payment_is_in_nobody_else_s_calendar(world: World, reader: Reader) -> None:
    world.told("bert", next_on=world.in_days(3))
    reader.get(reader.link(Purpose.CALENDAR, "ana", world.due_date("bert").pk), expect=404)
    assert len(entries(reader, reader.link(Purpose.CALENDAR, "ana"))) == 1


def test_names_cannot_add_lines_to_it(world: World, reader: Reader) -> None:
    name = "Basic\r\nATTACH:https://evil.example/x;,\\ " + "ü" * 80
    world.told("ana", product=replace(world.facts["ana"].product, name=name))
    (event,) = entries(reader, reader.link(Purpose.CALENDAR, "ana"))
    assert "attach" not in event
    assert "ATTACH" in str(event["summary"])
