"""One member: who they are, what they have, what comes next, and what they wish."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.consent.links import Whose, makes_links, portal_url
from forenotice.consent.queries import addresses_told, preference_of
from forenotice.entrypoints.console.members.address_form import AddressForm
from forenotice.entrypoints.console.members.differences import member_part_words, place_words
from forenotice.entrypoints.console.members.found import name_of, the_member
from forenotice.entrypoints.console.members.wish_form import WishForm
from forenotice.entrypoints.console.members.words import standing
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.models import Member
from forenotice.ledger.queries import member_corrections_of, subscription_rows
from forenotice.ledger.states import ENDS, QUIET_SENTENCES, Quiet, Standing

_MOST = 50


@page()
def member(request: HttpRequest, visitor: Visitor, member_id: int) -> HttpResponse:
    """The member as they stand now."""
    return render(request, "members/member.html", shown(visitor, the_member(visitor, member_id)))


def shown(visitor: Visitor, about: Member, **forms: Any) -> dict[str, Any]:
    """What the page shows; ``forms`` are those that were refused, with what was typed."""
    rows = subscription_rows(visitor.organization).filter(member=about).order_by("-pk")[: _MOST + 1]
    wishes = preference_of(about)
    subscriptions = list(rows)
    lately = Whose(visitor.organization.pk, about.pk, visitor.now, is_rehearsal=True)
    return {
        "about": about,
        "name": name_of(about),
        "details": about.details,
        "wishes": wishes,
        "addresses": addresses_told(about, wishes, now=visitor.now),
        "subscriptions": [(row, *standing(row.standing)) for row in subscriptions[:_MOST]],
        "are_more": len(subscriptions) > _MOST,
        "is_paused": any(row.standing == Standing.PAUSED for row in subscriptions),
        "coming": sorted(
            (
                (due, row, QUIET_SENTENCES[Quiet(due.quiet)] if due.quiet in ENDS else "")
                for row in subscriptions
                for due in row.due_dates.all()
            ),
            key=lambda pair: (pair[0].due_on, pair[0].pk),
        ),
        "looking_at": portal_url(lately) if makes_links() else "",
        "their_link": portal_url(lately._replace(is_rehearsal=False))
        if makes_links() and visitor.may_edit
        else "",
        "wish_form": WishForm(visitor, wishes),
        "address_form": AddressForm(about),
        "post": place_words(about.details.get("billing") or {}),
        "corrections": [
            (each, member_part_words(each.part, each.value), member_part_words(each.part, each.told))
            for each in member_corrections_of(about)
        ],
    } | forms
