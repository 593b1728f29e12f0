"""How far something long is, as a piece of a page that looks again by itself.

A page includes ``frame/undertaking.html`` with ``undertaking`` and ``look_again``, the address of a view that
answers by :func:`progress`. Without JavaScript the page is reloaded by a link.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forenotice.engine.models import Undertaking
from forenotice.engine.states import UndertakingState


def progress(request: HttpRequest, undertaking: Undertaking | None) -> HttpResponse:
    """The piece of the page as it is now; once it is over, the whole page is drawn anew."""
    if undertaking is None or undertaking.state != UndertakingState.RUNNING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    shown = {"undertaking": undertaking, "look_again": request.path}
    return render(request, "frame/undertaking.html", shown)
