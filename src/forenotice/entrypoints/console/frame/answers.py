"""The few kinds of answer that pages give besides themselves."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import tzinfo
from io import StringIO
from itertools import chain
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from forenotice.consent.links import makes_links
from forenotice.entrypoints.console.visitors import Visitor

# Spreadsheets run what begins so as a formula, whoever wrote it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Headings = Sequence[str | Promise]

# Mail is drawn in a frame that can do nothing but show it: no script, no form, no way out of the frame.
MAIL_POLICY = (
    "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; font-src data:; sandbox; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


def address(visitor: Visitor, name: str, **ids: Any) -> str:
    """The address of a page of the visitor's organization."""
    return reverse(f"console:{name}", kwargs={"organization": visitor.organization.key, **ids})


def whole_address(request: HttpRequest, path: str) -> str:
    """A path as somebody else opens it: where this instance is known, else where the visitor found it."""
    return f"{settings.FORENOTICE_BASE_URL}{path}" if makes_links() else request.build_absolute_uri(path)


def to_page(visitor: Visitor, name: str, **ids: Any) -> HttpResponse:
    """Lead on to a page of the visitor's organization, after something was done."""
    return redirect(address(visitor, name, **ids))


def numbers_sent(request: HttpRequest, name: str) -> list[int]:
    """The numbers of the rows that a form names, as far as any database counts."""
    return [int(each) for each in request.POST.getlist(name) if each.isdecimal() and len(each) < 19]


def confirm(
    request: HttpRequest,
    *,
    title: str,
    consequence: str,
    button: str,
    back: str,
    fields: Sequence[tuple[str, str]] = (),
    back_do: str = "",
) -> HttpResponse:
    """Ask before something that cannot be undone: what will happen, one button to do it and one way back.

    The form is sent to this same address with ``confirmed`` set, and with ``fields``. With ``back_do`` the
    way back sends the fields too, with that as ``do``, so that nothing typed is lost.
    """
    shown = {
        "title": title,
        "consequence": consequence,
        "button": button,
        "back": back,
        "fields": fields,
        "back_do": back_do,
    }
    return render(request, "frame/confirm.html", shown)


def mail_in_a_frame(html: str) -> HttpResponse:
    """What an owner or a member wrote as HTML, for an ``<iframe sandbox>``: hostile, and harmless there."""
    return HttpResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


def csv_file(
    name: str, header: Headings, rows: Iterable[Sequence[Any]], delimiter: str = ","
) -> StreamingHttpResponse:
    """A list as a file for spreadsheets, however long: UTF-8 with its mark, so that they read it so."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(
        # It is written when the page is over, and with it the language and the time zone of whoever asked.
        _written_in(
            _lines(header, rows, delimiter),
            translation.get_language() or "en",
            timezone.get_current_timezone(),
        ),
        content_type="text/csv; charset=utf-8",
        headers=headers,
    )


def _written_in(lines: Iterator[str], language: str, zone: tzinfo) -> Iterator[str]:
    while True:
        # They hold for one piece only: between two of them the thread is somebody else's.
        with translation.override(language), timezone.override(zone):
            piece = next(lines, None)
        if piece is None:
            return
        yield piece


def _lines(header: Headings, rows: Iterable[Sequence[Any]], delimiter: str) -> Iterator[str]:
    yield "\ufeff"
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=delimiter)
    for row in chain((header,), rows):
        writer.writerow([_harmless(value) for value in row])
        if buffer.tell() > 16_384:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _harmless(value: Any) -> str:
    written = "" if value is None else str(value)
    return f"'{written}" if isinstance(value, str) and written.startswith(_FORMULA) else written
