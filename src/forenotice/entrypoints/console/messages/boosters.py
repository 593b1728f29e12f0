"""Boosters: short pieces of added value, one of which a message may show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from forenotice.accounts.states import Role
from forenotice.blueprint.errors import PartRefusedError
from forenotice.blueprint.parts import Section, declare_part
from forenotice.composer.boosters.library import BoosterSource, booster_sources, offer_of, switch_booster
from forenotice.composer.boosters.offers import BoosterTerms, BoosterWords
from forenotice.composer.errors import BoosterRefusedError
from forenotice.composer.fault_words import said_in
from forenotice.composer.texts import in_language_of, tidy_locale
from forenotice.dispatcher.coaching import booster_seen, messages_with_boosters
from forenotice.dispatcher.queries import boosters_chosen
from forenotice.entrypoints.console.frame.answers import mail_in_a_frame, to_page
from forenotice.entrypoints.console.frame.languages import language_choices, language_name
from forenotice.entrypoints.console.frame.lists import Columns, list_file
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.messages.booster_form import KINDS, BoosterForm, typed
from forenotice.entrypoints.console.messages.naming import free_key
from forenotice.entrypoints.console.visitors import Visitor, page

_DAYS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One booster in the list: how it is called, whether it is on, and for how many mails it was chosen."""

    source: BoosterSource
    title: str
    kind: Any
    is_on: bool
    chosen: int


def _on(day: date | None) -> str:
    return day.isoformat() if day else ""


_COLUMNS: Columns[Line] = [
    (gettext_lazy("Booster"), lambda line: line.title),
    (gettext_lazy("Kind"), lambda line: line.kind),
    (gettext_lazy("On or off"), lambda line: _("on") if line.is_on else _("off")),
    (gettext_lazy("From"), lambda line: _on(line.source.terms.starts_on)),
    (gettext_lazy("To"), lambda line: _on(line.source.terms.ends_on)),
    (gettext_lazy("Languages"), lambda line: ", ".join(map(language_name, line.source.texts))),
    (gettext_lazy("Chosen in 30 days"), lambda line: line.chosen),
]


