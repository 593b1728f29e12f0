"""A person's own page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def myself(request: HttpRequest) -> HttpResponse:
    """The person's own page."""
    return render(request, "frame/myself.html")
