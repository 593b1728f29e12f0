"""The stylesheet of the portal, in an organization's colour; it is about nobody and may be kept."""

from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest, HttpResponse

from forenotice.composer.colour import colour_of, readable_on, readable_on_dark, readable_on_white


def stylesheet(_request: HttpRequest, colour: str) -> HttpResponse:
    """Our rules, after the colour's own shades; what is no colour is ours."""
    own = colour_of(f"#{colour}")
    shades = (
        f":root{{--own:{own};--on-own:{readable_on(own)};--link:{readable_on_white(own)};"
        f"--link-dark:{readable_on_dark(own)}}}\n"
    )
    return HttpResponse(
        shades + _rules(),
        content_type="text/css; charset=utf-8",
        status=HTTPStatus.OK,
        headers={"Cache-Control": "public, max-age=86400"},
    )


@cache
def _rules() -> str:
    return (Path(__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
