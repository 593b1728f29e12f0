"""All reminders, on or off, with what each says in a sentence and how much it has to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from forenotice.entrypoints.console.frame.lists import Columns, list_file
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.words import asked_words, rule_words
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import RuleCount, rule_counts, uncounted
from forenotice.rules.queries import RuleInForce
from forenotice.rules.states import RuleState

_NOTHING = RuleCount(0, 0, None)


@dataclass(frozen=True, slots=True)
class Line:
    """A reminder as the list shows it."""

    rule: RuleInForce
    sentences: Sequence[str]
    asked: Sequence[str]
    count: RuleCount

    @property
    def is_on(self) -> bool:
        """Whether it speaks."""
        return self.rule.state is RuleState.ON


STATES = {
    RuleState.ON: pgettext_lazy("switch", "on"),
    RuleState.OFF: pgettext_lazy("switch", "off"),
    RuleState.ARCHIVED: _("put away"),
}
"""How a reminder stands, in a word."""

_COLUMNS: Columns[Line] = [
    (_("Reminder"), lambda line: line.rule.name),
    (_("State"), lambda line: STATES[line.rule.state]),
    (_("What it says"), lambda line: " ".join(line.sentences)),
    (_("To whom"), lambda line: "; ".join(line.asked)),
    (_("In the next 7 days"), lambda line: line.count.week),
    (_("In the next 30 days"), lambda line: line.count.month),
    (_("Last spoke on"), lambda line: line.count.last_on.isoformat() if line.count.last_on else ""),
]


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The list, and below it what was put away."""
    lines = _lines(visitor)
    switched = request.GET.get("switched", "")
    shown = {
        "lines": [line for line in lines if line.rule.state is not RuleState.ARCHIVED],
        "away": [line for line in lines if line.rule.state is RuleState.ARCHIVED],
        "switched": next((line for line in lines if str(line.rule.rule_id) == switched), None),
        "uncounted": uncounted(visitor.organization),
    }
    return render(request, "reminders/list.html", shown)


@page()
def show_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The list for a spreadsheet, with what was put away."""
    del request
    return list_file("reminders", _COLUMNS, _lines(visitor))


def _lines(visitor: Visitor) -> list[Line]:
    shelves = Shelves(visitor.organization)
    counts = rule_counts(visitor.organization, visitor.now)
    return [_line(rule, shelves, counts.get(rule.rule_id, _NOTHING)) for rule in shelves.rules]


def _line(rule: RuleInForce, shelves: Shelves, count: RuleCount) -> Line:
    words = rule.specification
    return Line(rule, rule_words(words, shelves.names), asked_words(words.audience), count)
