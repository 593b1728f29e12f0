"""A message as a letter on paper: one page of HTML that any browser prints, with nothing to load. Pure."""

from datetime import date
from html import escape
from typing import NamedTuple

from forenotice.composer.facts import Place
from forenotice.composer.formats import country_name, day, is_right_to_left

_STYLE = (
    "@page{size:A4;margin:20mm 20mm 20mm 25mm}"
    "body{font-family:serif;font-size:11pt;line-height:1.4;max-width:165mm;margin:0 auto}"
    "address{font-style:normal;white-space:pre-line}"
    ".from{font-size:9pt;margin-bottom:12mm}.to{min-height:35mm}.on{text-align:right;margin:6mm 0}"
    "h1{font-size:12pt;margin:8mm 0 6mm}"
)


class Paper(NamedTuple):
    """What is written on the page."""

    locale: str
    on: date
    sender: tuple[str, ...]
    recipient: tuple[str, ...]
    subject: str
    words: str


def address_lines(place: Place, locale: str) -> tuple[str, ...]:
    """An address in the order that suits most post offices; a person looks at it before it is posted."""
    town = " ".join(part for part in (place.zip, place.city) if part)
    return tuple(line for line in (place.street, town, place.state, _country(place.country, locale)) if line)


def as_page(paper: Paper) -> str:
    """The page."""
    paragraphs = [
        f"<p>{'<br>'.join(escape(line) for line in piece.splitlines())}</p>"
        for piece in paper.words.split("\n\n")
        if piece.strip()
    ]
    direction = "rtl" if is_right_to_left(paper.locale) else "ltr"
    return "\n".join(
        [
            f'<!DOCTYPE html>\n<html lang="{escape(paper.locale)}" dir="{direction}">',
            '<head><meta charset="utf-8">',
            f"<title>{escape(paper.subject)}</title><style>{_STYLE}</style></head><body>",
            f'<address class="from">{_lines(paper.sender)}</address>',
            f'<address class="to">{_lines(paper.recipient)}</address>',
            f'<p class="on">{escape(day(paper.on, "long", paper.locale))}</p>',
            f"<h1>{escape(paper.subject)}</h1>",
            *paragraphs,
            "</body></html>\n",
        ]
    )


def _country(code: str, locale: str) -> str:
    return country_name(code, locale) if code else ""


def _lines(lines: tuple[str, ...]) -> str:
    return escape("\n".join(line for line in lines if line.strip()))
