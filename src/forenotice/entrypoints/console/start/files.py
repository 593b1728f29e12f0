"""A file of subscriptions: handed in, shown as it will be read, corrected, and taken in."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from forenotice.accounts.states import Role
from forenotice.composer.formats import day as written_day
from forenotice.composer.formats import every
from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.importing import begin_import
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.frame.answers import address, confirm, csv_file, to_page
from forenotice.entrypoints.console.frame.labels import standing_word
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.start.meanings import (
    AMOUNT_FORMATS,
    AMOUNT_IS,
    DATE_FORMATS,
    GROUPS,
    IGNORED,
    TIMES_IN,
)
from forenotice.entrypoints.console.start.old_systems import ORIGINS
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.interval import Interval, Unit
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.states import Standing
from forenotice.sources.errors import SourcesError
from forenotice.sources.models import UploadedFile
from forenotice.sources.operations import (
    correct_upload,
    forget_upload,
    keep_upload,
    name_upload,
    rename_upload,
)
from forenotice.sources.queries import file_sources, preview_upload, rejects_of, upload_of

_FIRST = "forenotice_line"
_SHOWN = 5
_FORMATS = ("key", "sheet", "date_format", "times_in", "amount_format", "amount_is")


@page(writes=Role.OWNER)
def file(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Take a file, however large, and lead to what it looks like."""
    given = request.FILES.get("file")
    if request.method != "POST":
        return to_page(visitor, "start:mapping" if upload_of(visitor.organization) else "start:subscriptions")
    if given is None or not given.size:
        words = gettext("Choose a file first: a table of your subscriptions, as CSV or XLSX.")
        if given is not None:
            words = gettext("“%(name)s” is empty: nothing is written in it.") % {"name": given.name}
        messages.error(request, words)
        return to_page(visitor, "start:subscriptions")
    waiting = upload_of(visitor.organization)
    if waiting is not None and not request.POST.get("replace"):
        # What was chosen in a browser cannot be asked about and sent again.
        words = gettext("“%(name)s” waits already. Take it in, put it away, or say that yours replaces it.")
        messages.error(request, words % {"name": waiting.name})
        return to_page(visitor, "start:subscriptions")
    try:
        upload = keep_upload(
            organization=visitor.organization,
            name=str(given.name),
            blocks=given.chunks(),
            actor=visitor.actor,
            now=visitor.now,
        )
        name_upload(upload)
        _date_order(request, upload, visitor)
    except SourcesError as error:
        messages.error(request, said(error))
        return to_page(visitor, "start:subscriptions")
    return to_page(visitor, "start:mapping")


def _date_order(request: HttpRequest, upload: UploadedFile, visitor: Visitor) -> None:
    """Where the dates of a file settle how they are written, they are read so; the page shows it."""
    preview = preview_upload(upload, now=visitor.now)
    if len(preview.orders) != 1:
        return
    [order] = preview.orders
    settings = {**upload.settings, "date_format": order}
    correct_upload(organization=visitor.organization, settings=settings)
    day = written_day(preview.day_by(order) or visitor.now.date(), "long", visitor.locale)
    words = gettext("Dates are read as %(order)s: %(date)s is %(day)s.")
    messages.info(request, words % {"order": order, "date": preview.written, "day": day})


