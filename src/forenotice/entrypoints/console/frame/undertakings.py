"""How far something long is, as a piece of a page that looks again by itself.

A page includes ``frame/undertaking.html`` with ``undertaking`` and ``look_again``, the address of a view that
answers by :func:`progress`. Without JavaScript the page is reloaded by a link.
"""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.engine.models import Undertaking
from forenotice.engine.queries import latest_undertaking
from forenotice.engine.states import UndertakingState
from forenotice.entrypoints.console.frame.answers import address
from forenotice.entrypoints.console.visitors import Visitor

_TOLD_FOR = timedelta(days=1)


def under_way(visitor: Visitor) -> dict[str, Any]:
    """Whatever long thing is being done, or went wrong today, for a page that begins such things."""
    last = latest_undertaking(visitor.organization, now=visitor.now)
    if last is None or last.state == UndertakingState.DONE or last.begun_at < visitor.now - _TOLD_FOR:
        return {}
    return {"undertaking": last, "look_again": address(visitor, "settings:how_far")}


def progress(request: HttpRequest, undertaking: Undertaking | None) -> HttpResponse:
    """The piece of the page as it is now; once that is over, what was typed there stays."""
    is_over = undertaking is None or undertaking.state != UndertakingState.RUNNING
    shown = {"undertaking": undertaking, "look_again": request.path, "is_over": is_over}
    return render(request, "frame/undertaking.html", shown)
