"""Every page of the console beside a bare Django view, for an organization with all these subscriptions.

Each is asked for through the whole site by somebody who is signed in, in one process without a socket, at a
standing time. Of a file that streams, the time is that until its first lines. What is looked at while
somebody types, a reminder and a message, is asked for as the page asks for it. The counts that pages read are
kept by the pulse; it has been through before.
"""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import time_machine
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from benchmarks.figure import Figure
from benchmarks.fixture import LEADS, load
from forenotice.composer.models import Message
from forenotice.ledger.operations import keep_words
from forenotice.planner.operations import count_ahead, count_past, plan
from forenotice.project import urls
from forenotice.rules.models import Rule
from tests.entrypoints.console.addresses import addresses
from tests.support.console import Person
from tests.support.forms import form_of
from tests.support.furnished import Furnished
from tests.support.world import step

_ROUNDS = 9
_MOST_MS = 100
Ask = Callable[[], Any]
# The same page, asked for more.
_ALSO = {"console:scheduled:page": ("?show=sent", "?show=withheld")}


def bare(request: HttpRequest) -> HttpResponse:
    """The least that a view can do."""
    del request
    return HttpResponse("<p>Bare</p>", content_type="text/html")


def run(rows: int) -> list[Figure]:
    """Let an owner look at everything there is."""
    settings.ALLOWED_HOSTS = ["testserver"]
    urls.urlpatterns.append(path("bare", bare))
    club = _club(rows)
    with time_machine.travel(club.now + timedelta(minutes=1), tick=False):
        owner = Person(club.organization)
        least = _milliseconds(lambda: owner.browser.get("/bare"))
        figures = [Figure("console: a bare view", least, "ms")]
        for name, ask in (*_pages(owner, club), *_while_typing(owner, club)):
            if ask().status_code != HTTPStatus.OK:
                continue  # An address that is only for sending.
            took = _milliseconds(ask)
            times = f"{took / least:,.0f} bare ones"
            figures.append(Figure(f"console: {name}", took, "ms", at_most=_MOST_MS, note=times))
    return figures


def _club(rows: int) -> Furnished:
    """A club that has one of everything and all these members, with a rule of five steps for them."""
    key = load(rows).key
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_changedday (organization_id, due_on)"
            " SELECT DISTINCT organization_id, due_on FROM ledger_duedate"
        )
    club = Furnished(key)
    club.rule("renewals", *(step(lead) for lead in LEADS))
    plan(organization=club.organization, now=club.now)
    while count_ahead(organization=club.organization, now=club.now):
        pass
    while count_past(organization=club.organization):
        pass
    keep_words(organization=club.organization)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return club


def _pages(owner: Person, club: Furnished) -> Iterator[tuple[str, Ask]]:
    for one in addresses():
        for query in ("", *_ALSO.get(one.name, ())):
            address = one.of(club.key, club.ids) + query
            yield one.name.removeprefix("console:") + query, partial(owner.browser.get, address)


def _while_typing(owner: Person, club: Furnished) -> Iterator[tuple[str, Ask]]:
    rule = Rule.objects.get(organization=club.organization, key="renewals")
    address = owner.address(f"reminders/{rule.pk}/")
    typed = form_of(owner.look(f"reminders/{rule.pk}/"), "rule") | {"step-0-count": "11", "do": "look"}
    yield "a reminder, while typing", partial(_send, owner, address, typed)
    message = Message.objects.filter(organization=club.organization).earliest("pk")
    written = form_of(owner.look(f"messages/message/{message.key}/"))
    for what in ("coach", "preview"):
        address = reverse(f"console:messages:{what}", args=(club.key, message.key))
        yield f"a message, while typing: {what}", partial(_send, owner, address, written)


def _send(owner: Person, address: str, fields: Mapping[str, Any]) -> Any:
    return owner.browser.post(address, fields, headers={"HX-Request": "true"})


def _milliseconds(ask: Ask) -> float:
    """The median time of an answer, once everything is warm."""
    found = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        answer = ask()
        if answer.streaming:
            next(iter(answer))
        found.append((time.perf_counter() - started) * 1_000)
        answer.close()
    return statistics.median(found)