@page(writes=Role.OWNER)
def mapping(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Show the file column by column, and keep what is corrected."""
    upload = upload_of(visitor.organization)
    if upload is None:
        return to_page(visitor, "start:subscriptions")
    if request.method == "POST":
        try:
            rename_upload(upload, request.POST.get("source", upload.source_key).strip())
            correct_upload(organization=visitor.organization, settings=_corrected(request, upload))
            upload.refresh_from_db()
            _date_order(request, upload, visitor)
        except SourcesError as error:
            messages.error(request, said(error))
        return to_page(visitor, "start:mapping")
    preview, known = preview_upload(upload, now=visitor.now), file_sources(visitor.organization)
    shown: dict[str, Any] = {
        "upload": upload,
        "preview": preview,
        "rows": [(facts, _standing(facts), _interval(facts)) for facts in preview.facts[:_SHOWN]],
        "owners": preview.owners.items(),
        "fault": said(preview.fault),
        "orders": [(order, preview.day_by(order)) for order in preview.orders],
        "file_sources": known,
        "file_keys": [each.key for each in known],
        "groups": GROUPS,
        "ignored": IGNORED,
        "date_formats": DATE_FORMATS,
        "amount_formats": AMOUNT_FORMATS,
        "times_in": TIMES_IN,
        "amount_is": AMOUNT_IS,
        "origins": ORIGINS.items(),
    }
    return render(request, "start/mapping.html", shown)


def _standing(facts: SubscriptionFacts) -> str:
    if facts.cancel_at_period_end and facts.standing == Standing.ACTIVE:
        return gettext("ends with its period")
    return standing_word(facts.standing)


def _interval(facts: SubscriptionFacts) -> str:
    if not facts.interval_count:
        return ""
    interval = Interval(facts.interval_count, Unit(facts.interval_unit))
    return every(interval, get_language() or "en")


@page(writes=Role.OWNER)
def begin(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """Begin to take the file in, or put it away."""
    upload = upload_of(visitor.organization)
    if request.method == "POST" and upload is not None:
        if "away" in request.POST and not request.POST.get("confirmed"):
            return confirm(
                request,
                title=gettext("Put “%(name)s” away?") % {"name": upload.name},
                consequence=gettext(
                    "The file is deleted here, with what you said of its columns. Nothing of it was taken in."
                ),
                button=gettext("Yes, put it away"),
                back=address(visitor, "start:mapping"),
                fields=[("away", "yes")],
            )
        if "away" in request.POST:
            forget_upload(organization=visitor.organization)
            messages.success(request, gettext("The file is deleted. Nothing of it was taken in."))
        else:
            try:
                origin = request.POST.get("origin", "")
                begin_import(
                    upload=upload,
                    origin=origin if origin in ORIGINS else "",
                    actor=visitor.actor,
                    clock=current_time,
                )
            except UndertakingBusyError:
                messages.warning(request, gettext("Something else is being done. Try again when it is over."))
    return to_page(visitor, "start:subscriptions")


@page()
def rejected(request: HttpRequest, visitor: Visitor) -> HttpResponseBase:
    """The rows that were not understood, as a file to correct and hand in again."""
    path = rejects_of(visitor.organization)
    if path is None:
        return to_page(visitor, "start:subscriptions")
    with path.open(encoding="utf-8-sig", newline="") as file:
        # It is written as their own file was, so that whatever opened that one opens this one too.
        delimiter = file.read(len(_FIRST) + 1)[-1]
    rows = _told(path, delimiter)
    return csv_file("rejected", next(rows), rows, delimiter)


def _told(path: Path, delimiter: str) -> Iterator[Sequence[str]]:
    """The rejected rows after the names of their columns, with what is wrong as whoever mends it reads it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, column, reason, *theirs in csv.reader(file, delimiter=delimiter):
            yield [line, column, said(reason), *theirs]


def _corrected(request: HttpRequest, upload: UploadedFile) -> dict[str, Any]:
    """What is said of the file now; a column whose meaning nobody touched is left to us."""
    meanings = dict(upload.settings.get("mapping", {}))
    for name, theirs in request.POST.items():
        place = name.removeprefix("column-")
        if name == place:
            continue
        wanted, was = request.POST.get(f"means-{place}", ""), request.POST.get(f"was-{place}", "")
        if wanted != was:
            meanings[str(theirs)] = wanted or IGNORED
    settings = {name: request.POST.get(name, "").strip() for name in _FORMATS}
    return {"mapping": meanings} | {name: value for name, value in settings.items() if value}