@page()
def show(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Every booster, those that are off last."""
    shown = {
        "lines": _lines(visitor),
        "days": _DAYS,
        "shown_by": messages_with_boosters(visitor.organization),
    }
    return render(request, "messages/boosters.html", shown)


@page()
def show_file(request: HttpRequest, visitor: Visitor) -> StreamingHttpResponse:
    """The list for a spreadsheet."""
    del request
    return list_file("boosters", _COLUMNS, _lines(visitor))


def _lines(visitor: Visitor) -> list[Line]:
    chosen = boosters_chosen(visitor.organization, visitor.now - timedelta(days=_DAYS))
    return [_line(visitor, source, chosen, is_on=is_on) for source, is_on in _every(visitor).values()]


@page(writes=Role.EDITOR)
def edit(request: HttpRequest, visitor: Visitor, key: str = "") -> HttpResponse:
    """Make a booster, or change one."""
    everything = _every(visitor)
    if key and key not in everything:
        raise Http404
    source, is_on = everything.get(key, (None, True))
    locales = _locales(request, visitor, source)
    initial = typed(source) if source is not None else {}
    form = BoosterForm(visitor.organization, locales, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        name = free_key(next(iter(form.texts().values())).title, everything, "booster")
        if _declare(form, visitor, key or name, is_on=is_on):
            messages.success(request, _("The booster was saved."))
            return to_page(visitor, "messages:boosters")
    shown = {"form": form, "key": key, "title": _title(visitor, source), "is_on": is_on}
    shown["languages"] = [each for each in language_choices() if each[0] not in locales]
    return render(request, "messages/booster.html", shown)


@page(writes=Role.EDITOR)
def switch(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Switch a booster on or off; the same button takes it back."""
    if key not in _every(visitor):
        raise Http404
    if request.method == "POST":
        on = request.POST.get("on") == "yes"
        switch_booster(
            organization=visitor.organization, key=key, on=on, actor=visitor.actor, now=visitor.now
        )
        said = (
            _("It is on: messages may show it from now on.") if on else _("It is off: no message shows it.")
        )
        messages.success(request, said)
    return to_page(visitor, "messages:boosters")


@page()
def look(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """A booster as a member reads it, in each of its languages, for a frame."""
    found = _every(visitor).get(key)
    if found is None:
        raise Http404
    source, _is_on = found
    offer = offer_of(key, source.terms, source.texts)
    # Its own HTML stands in the frame as it is, as in a mail: there it can do nothing.
    seen = "".join(
        f'<article lang="{locale}"><h2>{escape(shown.title)}</h2>{shown.html}</article>'
        for locale in sorted(offer.texts)
        for shown in [booster_seen(visitor.organization, offer, locale, visitor.now)]
    )
    around = render_to_string("messages/booster_seen.html", {}, request)
    return mail_in_a_frame(around.replace("<body>", f"<body>{seen}", 1))


def _every(visitor: Visitor) -> Mapping[str, tuple[BoosterSource, bool]]:
    """All of them by key, with whether each is on."""
    on = booster_sources(visitor.organization)
    off = booster_sources(visitor.organization, archived=True)
    return {source.key: (source, is_on) for some, is_on in ((on, True), (off, False)) for source in some}


def _line(visitor: Visitor, source: BoosterSource, chosen: Mapping[str, int], *, is_on: bool) -> Line:
    kind = KINDS[source.terms.kind]
    return Line(source, _title(visitor, source), kind, is_on, chosen.get(source.key, 0))


def _title(visitor: Visitor, source: BoosterSource | None) -> str:
    if source is None:
        return ""
    words = in_language_of(visitor.organization.locale, source.texts) or next(
        iter(source.texts.values()), None
    )
    return words.title if words is not None else source.key


def _locales(request: HttpRequest, visitor: Visitor, source: BoosterSource | None) -> list[str]:
    """The languages that the form has a place for: those that there are, ours, and one that was asked for."""
    known = list(source.texts) if source is not None else []
    asked = tidy_locale(request.GET.get("locale", "")[:16])
    if asked and all(part.isalnum() for part in asked.split("-")):
        known.append(asked)
    return list(dict.fromkeys(known)) or [tidy_locale(visitor.organization.locale) or "en"]


def _declare(form: BoosterForm, visitor: Visitor, key: str, *, is_on: bool) -> bool:
    """Save it; False when its words were refused, with every fault beside them."""
    try:
        declare_part(
            organization=visitor.organization,
            section=Section.BOOSTERS,
            key=key,
            values=_table(form.terms(), form.texts()),
            actor=visitor.actor,
            now=visitor.now,
        )
    except BoosterRefusedError as error:
        for problem in error.problems:
            locale, _colon, part = problem.where.partition(": ")
            name = f"{part.split(',')[0]}-{locale}"
            form.add_error(name if name in form.fields else None, said_in(visitor.locale, problem.sentence))
        return False
    except PartRefusedError as error:
        form.add_error(None, " ".join(capfirst(said(sentence)) for _, sentence in error.faults))
        return False
    if not is_on:
        switch_booster(
            organization=visitor.organization, key=key, on=False, actor=visitor.actor, now=visitor.now
        )
    return True


def _table(terms: BoosterTerms, texts: Mapping[str, BoosterWords]) -> dict[str, Any]:
    """The booster in the words of a blueprint."""
    written = {
        "kind": str(terms.kind),
        "products": list(terms.products),
        "countries": list(terms.countries),
        "from": terms.starts_on.isoformat() if terms.starts_on else "",
        "until": terms.ends_on.isoformat() if terms.ends_on else "",
        "coupon": terms.coupon,
        "link": terms.link,
    }
    words = {locale: {"title": text.title, "words": text.words} for locale, text in texts.items()}
    return {name: value for name, value in written.items() if value} | {"weight": terms.weight, "text": words}
