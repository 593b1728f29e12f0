"""A source that is there is looked after: its connection, how long it may be silent, stopped, put away."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as instance
from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.ledger.operations import mark_gone
from forenotice.sources.busy import alone
from forenotice.sources.contract import Checked
from forenotice.sources.declaring import declare_source
from forenotice.sources.errors import SecretKeptElsewhereError, SettingsRefusedError
from forenotice.sources.kinds import secret_names
from forenotice.sources.models import Source, UnclearRow
from forenotice.sources.opened import secrets_of
from forenotice.sources.trying import check_settings

LONGEST_SILENCE_DAYS = 400
"""No payment is further off than about a year; facts that old tell nothing."""

_QUIET: dict[str, Any] = {"next_pull_at": None, "failing_since": None, "failures": 0, "failure": ""}
_PARTED = _QUIET | {
    "sealed_secrets": "",
    "secret_references": {},
    "cursor": "",
    "pass_began_at": None,
    "whole_at": None,
}


def change_connection(
    *,
    organization: Organization,
    key: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    actor: str,
    now: datetime,
) -> Checked:
    """Ask a source under other settings, and keep them if it answers; secrets that are left out stay.

    ``settings`` are all that the source is to have. A sealed secret is for the host that it was given for:
    :class:`SecretKeptElsewhereError` where another one would be shown it. Raise an error of this room, with
    nothing changed, when it does not answer.
    """
    source = _kept(organization, key)
    held = {name: text for name, text in secrets_of(source).items() if name in secret_names(source.kind)}
    was, will_be = _host(source.settings), _host(settings)
    if was != will_be and held.keys() - secrets.keys():
        raise SecretKeptElsewhereError(was, will_be)
    whole = held | dict(secrets)
    checked = check_settings(
        organization=organization, kind=source.kind, settings=settings, secrets=whole, now=now
    )
    places = source.secret_references.items()
    declare_source(
        organization=organization,
        key=key,
        kind=source.kind,
        settings=settings,
        fresh_for_days=source.fresh_for_days,
        pull_every_minutes=source.pull_every_minutes,
        secrets=whole,
        references={name: place for name, place in places if name not in secrets},
        actor=actor,
        now=now,
    )
    return checked


@transaction.atomic
def let_be_silent(
    *, organization: Organization, key: str, fresh_for_days: int, actor: str, now: datetime
) -> None:
    """Hold what a source told as true for so many days; raise :class:`SettingsRefusedError`."""
    source = _kept(organization, key)
    if not 1 <= fresh_for_days <= LONGEST_SILENCE_DAYS:
        raise SettingsRefusedError(f"Write a number of days from 1 to {LONGEST_SILENCE_DAYS}.")
    detail = {"fresh_for_days": [source.fresh_for_days, fresh_for_days]}
    source.fresh_for_days = fresh_for_days
    source.save(update_fields=["fresh_for_days"])
    _audit(source, detail, actor, now, action="source.changed")


@transaction.atomic
def stop_asking(*, organization: Organization, key: str, actor: str, now: datetime) -> None:
    """Ask a source no more until it is let go on; what it told grows old meanwhile."""
    source = _kept(organization, key)
    if source.stopped_at is None and source.pull_every_minutes is not None:
        _write(source, stopped_at=now, **_QUIET)
        _audit(source, {}, actor, now, action="source.stopped")


@transaction.atomic
def go_on_asking(*, organization: Organization, key: str, actor: str, now: datetime) -> None:
    """Ask a source again from now on, beginning with what changed since."""
    source = _kept(organization, key)
    if source.stopped_at is not None and source.parting_at is None:
        _write(source, stopped_at=None, next_pull_at=now)
        _audit(source, {}, actor, now, action="source.resumed")


def put_away(*, organization: Organization, key: str, actor: str, now: datetime) -> int:
    """Part with a source: its secrets are forgotten, its subscriptions are gone; how many those were.

    Nothing is deleted of what was said or told. After a crash the same again does the rest. Raise
    :class:`~forenotice.sources.errors.SourceBusyError` while it is being read.
    """
    source = _kept(organization, key)
    with alone(Path(instance.FORENOTICE_HOME) / "snapshots", organization.key, key):
        with transaction.atomic():
            _write(source, stopped_at=now, parting_at=now, **_PARTED)
            UnclearRow.objects.filter(organization=organization, source=source).delete()
        just_now = now + timedelta(seconds=1)
        gone = mark_gone(organization=organization, source=key, unseen_since=just_now, actor=actor, now=now)
        with transaction.atomic():
            _write(source, put_away_at=now, parting_at=None)
            _audit(source, {"gone": gone}, actor, now, action="source.put_away")
    return gone


def _kept(organization: Organization, key: str) -> Source:
    source = Source.objects.filter(organization=organization, key=key, put_away_at=None).first()
    if source is None:
        raise SettingsRefusedError(f'There is no source "{key}".')
    return source


def _host(settings: Mapping[str, Any]) -> str:
    """The host that is shown the secrets; empty where there is only one of that kind."""
    address = str(settings.get("database") or settings.get("url") or settings.get("address") or "")
    return (urlsplit(address).hostname or "").lower()


def _write(source: Source, **values: object) -> None:
    Source.objects.filter(organization=source.organization_id, pk=source.pk).update(**values)
    for name, value in values.items():
        setattr(source, name, value)


def _audit(source: Source, detail: Mapping[str, Any], actor: str, now: datetime, *, action: str) -> None:
    record_audit(
        organization=source.organization,
        action=action,
        subject=source.key,
        detail=detail,
        actor=actor,
        now=now,
    )
