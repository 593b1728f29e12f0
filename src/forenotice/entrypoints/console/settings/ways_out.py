"""The ways out: whether each works, switched off and on, tried, and signed with another secret."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from forenotice.accounts.states import Role
from forenotice.channels.errors import ChannelError
from forenotice.channels.models import Channel
from forenotice.channels.operations import rotate_secret, switch_off, switch_on, try_endpoint
from forenotice.channels.purpose import is_for_programs
from forenotice.channels.queries import channels_of
from forenotice.channels.states import DISABLED_SENTENCES, MAIL, WEBHOOKS, Disabled
from forenotice.dispatcher.queries import channel_failures, sample_payload
from forenotice.engine.host import standing
from forenotice.entrypoints.console.frame.answers import to_page
from forenotice.entrypoints.console.frame.sender_records import sender_records
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.kernel.message import Outcome
from forenotice.kernel.payload import PayloadType


@page()
def ways_out(request: HttpRequest, visitor: Visitor) -> HttpResponse:
    """All of them, by key, with what fails."""
    failing = {each.channel_id: each for each in channel_failures(visitor.organization)}
    ours = [each for each in channels_of(visitor.organization) if not each.retired_at]
    return draw(request, "ways_out", "ways_out", {"ways": [(each, failing.get(each.pk)) for each in ours]})


@page(writes=Role.OWNER)
def way_out(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """One of them, and what can be done with it."""
    found = _channel(visitor, key)
    shown: dict[str, Any] = {}
    if request.method == "POST":
        done = _ACTS.get(request.POST.get("act", ""))
        if done is None:
            return to_page(visitor, "settings:way_out", key=key)
        try:
            shown = done(request, visitor, found)
        except ChannelError as error:
            messages.error(request, str(error))
        if not shown:
            return to_page(visitor, "settings:way_out", key=key)
    failure = next(
        (each for each in channel_failures(visitor.organization) if each.channel_id == found.pk), None
    )
    if found.kind in MAIL:
        shown |= sender_records(request, visitor, found)
    shown |= {
        "way": found,
        "is_mail": found.kind in MAIL,
        "failure": failure,
        "why_off": DISABLED_SENTENCES.get(Disabled(found.disabled_reason)) if found.disabled_reason else "",
        "is_for_programs": is_for_programs(found),
        "is_webhook": found.kind in WEBHOOKS,
        "is_blueprints": bool(found.secret_references),
    }
    return draw(request, "way_out", "ways_out", shown)


def _switch(request: HttpRequest, visitor: Visitor, found: Channel) -> dict[str, Any]:
    mine, who, now = visitor.organization, visitor.actor, visitor.now
    if found.disabled_at is None:
        switch_off(organization=mine, key=found.key, reason=Disabled.OWNER, actor=who, now=now)
        messages.success(
            request, gettext("It is off. What waits for it is given up; switch it on again here.")
        )
    else:
        switch_on(organization=mine, key=found.key, actor=who, now=now)
        messages.success(request, gettext("It is on."))
    return {}


def _try(request: HttpRequest, visitor: Visitor, found: Channel) -> dict[str, Any]:
    if standing().is_held:
        messages.error(request, gettext("Nothing leaves this host while it is held, tests neither."))
        return {}
    payload = sample_payload(visitor.organization, found, PayloadType.DUE, visitor.now)
    receipt = try_endpoint(
        organization=visitor.organization,
        key=found.key,
        payload=payload,
        actor=visitor.actor,
        now=visitor.now,
    )
    told = f"{receipt.code} {receipt.detail}".strip()
    if receipt.outcome is Outcome.ACCEPTED:
        messages.success(request, gettext("It took the test: %(told)s") % {"told": told})
    else:
        messages.error(request, gettext("It did not take the test: %(told)s") % {"told": told})
    return {}


def _rotate(_request: HttpRequest, visitor: Visitor, found: Channel) -> dict[str, Any]:
    secret = rotate_secret(
        organization=visitor.organization, key=found.key, actor=visitor.actor, now=visitor.now
    )
    return {"secret": secret}


_ACTS: dict[str, Callable[[HttpRequest, Visitor, Channel], dict[str, Any]]] = {
    "switch": _switch,
    "try": _try,
    "rotate": _rotate,
}


def _channel(visitor: Visitor, key: str) -> Channel:
    for each in channels_of(visitor.organization):
        if each.key == key and not each.retired_at:
            return each
    raise Http404
