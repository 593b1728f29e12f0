"""Answers drawn beforehand, served at addresses of their own.

So a browser looks at pages that only come once: a confirmation, a refusal, what is said when something broke.
"""

from collections.abc import Callable, Iterable
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT

PLACE = "/shelf/"
AXE = f"{PLACE}axe.js"
_CACHED = ("Cache-Control", "max-age=3600")
_ANSWERS: dict[str, tuple[bytes, list[tuple[str, str]]]] = {
    AXE: (AXE_SCRIPT.encode(), [("Content-Type", "text/javascript; charset=utf-8"), _CACHED])
}

Site = Callable[[dict[str, Any], Any], Iterable[bytes]]


def put(name: str, answer: Any) -> str:
    """Where the answer stands from now on."""
    address = f"{PLACE}{name}"
    _ANSWERS[address] = (answer.content, [(key, value) for key, value in answer.items() if key != "Location"])
    return address


def with_shelf(site: Site) -> Site:
    """The site, and the shelf beside it."""

    def answer(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        found = _ANSWERS.get(environ["PATH_INFO"])
        if found is None:
            return site(environ, start)
        if environ["QUERY_STRING"]:
            # A page asks its own address for a piece of itself; only the whole of it was drawn.
            start("204 No Content", [])
            return []
        start("200 OK", found[1])
        return [found[0]]

    return answer
