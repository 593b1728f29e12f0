"""What a reminder said before: who changed what and when, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.queries import names_of_people
from forenotice.entrypoints.console.frame.actors import PERSON, actor_words
from forenotice.entrypoints.console.frame.lists import Columns, instant, list_file
from forenotice.entrypoints.console.reminders.difference import Wording, differences
from forenotice.entrypoints.console.reminders.draft import draft_of
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.listing import STATES
from forenotice.entrypoints.console.reminders.rule import Writing
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.rules.queries import RevisionTold, revisions_of
from forenotice.rules.states import RuleState

MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A revision and what it changed, in sentences."""

    revision: RevisionTold
    who: str
    changes: Sequence[str]
    is_first: bool


_COLUMNS: Columns[Line] = [
    (_("Revision"), lambda line: line.revision.number),
    (_("When"), lambda line: instant(line.revision.created_at)),
    (_("Who"), lambda line: line.who),
    (_("State"), lambda line: STATES[line.revision.state]),
    (_("What changed"), lambda line: "; ".join(line.changes)),
]


@page()
def show(request: HttpRequest, visitor: Visitor, rule: int) -> HttpResponse:
    """The newest first."""
    shelves = Shelves(visitor.organization)
    found = shelves.rule(rule)
    return render(
        request, "reminders/revisions.html", {"rule": found, "lines": _lines(visitor, shelves, rule)}
    )


@page()
def show_file(request: HttpRequest, visitor: Visitor, rule: int) -> StreamingHttpResponse:
    """The same for a spreadsheet."""
    del request
    shelves = Shelves(visitor.organization)
    found = shelves.rule(rule)
    return list_file(f"revisions-{found.key}", _COLUMNS, _lines(visitor, shelves, rule))


def _lines(visitor: Visitor, shelves: Shelves, rule: int) -> Sequence[Line]:
    told = revisions_of(visitor.organization, rule, MOST + 1)
    people = names_of_people(visitor.organization, {each.actor.removeprefix(PERSON) for each in told})

    def line(new: RevisionTold, old: RevisionTold | None) -> Line:
        changes = differences(_wording(old), _wording(new), shelves.names) if old else []
        return Line(new, actor_words(new.actor, people), changes, old is None)

    lines = [line(new, old) for new, old in pairwise(told)]
    if told and len(told) <= MOST:
        lines.append(line(told[-1], None))
    return lines


@page()
def go_back(request: HttpRequest, visitor: Visitor, rule: int, number: int) -> HttpResponse:
    """The reminder's page with the words of a revision, to look at and save as they are or changed."""
    shelves = Shelves(visitor.organization)
    found = shelves.rule(rule)
    told = revisions_of(visitor.organization, rule, 1, number=number)
    if not told:
        raise Http404
    draft = draft_of(
        shelves,
        told[0].specification,
        name=found.name,
        on=found.state is RuleState.ON,
        revision=found.revision,
    )
    return Writing(request, visitor, shelves, found).drawn(draft, revision=number)


def _wording(revision: RevisionTold) -> Wording:
    return Wording(revision.specification, revision.state is RuleState.ON)
