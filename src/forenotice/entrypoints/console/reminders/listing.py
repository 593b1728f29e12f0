"""All reminders, on or off, with what each says in a sentence and how much it has to say."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.words import asked_words, step_words
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


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The list, and below it what was put away."""
    shelves = Shelves(visitor.organization)
    counts = rule_counts(visitor.organization, visitor.now)
    lines = [_line(rule, shelves, counts.get(rule.rule_id, _NOTHING)) for rule in shelves.rules]
    switched = request.GET.get("switched", "")
    shown = {
        "lines": [line for line in lines if line.rule.state is not RuleState.ARCHIVED],
        "away": [line for line in lines if line.rule.state is RuleState.ARCHIVED],
        "switched": next((line for line in lines if str(line.rule.rule_id) == switched), None),
        "uncounted": uncounted(visitor.organization),
    }
    return render(request, "reminders/list.html", shown)


def _line(rule: RuleInForce, shelves: Shelves, count: RuleCount) -> Line:
    words = rule.specification
    sentences = [
        step_words(step, words, shelves.product_names, shelves.message_names) for step in words.steps
    ]
    return Line(rule, sentences, asked_words(words.audience), count)
