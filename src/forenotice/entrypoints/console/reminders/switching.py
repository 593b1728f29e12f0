"""Switching a reminder on and off, putting it away, and bringing it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.blueprint.parts import Section, declare_part, put_away_part
from forenotice.blueprint.sections.rules import RuleDeclaration, write_rule
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.piecewise import WHOLE
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.look import look_at, may_be_more
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.planner.queries import count_planned
from forenotice.rules.operations import switch_rule
from forenotice.rules.queries import RuleInForce
from forenotice.rules.states import PastMoments, RuleState


@page(writes=Role.EDITOR)
def switch_on(request: HttpRequest, visitor: Visitor, rule: int) -> HttpResponse:
    """Say first how many are inside already, and what becomes of them."""
    shelves = Shelves(visitor.organization)
    found = shelves.rule(rule)
    back = address(visitor, "reminders:page")
    if found.state is RuleState.ARCHIVED:
        return redirect(back)
    if request.method != "POST" or not request.POST.get("confirmed"):
        return confirm(
            request,
            title=gettext("Switch on “%(name)s”?") % {"name": found.name},
            consequence=_consequence(visitor, shelves, found),
            button=gettext("Yes, switch it on"),
            back=back,
        )
    if _switch(visitor, found, on=True):
        messages.success(request, gettext("“%(name)s” is switched on.") % {"name": found.name})
    return redirect(f"{back}?switched={rule}")


@page(writes=Role.EDITOR)
def switch_off(request: HttpRequest, visitor: Visitor, rule: int) -> HttpResponse:
    """Do it, say how many scheduled ones fall away, and offer to undo it."""
    found = Shelves(visitor.organization).rule(rule)
    if request.method == "POST" and found.state is RuleState.ON:
        fallen = count_planned(visitor.organization, rule)
        told = ngettext(
            "“%(name)s” is switched off. %(n)s scheduled reminder falls away.",
            "“%(name)s” is switched off. %(n)s scheduled reminders fall away.",
            fallen,
        )
        # The second of two clicks changes nothing, and must not say so over what the first one did.
        if _switch(visitor, found, on=False):
            messages.success(request, told % {"name": found.name, "n": number(fallen)})
    return redirect(f"{address(visitor, 'reminders:page')}?switched={rule}")


@page(writes=Role.EDITOR)
def put_away(request: HttpRequest, visitor: Visitor, rule: int) -> HttpResponse:
    """Ask, and then take it out of the list for good; what it said stays on record."""
    found = Shelves(visitor.organization).rule(rule)
    if request.method != "POST" or not request.POST.get("confirmed"):
        return confirm(
            request,
            title=gettext("Put away “%(name)s”?") % {"name": found.name},
            consequence=gettext(
                "It says nothing more, and what it had scheduled falls away. What it said stays on record,"
                " and you can bring it back from the end of the list."
            ),
            button=gettext("Yes, put it away"),
            back=address(visitor, "reminders:rule", rule=rule),
        )
    put_away_part(
        organization=visitor.organization,
        section=Section.RULES,
        key=found.key,
        actor=visitor.actor,
        now=visitor.now,
    )
    messages.success(request, gettext("“%(name)s” is put away.") % {"name": found.name})
    return to_page(visitor, "reminders:page")


@page(writes=Role.EDITOR)
def bring_back(request: HttpRequest, visitor: Visitor, rule: int) -> HttpResponse:
    """Let a reminder that was put away stand in the list again, switched off."""
    found = Shelves(visitor.organization).rule(rule)
    if request.method == "POST" and found.state is RuleState.ARCHIVED:
        wanted = RuleDeclaration(key=found.key, name=found.name, on=False, specification=found.specification)
        declare_part(
            organization=visitor.organization,
            section=Section.RULES,
            key=found.key,
            values=write_rule(wanted),
            actor=visitor.actor,
            now=visitor.now,
        )
        messages.success(request, gettext("“%(name)s” is back, switched off.") % {"name": found.name})
    return to_page(visitor, "reminders:rule", rule=rule)


def _switch(visitor: Visitor, rule: RuleInForce, *, on: bool) -> bool:
    return switch_rule(
        organization=visitor.organization, key=rule.key, on=on, actor=visitor.actor, now=visitor.now
    )


def _consequence(visitor: Visitor, shelves: Shelves, rule: RuleInForce) -> str:
    look = look_at(visitor, shelves, rule.specification, rule)
    values = {"n": number(look.inside), "month": number(look.month)}
    ahead = (
        ngettext(
            "In the next 30 days it will say %(month)s reminder.",
            "In the next 30 days it will say %(month)s reminders.",
            look.month,
        )
        % values
    )
    if look.share < WHOLE:
        ahead = f"{ahead} {may_be_more()}"
    elif not look.inside:
        none_inside = gettext("No moment has passed of which nothing was said.")
        return f"{ahead} {none_inside}"
    if rule.specification.past_moments is PastMoments.SPEAK:
        inside = ngettext(
            "For %(n)s payment the moment has passed already: its member is told now.",
            "For %(n)s payments the moment has passed already: their members are told now, once each.",
            look.inside,
        )
    else:
        inside = ngettext(
            "For %(n)s payment the moment has passed already: nothing will be said of it.",
            "For %(n)s payments the moment has passed already: nothing will be said of them.",
            look.inside,
        )
    return f"{ahead} {inside % values}"
