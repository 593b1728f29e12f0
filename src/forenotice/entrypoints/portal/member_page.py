"""The member's own page: what is coming, what was said, what they wish, and whom to ask."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse

from forenotice.composer.fill import speaking_locale
from forenotice.composer.formats import day
from forenotice.composer.texts import in_language_of
from forenotice.consent.links import Purpose, Whose, calendar_url
from forenotice.consent.queries import Holder, holder_of, preference_of
from forenotice.dispatcher.ahead import Said, ahead_of, said_to
from forenotice.entrypoints.portal.answers import nothing_here, page, show
from forenotice.entrypoints.portal.card_visits import SUBSCRIPTION, go_to_card
from forenotice.entrypoints.portal.clock import current_time
from forenotice.entrypoints.portal.coming import coming, worth_showing
from forenotice.entrypoints.portal.form_tokens import Form, form_token
from forenotice.entrypoints.portal.wishes import Saved, save_wishes, wishes_shown
from forenotice.entrypoints.portal.words import Words, language_among, words_of
from forenotice.kernel.local_time import local_day
from forenotice.sources.queries import card_page_sources

_LOOK_BACK = timedelta(days=400)
_MOST_SAID = 12


@page
def member_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page; by POST, write down what the member wishes first."""
    now = current_time()
    holder = holder_of(Purpose.PORTAL, token, now=now)
    if holder is None:
        return nothing_here(request)
    saved = Saved()
    if SUBSCRIPTION in request.POST:
        visit = go_to_card(request, holder, token, now)
        if visit is not None:
            return visit
        saved = Saved(note="update_failed")
    elif request.method == "POST":
        saved = save_wishes(request, holder, token, now)
    language, locale = _tongue(request, holder)
    words = words_of(language)
    values = _values(holder, words, language, locale, now) | {
        "note": words["page"].get(saved.note, ""),
        "update_form": form_token(Form.UPDATE, token, now=now),
        "fault": saved.fault_in(words, holder.organization.lead_days_allowed),
        "wishes": wishes_shown(holder, saved, words, now),
        "form": form_token(Form.WISHES, token, now=now),
    }
    leaves = any(action.subscription for one in values["ahead"] for action in one.actions)
    return show("member.html", language, holder.organization, values, leaves=leaves)


def _tongue(request: HttpRequest, holder: Holder) -> tuple[str, str]:
    """The language of ours in which a member reads, and the locale in which figures are written there."""
    us, member = holder.organization, holder.member
    wished = preference_of(member).locale or member.locale
    accepted = request.headers.get("Accept-Language", "")
    language = language_among(wished, accepted=accepted, at_last=us.locale)
    return language, speaking_locale(language, wished, us.locale)


def _values(holder: Holder, words: Words, language: str, locale: str, now: datetime) -> dict[str, Any]:
    us, member = holder.organization, holder.member
    whose = Whose(us.pk, member.pk, now, holder.is_rehearsal)
    card_pages = card_page_sources(us)
    found = worth_showing(ahead_of(member, now=now))
    ahead = [coming(one, words, locale, whose, card_pages) for one in found]
    is_urgent = any(one.is_urgent for one in ahead)
    heading = "something_to_do" if is_urgent else "nothing_to_do" if ahead else "nothing_ahead"
    said = said_to(member, since=now - _LOOK_BACK, limit=_MOST_SAID)
    feed = calendar_url(whose)
    return {
        "title": words["page"]["title"].format(organization=us.name),
        "heading": words["page"][heading],
        "ahead": ahead,
        "feed": feed.replace("https://", "webcal://").replace("http://", "webcal://"),
        "past": [_entry(one, words, locale) for one in said],
        "late_policy": in_language_of(language, us.late_policy) or "",
        "is_rehearsal": holder.is_rehearsal,
    }


def _entry(one: Said, words: Words, locale: str) -> str:
    return words["past"]["entry"].format(
        day=day(local_day(one.at, one.zone), "long", locale),
        product=one.product or words["coming"]["unnamed"],
        due=day(one.due_on, "long", locale),
    )
