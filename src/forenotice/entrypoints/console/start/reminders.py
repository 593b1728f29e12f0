"""The third step: ready-made reminders, each with how many of the owner's members it is for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Mode, Role
from forenotice.blueprint.ready_sets import AT_FIRST, READY, ReadySet, choose_sets, chosen_sets
from forenotice.engine.operations import ask_for_pulse
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.ready_made import SETS, names_for, when_words
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.start.ahead import FEW
from forenotice.entrypoints.console.start.silent import without_reminder
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import DueSort, due_by_sort, has_more_than
from forenotice.planner.operations import count_ahead
from forenotice.planner.queries import count_planned
from forenotice.rules.queries import has_rules, rules_in_force

_MONTH, _YEAR = 30, 365


@dataclass(frozen=True, slots=True)
class Offer:
    """One set on offer: its words, how many payments it would speak of, and whether it is on."""

    key: str
    title: Promise
    when: str
    good_for: Promise
    month: int
    year: int
    is_on: bool
    kind: str


@page(writes=Role.EDITOR)
def reminders(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The sets with their numbers; what is sent is what was on and what shall be."""
    organization = visitor.organization
    if request.method == "POST":
        # Whatever a colleague chose or took away meanwhile stays as they left it.
        wanted, was = _sent(request, "sets"), _sent(request, "was")
        dropped = (was - wanted) & chosen_sets(organization)
        if dropped and organization.mode == Mode.LIVE and not request.POST.get("confirmed"):
            return _asked(request, visitor, wanted, was & wanted, dropped)
        names, message_names = names_for(organization)
        choose_sets(
            organization=organization,
            wanted=wanted - was,
            dropped=dropped,
            names=names,
            message_names=message_names,
            actor=visitor.actor,
            now=visitor.now,
        )
        # What leaves is shown next, so of few it is counted at once.
        if not has_more_than(organization, FEW):
            count_ahead(organization=organization, now=visitor.now)
        ask_for_pulse()
        messages.success(
            request, gettext("Your reminders are kept. Their words can be changed under Messages.")
        )
        return to_page(visitor, "start:leaving")
    was_on = chosen_sets(organization)
    silent = without_reminder(visitor, but_for=list(ReadySet))
    shown: dict[str, Any] = {
        "steps": steps_of(visitor),
        "offers": _offers(visitor, was_on),
        "was": was_on,
        "silent": silent,
        "silent_query": "?sets=yes",
    }
    return render(request, "start/reminders.html", shown)


def _sent(request: HttpRequest, name: str) -> frozenset[ReadySet]:
    return frozenset(each for each in ReadySet if each.value in request.POST.getlist(name))


def _asked(
    request: HttpRequest,
    visitor: Visitor,
    wanted: Collection[ReadySet],
    kept: Collection[ReadySet],
    dropped: Collection[ReadySet],
) -> HttpResponse:
    """What falls away, before it does; the answer is about nothing else."""
    rules = {rule.key: rule for rule in rules_in_force(visitor.organization)}
    gone = [rules[each.value] for each in ReadySet if each in dropped and each.value in rules]
    planned = sum(count_planned(visitor.organization, rule.rule_id) for rule in gone)
    names = ", ".join(gettext("“%(name)s”") % {"name": rule.name} for rule in gone)
    words = ngettext(
        "It falls silent, and %(count)s scheduled reminder falls away. Choose it again to bring it back.",
        "It falls silent, and %(count)s scheduled reminders fall away. Choose it again to bring it back.",
        planned,
    )
    return confirm(
        request,
        title=gettext("Take away %(names)s?") % {"names": names},
        consequence=words % {"count": number(planned)},
        button=gettext("Yes, take it away"),
        back=address(visitor, "start:reminders"),
        fields=[
            *(("sets", each.value) for each in wanted),
            *(("was", each.value) for each in (*kept, *dropped)),
        ],
    )


def _offers(visitor: Visitor, was_on: Collection[ReadySet]) -> Sequence[Offer]:
    organization = visitor.organization
    today = local_day(visitor.now, organization.time_zone)
    month, year = (due_by_sort(organization, today, days) for days in (_MONTH, _YEAR))
    on = was_on if has_rules(organization) else AT_FIRST
    return [
        Offer(
            each.value,
            words.title,
            when_words(each),
            words.reason,
            _meant(each, month),
            _meant(each, year),
            each in on,
            READY[each].kind,
        )
        for each, words in SETS.items()
    ]


def _meant(each: ReadySet, sorts: Sequence[DueSort]) -> int:
    """How many payments of these a set is meant for."""
    return sum(sort.count for sort in sorts if READY[each].meets(sort.kind, sort.interval))
