"""An organization's colour and the shades of it that can be read; about nobody, so browsers may keep it."""

from django.http import HttpRequest, HttpResponse

from forenotice.composer.colour import colour_of, readable_on, readable_on_dark, readable_on_white


def accent(_request: HttpRequest, colour: str) -> HttpResponse:
    """Custom properties that the stylesheet builds on; what is no colour is ours."""
    own = colour_of(f"#{colour}")
    shades = (
        f":root{{--own:{own};--on-own:{readable_on(own)};--accent-light:{readable_on_white(own)};"
        f"--accent-dark:{readable_on_dark(own)}}}\n"
    )
    headers = {"Cache-Control": "public, max-age=86400"}
    return HttpResponse(shades, content_type="text/css; charset=utf-8", headers=headers)
