"""One click says no to courtesy reminders, a scanner's visit nothing, and a rehearsal changes nothing."""

import re
from datetime import timedelta
from typing import Any

import time_machine
from django.test import Client

from forenotice.consent.links import Purpose
from forenotice.consent.models import Preference
from forenotice.consent.queries import preference_of
from tests.entrypoints.portal.reader import Reader
from tests.support.world import World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def wants(world: World, who: str = "ana") -> bool:
    return preference_of(world.subscription(who).member).wants_courtesy


def form_in(response: Any) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]+)"', response.content.decode())
    return dict(found)


def test_a_post_is_enough_and_a_visit_is_not(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.UNSUBSCRIBE, "ana")
    for _ in range(2):
        shown = reader.get(link)
        assert "Stop reminders?" in shown.content.decode()
        reader._ask("head", link, None, 200, {})
    assert not Preference.objects.exists()
    # What Gmail sends (RFC 8058): no cookie, no referrer; it does not follow redirects.
    done = reader.post(link, ONE_CLICK)
    assert "Reminders are stopped" in done.content.decode()
    assert not wants(world)
    # It is said twice when a member clicks in two messages.
    reader.post(link, form_in(shown))
    assert not wants(world)


def test_a_body_that_cannot_be_read_is_not_taken_for_a_fault_of_ours(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.UNSUBSCRIBE, "ana")
    client = Client(headers={"Accept-Language": "fr"})
    with time_machine.travel(world.now, tick=False):
        sent = client.post(link, b"List-Unsubscribe=One-Click", content_type="multipart/form-data")
        put = client.put(link)
        lost = client.get(link + "?x=%00")
    assert [answer.status_code for answer in (sent, put, lost)] == [400, 405, 400]
    for answer in (sent, put, lost):
        assert answer["Content-Type"] == "text/html; charset=utf-8"
        assert "Rien n’a été changé." in answer.content.decode()
    assert put["Allow"] == "GET, HEAD, POST"
    # Programs go on being told in their own words.
    assert client.put("/api/v1/members")["Content-Type"] == "application/problem+json"
    assert not Preference.objects.exists()


def test_it_can_be_taken_back_at_once_but_not_from_the_link_alone(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.UNSUBSCRIBE, "ana")
    again = form_in(reader.post(link, ONE_CLICK))
    reader.post(link, {"form": "1234.forged"})
    assert not wants(world)
    world.told("bert", next_on=world.in_days(9))
    reader.post(reader.link(Purpose.UNSUBSCRIBE, "bert"), again)
    assert not wants(world)
    world.now += timedelta(minutes=59)
    assert "Reminders go on" in reader.post(link, again).content.decode()
    assert wants(world)
    reader.post(link, ONE_CLICK)
    world.now += timedelta(minutes=2)
    reader.post(link, again)
    assert not wants(world)


def test_a_rehearsal_changes_nothing(world: World, reader: Reader) -> None:
    link = reader.link(Purpose.UNSUBSCRIBE, "ana", is_rehearsal=True)
    assert "rehearsal" in reader.post(link, ONE_CLICK).content.decode()
    assert not Preference.objects.exists()


def test_the_page_speaks_the_member_s_language(world: World, reader: Reader) -> None:
    world.told("ana", member={"locale": "fr-CA"})
    shown = reader.get(reader.link(Purpose.UNSUBSCRIBE, "ana"))
    assert "Arrêter les rappels" in shown.content.decode()
    assert shown.headers["Content-Language"] == "fr"
    # Who holds nothing is answered in the browser's language.
    reader.language = "nl-BE,nl;q=0.9,en;q=0.8"
    assert "Deze link werkt niet" in reader.get("/u/x", expect=404).content.decode()


def test_nobody_learns_of_the_page_and_nothing_runs_on_it(reader: Reader) -> None:
    link = reader.link(Purpose.UNSUBSCRIBE, "ana")
    for response in (reader.get(link), reader.post(link, ONE_CLICK), reader.get("/u/x", expect=404)):
        headers = response.headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        page = response.content.decode()
        assert not re.search(r"<script|style=|\son\w+=|<img|https?://", page)
