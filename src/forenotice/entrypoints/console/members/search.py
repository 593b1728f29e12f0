"""The members, found as somebody types, and all that were found as a file."""

from collections.abc import Iterator
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, amount, list_file
from forenotice.entrypoints.console.members.asked import MemberFilter
from forenotice.entrypoints.console.members.words import standing
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.ledger.queries import (
    Found,
    MemberListed,
    Order,
    Wanted,
    find_members,
    members_called,
    members_listed,
    words_left,
)

_SALT = "console.members"
_COLUMNS: Columns[MemberListed] = [
    (_("Member id"), lambda each: each.member.external_id),
    (_("Name"), lambda each: each.name),
    (_("Email"), lambda each: each.member.email),
    (_("Subscription"), lambda each: each.subscription.external_id if each.subscription else ""),
    (_("Order number"), lambda each: each.subscription.order_number if each.subscription else ""),
    (_("Product"), lambda each: each.subscription.product.label if each.subscription else ""),
    (_("Status"), lambda each: _standing(each)[0]),
    (_("Comes next"), lambda each: label(each.due.kind) if each.due else ""),
    (_("Due"), lambda each: each.due.due_on.isoformat() if each.due else ""),
    (_("Amount"), lambda each: amount(each.due.amount_minor, each.due.currency) if each.due else None),
    (_("Currency"), lambda each: each.due.currency if each.due else ""),
]


@page()
def search(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """A page of those who fit."""
    form = MemberFilter(request.GET, visitor)
    wanted = form.wanted()
    after = _place(request.GET.get("after", ""))
    found = find_members(visitor.organization, wanted, after)
    # Whoever gives a whole id or order number means it.
    meant = members_called(visitor.organization, wanted.text) if after is None else []
    first = [Found(number, None) for number in meant]
    rest = [each for each in found.rows if each.member_id not in meant]
    shown = {
        "form": form,
        "rows": [(each, *_standing(each)) for each in members_listed(visitor.organization, [*first, *rest])],
        "is_first": after is None,
        "is_cut": found.is_cut,
        "after": signing.dumps(found.after, salt=_SALT, compress=True) if found.after else "",
        "left": words_left(visitor.organization),
        "by_payment": wanted.order is Order.PAYMENT or wanted.due_by is not None,
    }
    return render(request, "members/search.html", shown)


@page()
def found_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """All who fit, for a spreadsheet."""
    wanted = MemberFilter(request.GET, visitor).wanted()
    return list_file("members", _COLUMNS, _all(visitor, wanted))


def _all(visitor: Visitor, wanted: Wanted) -> Iterator[MemberListed]:
    after: tuple[Any, ...] | None = None
    while True:
        found = find_members(visitor.organization, wanted, after, most=500)
        yield from members_listed(visitor.organization, found.rows)
        if (after := found.after) is None:
            return


def _standing(each: MemberListed) -> tuple[str, str]:
    return standing(each.subscription.standing) if each.subscription is not None else ("", "")


def _place(written: str) -> tuple[Any, ...] | None:
    """Where a page begins. What is none of ours, because somebody changed it, is the beginning."""
    try:
        return tuple(signing.loads(written, salt=_SALT)) if written else None
    except signing.BadSignature:
        return None
