"""The list of messages: which languages each has, who says it, and when that last left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.composer.queries import MessageTold, archived_messages, list_messages
from forenotice.entrypoints.console.frame.languages import language_name
from forenotice.entrypoints.console.frame.lists import Columns, list_file
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import last_left
from forenotice.rules.queries import MessageUse, message_uses


@dataclass(frozen=True, slots=True)
class Line:
    """One message with the steps that say it, by their rules. ``last_on`` is when one of these last left."""

    told: MessageTold
    uses: Sequence[MessageUse]
    last_on: date | None


_COLUMNS: Columns[Line] = [
    (_("Message"), lambda line: line.told.name),
    (_("State"), lambda line: _state(line.told)),
    (_("Languages"), lambda line: ", ".join(map(language_name, line.told.locales))),
    (_("Used by"), lambda line: ", ".join(use.rule_name for use in line.uses)),
    (_("Last sent"), lambda line: line.last_on.isoformat() if line.last_on else ""),
]


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every message, and below them those that were put away."""
    shown = {"lines": _lines(visitor), "away": archived_messages(visitor.organization)}
    return render(request, "messages/list.html", shown)


@page()
def show_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The list for a spreadsheet."""
    del request
    return list_file("messages", _COLUMNS, _lines(visitor))


def _lines(visitor: Visitor) -> list[Line]:
    uses, left = message_uses(visitor.organization), last_left(visitor.organization, visitor.now)
    return [_line(told, uses.get(told.key, ()), left) for told in list_messages(visitor.organization)]


def _state(told: MessageTold) -> str:
    if not told.published:
        return gettext("Draft only")
    return gettext("Newer draft") if told.draft else gettext("Published")


def _line(told: MessageTold, uses: Sequence[MessageUse], left: Mapping[int, date]) -> Line:
    by_rule = {use.rule: use for use in uses}
    days = [left[use.rule_id] for use in uses if use.rule_id in left]
    return Line(told, tuple(by_rule.values()), max(days, default=None))
