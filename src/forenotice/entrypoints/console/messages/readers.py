"""For whom a message is shown: the member whom a few letters mean, found as they are typed."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.composer.samples import SAMPLES
from forenotice.dispatcher.operations import Wish
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.queries import MemberListed, Wanted, find_members, members_listed

_MOST = 8
_LONGEST = 200


@page()
def readers(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """What a field suggests while somebody types: a piece of the editor."""
    return render(
        request, "messages/readers.html", {"found": _found(visitor, request.GET.get("member", ""), _MOST)}
    )


def wish_of(visitor: Visitor, member: str, sample: str, key: str, locale: str) -> Wish:
    """For whom words are tried: a member who is meant, a made-up one, or whoever is told next.

    What means nobody is left as it is, so that whoever looks for it says so.
    """
    meant = member.strip()[:_LONGEST]
    if meant:
        found = _found(visitor, meant, 1)
        named = next((one.subscription.external_id for one in found if one.subscription is not None), meant)
        return Wish(key, named, "", locale, is_quick=True)
    return Wish(key, "", sample if sample in SAMPLES else "", locale, is_quick=True)


def _found(visitor: Visitor, text: str, most: int) -> Sequence[MemberListed]:
    wanted = Wanted(text=text.strip()[:_LONGEST])
    if not wanted.terms:
        return ()
    found = find_members(visitor.organization, wanted, most=most)
    return members_listed(visitor.organization, found.rows)
