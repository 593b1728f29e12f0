"""What holds for every page of the console there is: who may see it, who may send to it, what it costs."""

from collections.abc import Iterator
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forenotice.accounts.states import Role
from tests.entrypoints.console.addresses import Address, addresses
from tests.entrypoints.console.forms import taken_by_enter
from tests.entrypoints.console.sent_fields import sent_by
from tests.support.console import Person
from tests.support.furnished import Furnished, rows_of
from tests.support.world import World

MARK = "harbour"
MOST_QUERIES = 15
MANY = 8
# What asks anew for each row: planning for each step, a file for each subscription of one member. And the
# page of the one reminder that leaves meanwhile, so that it has more to tell.
BY_ROW = frozenset({"console:members:export", "console:scheduled:leaving_file", "console:scheduled:reminder"})
# What asks for more: files of all that is kept of a member, and of all that leaves in thirty days.
MOST_FOR = {"console:members:export": 30, "console:scheduled:leaving_file": 45}
ADDRESSES = addresses()
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})


@pytest.fixture
def club(transactional_db: None, home: Path) -> Iterator[Furnished]:
    """A club that has one of everything, at its own time."""
    furnished = Furnished(MARK)
    with time_machine.travel(furnished.now):
        yield furnished


def read(answer: Any) -> str:
    """All that an answer says, also when it comes in pieces."""
    return (b"".join(answer) if answer.streaming else answer.content).decode(errors="replace")


class _Tags(HTMLParser):
    """What is open at a place of a page, and which end closes something else."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        del attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        """It closes itself."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"line {self.getpos()[0]}: </{tag}>")


def faults_of(page: str) -> list[str]:
    """Where the tags of a page do not fit together, which browsers mend in ways of their own."""
    tags = _Tags()
    tags.feed(page)
    return tags.faults[:1] or [f"<{tag}> stays open" for tag in tags.open[:1]]


def is_fine(answer: Any) -> bool:
    """Whether a page is shown, leads on to another one, or says that it is only for sending."""
    leads = answer.headers.get("Location", "").startswith("/console/")
    return answer.status_code in (HTTPStatus.OK, HTTPStatus.METHOD_NOT_ALLOWED) or leads


def paths(club: Furnished) -> list[tuple[Address, str]]:
    return [(address, address.of(club.key, club.ids)) for address in ADDRESSES]


def test_every_page_of_an_organization_is_guarded() -> None:
    assert {address.name.split(":")[1] for address in ADDRESSES} >= {"home", "messages", "scheduled"}
    assert [address.name for address in ADDRESSES if not hasattr(address.view, "writes")] == []


def test_every_page_is_whole_and_asks_the_database_seldom(club: Furnished) -> None:
    """And as seldom for many rows as for a few."""
    owner = Person(club.organization)
    few = _whole_and_seldom(owner, club)
    club.crowd(MANY)
    with time_machine.travel(club.now):
        many = {address.name: len(_asked(owner, path)[0]) for address, path in paths(club)}
    more = {name: (few[name], many[name]) for name in few if many[name] >= few[name] + MANY // 2}
    assert more.keys() == {*BY_ROW}, more


def _asked(owner: Person, path: str) -> tuple[CaptureQueriesContext, Any, str]:
    """What a page asks the database, its answer, and the words of it."""
    with CaptureQueriesContext(connection) as asked:
        answer: Any = owner.browser.get(path)
        words = read(answer)
    return asked, answer, words


def _whole_and_seldom(owner: Person, club: Furnished) -> dict[str, int]:
    """How often each page asks the database."""
    before = rows_of(club.organization)
    found: dict[str, int] = {}
    many, wrong, torn, pressed = {}, {}, {}, {}
    for address, path in paths(club):
        asked, answer, words = _asked(owner, path)
        found[address.name] = len(asked)
        if not is_fine(answer):
            wrong[path] = answer.status_code
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            torn[path], pressed[path] = faults_of(words), taken_by_enter(words)
        if len(asked) > MOST_FOR.get(address.name, MOST_QUERIES):
            many[address.name] = len(asked)
    assert {path: faults for path, faults in torn.items() if faults} == {}
    assert {path: buttons for path, buttons in pressed.items() if buttons} == {}, "the Enter key keeps"
    assert rows_of(club.organization) == before, "whoever only looks changes nothing"
    assert (wrong, many) == ({}, {})
    return found


def test_nobody_reaches_another_organization(club: Furnished) -> None:
    world = World(club.now, key="rival")
    rival = Person(world.organization)
    before = rows_of(club.organization)
    wrong = []
    for address, path in paths(club):
        there = [path, address.of(world.key, club.ids)] if address.leads_to_rows else [path]
        for each in there:
            for answer in (rival.browser.get(each), rival.browser.post(each)):
                if answer.status_code not in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED):
                    wrong.append((each, answer.request["REQUEST_METHOD"], answer.status_code))
                assert MARK not in read(answer).replace(each, ""), each
    assert wrong == []
    assert rows_of(club.organization) == before


def test_no_field_reaches_another_organization(club: Furnished) -> None:
    """Whoever sends to their own pages what a neighbour's forms and links send changes nothing there."""
    world = World(club.now, key="rival")
    owner, rival = Person(club.organization), Person(world.organization)
    before = rows_of(club.organization)
    tried: set[str] = set()
    for address, path in paths(club):
        if address.leads_to_rows:
            continue
        forms, queries = sent_by(read(owner.browser.get(path)))
        there = address.of(world.key, club.ids)
        for sent in (*forms, *queries):
            tried |= {name for name, _ in sent}
            fields: dict[str, list[str]] = {}
            for name, value in sent:
                fields.setdefault(name, []).append(value)
            answers = [rival.browser.get(there, fields)]
            if address.writes is not None and sent in forms:
                answers += [
                    rival.browser.post(there, each) for each in (fields, fields | {"confirmed": ["yes"]})
                ]
            for answer in answers:
                words = read(answer)
                for _, value in sent:
                    words = words.replace(value, "")
                assert MARK not in words, (there, sent)
                assert answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
    assert tried >= {"letter", "rule"}, tried
    assert rows_of(club.organization) == before


def test_who_may_only_look_changes_nothing(club: Furnished) -> None:
    viewer = Person(club.organization, Role.VIEWER)
    before = rows_of(club.organization)
    wrong = {}
    for address, path in paths(club):
        answer: Any = viewer.browser.post(path, {"confirmed": "yes"})
        needed = HTTPStatus.METHOD_NOT_ALLOWED if address.writes is None else HTTPStatus.FORBIDDEN
        if address.writes is not Role.VIEWER and answer.status_code != needed:
            wrong[path] = answer.status_code
    assert wrong == {}
    assert rows_of(club.organization) == before


def test_who_is_not_signed_in_is_asked_to(club: Furnished) -> None:
    wrong = {}
    for address, path in paths(club):
        answers: list[Any] = [Client().get(path)]
        if address.writes is not None:
            answers.append(Client().post(path))
        for answer in answers:
            if not answer.headers.get("Location", "").startswith("/account/login/?next="):
                wrong[path] = answer.status_code
    assert wrong == {}
