"""What templates of the console may say: addresses of pages, and values as their reader writes them."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent
from django import template
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.safestring import SafeString

from forenotice.accounts.states import SCOPE_SENTENCES, Scope
from forenotice.composer.formats import cldr_locale
from forenotice.composer.formats import day as written_day
from forenotice.composer.formats import money as written_money
from forenotice.engine.states import HOLD_SENTENCES, Hold
from forenotice.entrypoints.console.frame import labels
from forenotice.entrypoints.console.frame.actors import actor_words
from forenotice.entrypoints.console.frame.languages import country_name, language_name
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tries import try_word
from forenotice.entrypoints.console.frame.ways import of_way, way_titles

register = template.Library()
register.filter("label", labels.label)
register.filter("badge", labels.badge)
register.filter("said", said)
register.filter("way_kind", labels.way_kind)
register.filter("source_kind", labels.source_kind)
register.filter("source_name", labels.source_name)
register.filter("source_title", labels.source_title)
register.filter("try_word", try_word)
register.filter("undertaken", labels.undertaken)


def _language() -> str:
    return translation.get_language() or "en"


@register.simple_tag(takes_context=True)
def go(context: Mapping[str, Any], view: str, **ids: Any) -> str:
    """The address of a page of the visitor's organization: ``{% go "members:page" member=3 %}``."""
    return reverse(f"console:{view}", kwargs={"organization": context["visitor"].organization.key, **ids})


@register.simple_tag(takes_context=True)
def way(context: Mapping[str, Any], key: str) -> str:
    """What a way out is called: ``{% way each.channel %}``; an address, which is none, as it is."""
    return of_way(key, way_titles(context["visitor"].organization))


@register.simple_tag
def asset(path: str) -> str:
    """The address of a file of ours, which changes when the file does, so that browsers may keep it."""
    return f"{static(path)}?v={_digest(path)}"


@cache
def _digest(path: str) -> str:
    found = finders.find(path)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:12] if isinstance(found, str) else ""


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our icons, for eyes only: the words beside it say the same."""
    address = f"{asset('console/icons.svg')}#{name}"
    return format_html(
        '<svg class="icon" aria-hidden="true" width="20" height="20"><use href="{}"/></svg>',
        address,
    )


@register.simple_tag
def money(minor: int, currency: str) -> str:
    """An amount of money as the reader writes it: ``{% money row.amount_minor row.currency %}``."""
    return written_money(minor, currency, _language())


@register.filter
def who(actor: str) -> str:
    """Who did something: a person by their address, whatever else in words."""
    return actor_words(actor)


@register.filter
def scope(name: str) -> str:
    """What a key of this scope may do."""
    return said(SCOPE_SENTENCES.get(Scope(name), "")) if name in set(Scope) else name


@register.filter
def held(hold: Hold) -> str:
    """Why nothing may leave this host, in the reader's language."""
    return said(HOLD_SENTENCES.get(hold, ""))


@register.filter
def chart_id(name: str) -> str:
    """A name for a picture, so that its title can be found."""
    return f"chart-{name}"


@register.filter
def number(value: float) -> str:
    """A number as the reader groups it: ``1,250`` or ``1 250``."""
    return format_decimal(value, locale=cldr_locale(_language()))


@register.filter
def colon(words: object) -> str:
    """What comes before something that is said of it: ``Due:``, in French ``Dû :``."""
    return translation.gettext("%(words)s:") % {"words": words}


@register.filter
def language(locale: str) -> str:
    """What a language is called: ``French``, ``German (Austria)``."""
    return language_name(locale)


@register.filter
def country(code: str) -> str:
    """What the country of a code is called."""
    return country_name(code)


@register.filter
def share(value: float) -> str:
    """A part of one as per cent."""
    return format_percent(value, locale=cldr_locale(_language()))


@register.filter
def day(value: date | None, style: str = "medium") -> str:
    """A calendar day: ``3 mai 2026``; ``short`` has no year, ``weekday`` is the name of the day."""
    return "" if value is None else written_day(value, style, _language())


@register.filter
def weekday_and_day(value: date | None) -> str:
    """A near day with its weekday and no year: ``Thu, May 3``."""
    return "" if value is None else format_skeleton("MMMEd", value, locale=cldr_locale(_language()))


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """An instant in the organization's zone, with the exact instant for machines."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), moment_words(value))


def moment_words(value: datetime) -> str:
    """The same for the midst of a sentence."""
    local = timezone.localtime(value)
    return f"{written_day(local.date(), 'medium', _language())}, {_clock(local)}"


@register.filter
def clock(value: datetime | None) -> str:
    """The hour and minute of an instant in the organization's zone."""
    return "" if value is None else _clock(timezone.localtime(value))


@register.simple_tag
def theirs(value: datetime | None, zone: str) -> SafeString | str:
    """Below an instant, the same on a member's own clock where that shows something else.

    It stands beside the instant itself: ``{{ each.at|moment }}{% theirs each.at each.zone %}``.
    """
    if value is None or not zone:
        return ""
    local = value.astimezone(ZoneInfo(zone))
    if local.replace(tzinfo=None) == timezone.localtime(value).replace(tzinfo=None):
        return ""
    words = f"{written_day(local.date(), 'medium', _language())}, {_clock(local)}"
    said_so = translation.gettext("%(theirs)s for them") % {"theirs": words}
    return format_html('<span class="soft theirs">{}</span>', said_so)


@register.simple_tag(takes_context=True)
def ago(context: Mapping[str, Any], value: datetime | None) -> str:
    """How far an instant is from now, in words: ``3 hours ago``, ``in 2 days``."""
    if value is None:
        return ""
    return format_timedelta(
        value - context["visitor"].now, add_direction=True, locale=cldr_locale(_language())
    )


@register.simple_tag(takes_context=True)
def with_query(context: Mapping[str, Any], **changes: Any) -> str:
    """This page's query with some of its parts changed; an empty one is left out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


def _clock(local: datetime) -> str:
    return format_time(local.time(), "short", locale=cldr_locale(_language()))
