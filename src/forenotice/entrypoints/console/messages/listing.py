"""The list of messages: which languages each has, who says it, and when that last left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.composer.queries import MessageTold, archived_messages, list_messages
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import last_left
from forenotice.rules.queries import MessageUse, message_uses


@dataclass(frozen=True, slots=True)
class Line:
    """One message with the steps that say it, by their rules. ``last_on`` is when one of these last left."""

    told: MessageTold
    uses: Sequence[MessageUse]
    last_on: date | None


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every message, and below them those that were put away."""
    uses, left = message_uses(visitor.organization), last_left(visitor.organization, visitor.now)
    lines = [_line(told, uses.get(told.key, ()), left) for told in list_messages(visitor.organization)]
    shown = {"lines": lines, "away": archived_messages(visitor.organization)}
    return render(request, "messages/list.html", shown)


def _line(told: MessageTold, uses: Sequence[MessageUse], left: Mapping[int, date]) -> Line:
    by_rule = {use.rule: use for use in uses}
    days = [left[use.rule_id] for use in uses if use.rule_id in left]
    return Line(told, tuple(by_rule.values()), max(days, default=None))
