"""What is shown once: made by a form, shown by the page that is led on to. A reload makes no other one."""

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from forenotice.accounts.sealing import seal, unseal
from forenotice.entrypoints.console.visitors import Visitor

# A session keeps it sealed until then.
_ONCE = "shown_once"


def show_once(request: HttpRequest, visitor: Visitor, page: str, told: Mapping[str, Any]) -> None:
    """Keep it for the next look at that page."""
    request.session[_ONCE] = [visitor.organization.pk, page, seal(json.dumps(told))]


def shown_once(request: HttpRequest, visitor: Visitor, page: str) -> dict[str, Any]:
    """What was kept for this page, this once; nothing most of the time."""
    kept = request.session.get(_ONCE)
    if request.method != "GET" or not kept or kept[:2] != [visitor.organization.pk, page]:
        return {}
    del request.session[_ONCE]
    found: dict[str, Any] = json.loads(unseal(kept[2]))
    return found
