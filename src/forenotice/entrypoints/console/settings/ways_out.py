"""The ways out: whether each works, switched off and on, tried, and signed with another secret."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.states import Role
from forenotice.channels.errors import ChannelError
from forenotice.channels.models import Channel
from forenotice.channels.operations import rotate_secret, switch_off, switch_on, try_endpoint
from forenotice.channels.purpose import is_for_programs
from forenotice.channels.queries import channels_of
from forenotice.channels.states import DISABLED_SENTENCES, MAIL, WEBHOOKS, Disabled
from forenotice.dispatcher.queries import channel_failures, count_waiting, sample_payload
from forenotice.engine.host import standing
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.sender_records import sender_records
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.frame.ways import way_titles
from forenotice.entrypoints.console.settings.drawing import draw
from forenotice.entrypoints.console.settings.shown_once import show_once, shown_once
from forenotice.entrypoints.console.settings.way_words import settings_words
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
    if request.method == "POST":
        return _act(request, visitor, found)
    failures = channel_failures(visitor.organization)
    shown = {
        "way": found,
        "told": settings_words(found),
        "is_mail": found.kind in MAIL,
        "failure": next((each for each in failures if each.channel_id == found.pk), None),
        "why_off": DISABLED_SENTENCES.get(Disabled(found.disabled_reason)) if found.disabled_reason else "",
        "is_for_programs": is_for_programs(found),
        "is_webhook": found.kind in WEBHOOKS,
        "is_blueprints": bool(found.secret_references),
        "made": shown_once(request, visitor, f"way {found.pk}"),
    }
    if found.kind in MAIL:
        shown |= sender_records(request, visitor, found)
    return draw(request, "way_out", "ways_out", shown)


def _act(request: HttpRequest, visitor: Visitor, found: Channel) -> HttpResponse:
    """Do what was asked for, after one more question where it cannot be undone."""
    ask = request.POST.get("act", "")
    if ask in ("switch_off", "rotate") and "confirmed" not in request.POST:
        question = _asked_before(visitor, found, ask)
        if question:
            back = address(visitor, "settings:way_out", key=found.key)
            return confirm(request, **question, back=back, fields=[("act", ask)])
    if ask in _ACTS:
        try:
            _ACTS[ask](request, visitor, found)
        except (AccountsError, ChannelError) as error:
            messages.error(request, said(error))
    return to_page(visitor, "settings:way_out", key=found.key)


def _asked_before(visitor: Visitor, found: Channel, ask: str) -> dict[str, str]:
    """The question before something that cannot be undone; nothing where it can."""
    if ask == "rotate":
        return {
            "title": gettext("Sign with a new secret"),
            "consequence": gettext(
                "The secret is shown once. Give it to your program within a day: for so long the one before "
                "signs too. After that, a program that knows only the old one believes nothing more."
            ),
            "button": gettext("Make a new secret"),
        }
    if found.disabled_at is not None:
        return {}
    waiting = count_waiting(visitor.organization, found.pk)
    given_up = ngettext(
        "%(count)s message waits for it and is given up: it is not sent later.",
        "%(count)s messages wait for it and are given up: they are not sent later.",
        waiting,
    )
    stays_silent = gettext("While it is off, nothing leaves by it, and what falls due is not made up for.")
    return {
        "title": gettext("Switch “%(name)s” off") % {"name": way_titles(visitor.organization)[found.key]},
        "consequence": f"{given_up % {'count': number(waiting)}} {stays_silent}" if waiting else stays_silent,
        "button": gettext("Switch it off"),
    }


def _off(request: HttpRequest, visitor: Visitor, found: Channel) -> None:
    mine, who, now = visitor.organization, visitor.actor, visitor.now
    if found.disabled_at is None:
        switch_off(organization=mine, key=found.key, reason=Disabled.OWNER, actor=who, now=now)
    messages.success(request, gettext("It is off. Nothing leaves by it until you switch it on again."))


def _on(request: HttpRequest, visitor: Visitor, found: Channel) -> None:
    if found.disabled_at is not None:
        switch_on(organization=visitor.organization, key=found.key, actor=visitor.actor, now=visitor.now)
    messages.success(request, gettext("It is on."))


def _try(request: HttpRequest, visitor: Visitor, found: Channel) -> None:
    if standing().is_held:
        messages.error(request, gettext("Nothing leaves this host while it is held, tests neither."))
        return
    payload = sample_payload(visitor.organization, found, PayloadType.DUE, visitor.now)
    receipt = try_endpoint(
        organization=visitor.organization,
        key=found.key,
        payload=payload,
        actor=visitor.actor,
        now=visitor.now,
    )
    told = f"{receipt.code} {said(receipt.detail)}".strip()
    if receipt.outcome is Outcome.ACCEPTED:
        messages.success(request, gettext("It took the test: %(told)s") % {"told": told})
    else:
        messages.error(request, gettext("It did not take the test: %(told)s") % {"told": told})


def _rotate(request: HttpRequest, visitor: Visitor, found: Channel) -> None:
    """The secret is shown by the page that is led on to, so that looking again makes no other one."""
    secret = rotate_secret(
        organization=visitor.organization, key=found.key, actor=visitor.actor, now=visitor.now
    )
    show_once(request, visitor, f"way {found.pk}", {"secret": secret, "replaces": True})


_ACTS: dict[str, Callable[[HttpRequest, Visitor, Channel], None]] = {
    "switch_off": _off,
    "switch_on": _on,
    "try": _try,
    "rotate": _rotate,
}


def _channel(visitor: Visitor, key: str) -> Channel:
    for each in channels_of(visitor.organization):
        if each.key == key and not each.retired_at:
            return each
    raise Http404
