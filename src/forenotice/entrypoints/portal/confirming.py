"""Whoever reads a new address says that it is theirs: by a press, since mail scanners open links as well."""

from django.http import HttpRequest, HttpResponse

from forenotice.consent.links import Purpose
from forenotice.consent.operations import confirm_address
from forenotice.consent.queries import Holder, holder_of, is_asked_for
from forenotice.entrypoints.portal import ACTOR
from forenotice.entrypoints.portal.answers import language_for, nothing_here, page, show
from forenotice.entrypoints.portal.clock import current_time
from forenotice.entrypoints.portal.words import words_of


@page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask by GET; by POST use the address from now on. A link about an address of earlier holds no longer."""
    now = current_time()
    holder = holder_of(Purpose.ADDRESS, token, now=now)
    if holder is None or not is_asked_for(holder.member, holder.subject):
        return nothing_here(request)
    if request.method != "POST":
        return _page(request, holder, "ask")
    is_used = confirm_address(
        organization=holder.organization,
        member=holder.member,
        subject=holder.subject,
        actor=ACTOR,
        now=now,
    )
    return _page(request, holder, "done") if is_used else nothing_here(request)


def _page(request: HttpRequest, holder: Holder, step: str) -> HttpResponse:
    us, language = holder.organization, language_for(request, holder)
    said = words_of(language)["address"]
    values = {
        "title": said[f"{step}_title"],
        "sentence": said[step].format(organization=us.name),
        "button": said["button"] if step == "ask" else "",
    }
    return show("confirm.html", language, us, values)
