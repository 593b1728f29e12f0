"""No courtesy reminders any more: at once by one POST (RFC 8058), on a page that asks by GET."""

from django.http import HttpRequest, HttpResponse

from forenotice.consent.links import Purpose
from forenotice.consent.operations import set_preference
from forenotice.consent.queries import Holder, holder_of
from forenotice.entrypoints.portal import ACTOR
from forenotice.entrypoints.portal.answers import language_for, nothing_here, page, show
from forenotice.entrypoints.portal.clock import current_time
from forenotice.entrypoints.portal.form_tokens import FIELD, Form, form_token, is_fresh
from forenotice.entrypoints.portal.words import words_of


@page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask by GET; by POST stop courtesy reminders: a mail program brings no cookie and no token of ours."""
    now = current_time()
    holder = holder_of(Purpose.UNSUBSCRIBE, token, now=now)
    if holder is None:
        return nothing_here(request)
    if request.method != "POST":
        return _page(request, holder, "ask")
    again = str(request.POST.get(FIELD, ""))
    wants = bool(again)
    if wants and not is_fresh(Form.AGAIN, token, again, now=now):
        return _page(request, holder, "ask")
    if not holder.is_rehearsal:
        set_preference(
            organization=holder.organization,
            member=holder.member,
            wants_courtesy=wants,
            actor=ACTOR,
            now=now,
        )
    return _page(request, holder, "again" if wants else "done", form_token(Form.AGAIN, token, now=now))


def _page(request: HttpRequest, holder: Holder, step: str, form: str = "") -> HttpResponse:
    us, language = holder.organization, language_for(request, holder)
    said = words_of(language)["unsubscribe"]
    values = {
        "step": step,
        "title": said[f"{step}_title"],
        "sentence": said[step].format(organization=us.name),
        "is_rehearsal": holder.is_rehearsal,
        "form": form,
    }
    return show("unsubscribe.html", language, us, values)
