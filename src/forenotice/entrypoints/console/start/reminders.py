"""The third step: ready-made reminders, each with how many of the owner's members it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.accounts.states import Role
from forenotice.blueprint.ready_sets import AT_FIRST, READY, ReadySet, choose_sets, chosen_sets
from forenotice.engine.operations import ask_for_pulse
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.start.steps import steps_of
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import DueSort, due_by_sort
from forenotice.rules.queries import has_rules

_MONTH, _YEAR = 30, 365
_WORDS: dict[ReadySet, tuple[Promise, Promise, Promise]] = {
    ReadySet.ANNUAL: (
        _("Yearly renewals"),
        _("35 and 21 days before"),
        _("A year is long, and most forget. Two notices meet the windows that many laws ask for."),
    ),
    ReadySet.TRIAL: (
        _("Trials that end"),
        _("7 and 3 days before"),
        _("Whoever is told in time stays gladly, or leaves in peace. Card networks ask for the first."),
    ),
    ReadySet.CARD: (
        _("Cards that expire"),
        _("30 and 7 days before"),
        _("Only to members whose card will not last until their next payment."),
    ),
    ReadySet.MANUAL: (
        _("Members who pay by hand"),
        _("14, 7 and 1 days before"),
        _("They have to do something, so they are told three times, with the way to pay."),
    ),
    ReadySet.MONTHLY: (
        _("Every month"),
        _("5 days before"),
        _("Off unless you choose it: a mail every month is more than most members want."),
    ),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One set on offer: its words, how many payments it would speak of, and whether it is on."""

    key: str
    title: Promise
    when: Promise
    good_for: Promise
    month: int
    year: int
    is_on: bool


@page(writes=Role.EDITOR)
def reminders(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """The sets with their numbers; what is sent is what shall be on."""
    organization = visitor.organization
    if request.method == "POST":
        wanted = [each for each in ReadySet if each.value in request.POST.getlist("sets")]
        choose_sets(organization=organization, wanted=wanted, actor=visitor.actor, now=visitor.now)
        ask_for_pulse()
        messages.success(
            request, gettext("Your reminders are kept. Their words can be changed under Messages.")
        )
        return to_page(visitor, "start:leaving")
    shown: dict[str, Any] = {"steps": steps_of(visitor), "offers": _offers(visitor)}
    return render(request, "start/reminders.html", shown)


def _offers(visitor: Visitor) -> Sequence[Offer]:
    organization = visitor.organization
    today = local_day(visitor.now, organization.time_zone)
    month, year = (due_by_sort(organization, today, days) for days in (_MONTH, _YEAR))
    on = chosen_sets(organization) if has_rules(organization) else AT_FIRST
    return [
        Offer(each.value, *_WORDS[each], _meant(each, month), _meant(each, year), each in on)
        for each in ReadySet
    ]


def _meant(each: ReadySet, sorts: Sequence[DueSort]) -> int:
    """How many payments of these a set is meant for."""
    ready = READY[each]
    return sum(
        sort.count
        for sort in sorts
        if sort.kind == ready.kind
        and (not ready.intervals or f"{sort.interval_count} {sort.interval_unit}" in ready.intervals)
    )
