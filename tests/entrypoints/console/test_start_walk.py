"""From an empty database to the first reminder in the test mailbox, and live, by pages alone."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from forenotice.accounts.models import Organization, User
from forenotice.accounts.operations import first_visit_code
from forenotice.blueprint.ready_sets import ReadySet, choose_sets, chosen_sets
from forenotice.channels.queries import list_messages, mailbox_directory
from forenotice.engine.carriers import KeptCarriers
from forenotice.engine.models import Undertaking
from forenotice.engine.presence import Presence
from forenotice.engine.pulse import pulse
from forenotice.rules.models import Step
from tests.support.console import PASSWORD
from tests.support.mail_server import MailServer

CLUB = "/console/harbour-club/start/"


def _rows(now: datetime) -> bytes:
    """Yearly members who are told tomorrow and in ten days, and a row that makes no sense."""
    rows = [("A1", "ana", 36), ("A2", "ben", 45)]
    lines = [
        f"{key},{name}@example.org,Gold,49.00,1 year,{now + timedelta(days=days):%d.%m.%Y}"
        for key, name, days in rows
    ]
    return "\n".join(("Nr,Wem,Plan,Amount,Interval,Wann", *lines, "A3,,Gold,49.00,1 year,soon")).encode()


def _wait(browser: Client) -> str:
    ends_at = monotonic() + 20
    while monotonic() < ends_at:
        if b"data-over" in browser.get("/console/harbour-club/settings/progress").content:
            return browser.get(f"{CLUB}subscriptions").content.decode()
        sleep(0.05)
    raise AssertionError(Undertaking.objects.values())


def _look(browser: Client, path: str) -> str:
    answer = browser.get(CLUB + path)
    assert answer.status_code == 200, (path, answer.headers)
    return str(answer.content.decode())


def _pulse(home: Path, now: datetime) -> None:
    with Presence(home) as presence, KeptCarriers(lambda: now) as carriers:
        pulse(clock=lambda: now, presence=presence, carriers=carriers)


@pytest.mark.django_db(transaction=True)
def test_from_nothing_to_a_reminder_and_live(home: Path, settings: Settings) -> None:
    browser, now = Client(), datetime.now(UTC)
    owner = {"name": "Ana", "email": "ana@harbour.example", "password": PASSWORD, "language": "en"}
    first = {"code": first_visit_code(), "organization": "Harbour Club", "zone": "UTC"}
    browser.post("/start/", owner | first)
    assert "Four steps" in _look(browser, "")

    form = {"name": "Harbour Club", "colour": "#113355", "locale": "en", "currency": "EUR"}
    refused = browser.post(f"{CLUB}organization", form | {"time_zone": "Nowhere"})
    assert 'value="Nowhere"' in refused.content.decode()
    told = {"time_zone": "europe/paris", "sender_email": "ana@harbour.example"}
    told |= {
        "late_policy_fr": "Nous attendons.",
        "late_policy_nl": "Wij wachten.",
        "legal_name": "Harbour SA",
    }
    assert browser.post(f"{CLUB}organization", form | told).headers["Location"].endswith("subscriptions")
    organization = Organization.objects.get()
    assert (organization.time_zone, organization.legal_name) == ("Europe/Paris", "Harbour SA")
    assert organization.late_policy == {"fr": "Nous attendons.", "nl": "Wij wachten."}

    file = SimpleUploadedFile("club.csv", _rows(now))
    answer = browser.post(f"{CLUB}file", {"file": file}, follow=True)
    assert "Column by column" in answer.content.decode()
    columns = {"column-2": "Wem", "was-2": "", "means-2": "email"}
    columns |= {"column-6": "Wann", "was-6": "", "means-6": "next_payment"}
    columns |= {"key": "Nr", "date_format": "DD.MM.YYYY"}
    page = browser.post(f"{CLUB}file/columns", columns, follow=True).content.decode()
    assert "ana@example.org" in page
    assert "Line 4" in page
    browser.post(f"{CLUB}file/begin", {"origin": "memberpress"})
    page = _wait(browser)
    assert "Rows that were not understood" in page
    User.objects.update(language="fr")
    mended = b"".join(browser.get(f"{CLUB}file/rejected.csv")).decode()
    assert "«\u202fsoon\u202f» n’est pas une date au format déclaré DD.MM.YYYY" in mended
    User.objects.update(language="en")

    page = _look(browser, "reminders")
    assert "2 payments within a year</strong>, 0 due in the next 30 days" in page
    for _ in range(2):
        browser.post(f"{CLUB}reminders", {"sets": ["annual", "card"]})
    assert Step.objects.count() == 4

    page = _look(browser, "leaving")
    assert "4 reminders leave in the next 30 days" in page
    assert "no reminder</h2>" not in page
    assert "switch off the reminders of MemberPress" in page
    days = re.findall(r"leaving/(\d{4}-\d\d-\d\d)", page)
    assert len(days) == 4
    (first,) = re.findall(r"leaving/[-\d]+/\d+/\d+", _look(browser, f"leaving/{days[0]}"))
    assert "49.00" in _look(browser, first)
    assert browser.get(f"{CLUB}leaving/2020-01-01").status_code == 404
    assert browser.get(f"{CLUB}{first}9").status_code == 404
    mail = browser.get(f"{CLUB}{first}/mail")
    assert "sandbox" in mail.headers["Content-Security-Policy"]
    assert "49.00" in mail.content.decode()
    browser.post(f"{CLUB}rehearse")
    letters = mailbox_directory(organization)
    assert len(list_messages(letters)) == 4

    _pulse(home, now + timedelta(days=1, hours=22))
    # What falls due lies there too, though there is no mail account yet; a second time now.
    assert len(list_messages(letters)) == 6
    assert sum(each.subject == "Gold: renewal in 21 days" for each in list_messages(letters)) == 2

    live = {"cap": "10", "is_off": "on"}
    refused = browser.post(f"{CLUB}leaving", live)
    assert "no mail account yet" in refused.content.decode()
    with MailServer() as server:
        account = {"host": "localhost", "port": server.port, "security": "none", "to": "ana@harbour.example"}
        wrong = browser.post(f"{CLUB}mail-account", account | {"port": 1})
        assert wrong.status_code == 200
        browser.post(f"{CLUB}mail-account", account)
        assert [envelope.rcpt_tos for envelope in server.envelopes] == [["ana@harbour.example"]]
        browser.post(f"{CLUB}leaving", live)
    organization.refresh_from_db()
    assert (organization.mode, organization.first_day_cap) == ("live", 10)
    assert 'name="was" value="annual"' in _look(browser, "reminders")
    dropped = {"sets": ["card"], "was": ["annual", "card"]}
    asked = browser.post(f"{CLUB}reminders", dropped).content.decode()
    assert "Take away “Yearly renewal”?" in asked
    # A colleague chooses another one meanwhile; the answer is about what was named.
    choose_sets(organization=organization, wanted=[ReadySet.TRIAL], dropped=(), actor="test", now=now)
    browser.post(f"{CLUB}reminders", dropped | {"confirmed": "yes"})
    assert chosen_sets(organization) == {ReadySet.CARD, ReadySet.TRIAL}
    choose_sets(organization=organization, wanted=[ReadySet.CARD], actor="test", now=now)
    leaving = _look(browser, "leaving")
    assert "2 payments have no reminder" in leaving
    silent = b"".join(browser.get(f"{CLUB}without-a-reminder.csv")).decode()
    assert sum(int(line.rpartition(",")[2]) for line in silent.splitlines()[1:]) == 2
