"""Payments to come as a calendar (RFC 5545): one of them as a file, or all as a feed to subscribe to.

The same due date keeps its UID wherever it is told, and its SEQUENCE grows whenever its facts change, so that
calendars move the entry they have instead of adding another.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from icalendar import Calendar, Event

from forenotice.composer.fill import speaking_locale
from forenotice.consent.links import Purpose, Whose
from forenotice.consent.queries import Holder, holder_of
from forenotice.dispatcher.ahead import Ahead, ahead_of, one_ahead_of
from forenotice.entrypoints.portal.answers import PRIVATE, nothing_here, page
from forenotice.entrypoints.portal.clock import current_time
from forenotice.entrypoints.portal.coming import Coming, coming, worth_showing
from forenotice.entrypoints.portal.words import language_among, words_of
from forenotice.ledger.states import Closing, Quiet

_ASK_AGAIN = timedelta(hours=12)
_STILL_TRUE = (Closing.OPEN, Closing.PAID, Closing.RECORDED, Closing.PASSED)
_GONE = (Quiet.CANCELLED, Quiet.ENDED, Quiet.GONE)
_START = datetime(2020, 1, 1, tzinfo=UTC)


@page
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a link."""
    now = current_time()
    holder = holder_of(Purpose.CALENDAR, token, now=now)
    if holder is None:
        return nothing_here(request)
    if holder.subject:
        one = one_ahead_of(holder.member, holder.subject, now=now)
        if one is None:
            return nothing_here(request)
        ahead = [one]
    else:
        ahead = worth_showing(ahead_of(holder.member, now=now))
    return HttpResponse(
        _calendar(holder, ahead, now).to_ical(),
        content_type="text/calendar; charset=utf-8",
        headers={**PRIVATE, "Content-Disposition": 'inline; filename="payments.ics"'},
    )


def _calendar(holder: Holder, ahead: Sequence[Ahead], now: datetime) -> Calendar:
    us, member = holder.organization, holder.member
    wished = next((one.known.locale for one in ahead), member.locale)
    language = language_among(wished, at_last=us.locale)
    words, locale = words_of(language), speaking_locale(language, wished, us.locale)
    whose = Whose(us.pk, member.pk, now, holder.is_rehearsal)
    made = Calendar()
    made.add("prodid", "-//Forenotice//Payments to come//EN")
    made.add("version", "2.0")
    # There is no METHOD: with one, RFC 5546 wants an organizer, and programs take it for an invitation.
    title = words["page"]["title"].format(organization=us.name)
    made.add("name", title)
    made.add("x-wr-calname", title)
    made.add("refresh-interval", _ASK_AGAIN, parameters={"VALUE": "DURATION"})
    for one in ahead:
        made.add_component(_event(one, coming(one, words, locale, whose)))
    return made


def _event(one: Ahead, shown: Coming) -> Event:
    known = one.known
    is_gone = known.quiet in _GONE or known.closing not in _STILL_TRUE
    event = Event()
    event.add("uid", f"due-{known.due_date_id}@{urlsplit(settings.FORENOTICE_BASE_URL).hostname}")
    event.add("sequence", int((one.changed_at - _START).total_seconds()) // 60)
    event.add("dtstamp", one.changed_at.replace(microsecond=0))
    event.add("dtstart", known.due_on)
    event.add("dtend", known.due_on + timedelta(days=1))
    event.add("summary", f"{shown.name}: {shown.amount}" if shown.amount else shown.name)
    event.add("description", shown.sentence)
    event.add("status", "CANCELLED" if is_gone else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
