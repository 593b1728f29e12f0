"""A source that is asked: connected, and its connection changed; it is read at once."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Organization
from forenotice.accounts.states import Role
from forenotice.engine.errors import UndertakingBusyError
from forenotice.engine.importing import begin_pull
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.frame.answers import address, to_page, whole_address
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.start.connecting import FORMS, SourceForm, form_for
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.sources.contract import Checked
from forenotice.sources.errors import SecretKeptElsewhereError, SourcesError
from forenotice.sources.models import Source
from forenotice.sources.operations import change_connection, check_settings, declare_source
from forenotice.sources.queries import asked_source, put_away_sources, sources_of, taken_keys

_FRESH_FOR_DAYS = 3


@page(writes=Role.OWNER)
def connect(request: HttpRequest, visitor: Visitor, way: str) -> HttpResponse:
    """Ask for what a source needs, check it with the source itself, then read all it has."""
    if way not in FORMS:
        raise Http404
    form = FORMS[way](request.POST or None)
    key = key_for(visitor.organization, form) if form.is_valid() else free_key(visitor.organization, form.key)
    if form.is_valid() and _is_kept(request, visitor, form, key, None):
        return to_page(visitor, "start:subscriptions")
    return _draw(request, visitor, form, key, address(visitor, "start:subscriptions"))


@page(writes=Role.OWNER)
def connection(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """The same for a source that is there; what only a blueprint can say of it stays as it is."""
    found = next((each for each in sources_of(visitor.organization) if each.key == key), None)
    if found is None or found.pull_every_minutes is None:
        raise Http404
    back = address(visitor, "settings:source", key=key)
    kind = form_for(found.kind, found.settings)
    if kind is None:
        messages.info(
            request, gettext("A configuration file says where this one is. Change it there, and apply it.")
        )
        return to_page(visitor, "settings:source", key=key)
    form = kind(request.POST or None, kept=found.settings)
    if request.method == "POST" and form.is_valid() and _is_kept(request, visitor, form, key, found):
        return to_page(visitor, "settings:source", key=key)
    return _draw(request, visitor, form, key, back, kept=found)


def _draw(
    request: HttpRequest,
    visitor: Visitor,
    form: SourceForm,
    key: str,
    back: str,
    kept: Source | None = None,
) -> HttpResponse:
    webhook = ""
    if form.kind == "stripe":
        webhook = whole_address(request, f"/hooks/sources/{visitor.organization.key}/{key}")
    shown = {"form": form, "webhook": webhook, "back": back, "kept": kept}
    return render(request, "start/connect.html", shown)


def key_for(organization: Organization, form: SourceForm) -> str:
    """That of the same source if it was put away, so that it is back; else one of its own."""
    for each in put_away_sources(organization, form.kind):
        if form.settings_beside(each.settings) == each.settings:
            return each.key
    return free_key(organization, form.key)


def free_key(organization: Organization, key: str) -> str:
    """The name of a source to be made: another connection of the same sort never takes the place of one."""
    taken = taken_keys(organization)
    names = (key, *(f"{key}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def _is_kept(request: HttpRequest, visitor: Visitor, form: SourceForm, key: str, kept: Source | None) -> bool:
    """Whether the source answered and is kept; why not stands on the form."""
    mine = visitor.organization
    try:
        checked = _checked(visitor, form, key, kept)
    except SecretKeptElsewhereError as error:
        words = gettext("What is kept secret is for %(host)s only. For another host, type all of it again.")
        form.add_error(None, words % {"host": error.host})
        return False
    except (AccountsError, SourcesError) as error:
        form.add_error(None, said(error))
        return False
    for sentence in (*checked.found, *checked.warnings):
        messages.info(request, said(sentence))
    source = asked_source(mine, key)
    if source.stopped_at is not None:
        messages.success(request, gettext("Kept. It is stopped: let it go on, and it is read."))
        return True
    try:
        begin_pull(organization=mine, source=source, actor=visitor.actor, clock=current_time)
    except UndertakingBusyError:
        messages.warning(request, gettext("It is connected, and is read when what is being done is over."))
    return True


def _checked(visitor: Visitor, form: SourceForm, key: str, kept: Source | None) -> Checked:
    about: dict[str, Any] = {"organization": visitor.organization, "now": visitor.now}
    if kept is not None:
        return change_connection(
            key=key,
            settings=form.settings_beside(kept.settings),
            secrets=form.secrets,
            actor=visitor.actor,
            **about,
        )
    about |= {"kind": form.kind, "settings": form.settings, "secrets": form.secrets}
    checked = check_settings(**about)
    declare_source(key=key, fresh_for_days=_FRESH_FOR_DAYS, actor=visitor.actor, **about)
    return checked
