"""Sources made to be as their owner describes them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.accounts.sealing import is_kept, seal
from forenotice.sources.csv_file.arrival import KIND as FILE
from forenotice.sources.csv_file.settings import read_settings
from forenotice.sources.errors import SettingsRefusedError, SourceRefusedError
from forenotice.sources.kinds import kind_of
from forenotice.sources.models import Source
from forenotice.sources.opened import opening
from forenotice.sources.push.applying import KIND as PUSH

# What was read from another place, or in another way, says nothing of how to go on in this one. Another key
# may be of another account, such as the live one after one for trials.
_ANEW = {"cursor": "", "pass_began_at": None, "next_pull_at": None}
_WELL = {"failing_since": None, "failures": 0, "failure": "", "next_pull_at": None}


@transaction.atomic
def declare_source(
    *,
    organization: Organization,
    key: str,
    kind: str,
    settings: Mapping[str, Any],
    fresh_for_days: int,
    pull_every_minutes: int | None = None,
    secrets: Mapping[str, str] | None = None,
    references: Mapping[str, str] | None = None,
    actor: str,
    now: datetime,
) -> bool:
    """Make the source ``key``, or bring it to what is declared; True when that changed anything.

    ``references`` say where each secret was found. One that is not asked has neither secrets nor an interval.
    Raise an error of this room for a kind, settings or secrets that make no sense.
    """
    secrets, references = secrets or {}, references or {}
    try:
        wanted = _examine(organization, kind, settings, secrets, pull_every_minutes, now)
    except (SettingsRefusedError, SourceRefusedError) as error:
        raise SettingsRefusedError(f'Source "{key}": {error}') from None
    wanted |= {"kind": kind, "fresh_for_days": fresh_for_days, "secret_references": dict(references)}
    source = Source.objects.filter(organization=organization, key=key).first()
    is_new = source is None
    source = source or Source(organization=organization, key=key)
    if source.put_away_at is not None or source.parting_at is not None:
        wanted |= Source.BACK
    changed = [name for name, value in wanted.items() if is_new or getattr(source, name) != value]
    text = _as_text(secrets)
    if is_new or not is_kept(source.sealed_secrets, text):
        changed += ["secrets"] if text or source.sealed_secrets else []
        wanted["sealed_secrets"] = seal(text) if text else ""
    if not changed:
        return False
    wanted |= _WELL | (_ANEW if {"kind", "settings", "secrets"} & set(changed) else {})
    for name, value in wanted.items():
        setattr(source, name, value)
    source.save()
    record_audit(
        organization=organization,
        action="source.declared" if is_new else "source.changed",
        subject=key,
        detail={"fields": changed},
        actor=actor,
        now=now,
    )
    return True


def _examine(
    organization: Organization,
    kind: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    pull_every_minutes: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Refuse what makes no sense; what is to be kept of a source of that kind."""
    if kind not in (FILE, PUSH):
        return _examine_asked(organization, kind, settings, secrets, pull_every_minutes, now)
    if secrets:
        raise SettingsRefusedError(f'A source of the kind "{kind}" has no secret "{next(iter(secrets))}".')
    if pull_every_minutes is not None:
        raise SettingsRefusedError(f'A source of the kind "{kind}" is not asked: leave pull_every out.')
    if kind == PUSH and settings:
        raise SettingsRefusedError(f'A source that is pushed to has no setting "{next(iter(settings))}".')
    plain = read_settings(settings).plain() if kind == FILE else {}
    return {"settings": plain, "pull_every_minutes": None, "confirms": False}


def _examine_asked(
    organization: Organization,
    kind: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    pull_every_minutes: int | None,
    now: datetime,
) -> dict[str, Any]:
    found = kind_of(kind)
    plain = found.read_settings(settings)
    for name in secrets:
        if name not in found.secrets:
            raise SettingsRefusedError(f'A source of the kind "{kind}" has no secret "{name}".')
    for name, is_needed in found.secrets.items():
        if is_needed and name not in secrets:
            example = f'{name} = {{ env = "{kind.upper().replace("-", "_")}_{name.upper()}" }}'
            raise SettingsRefusedError(f'It needs the secret "{name}". Say where it is: {example}.')
    opened = found.open_source(opening(organization, plain, secrets, now))
    opened.close()
    return {
        "settings": plain,
        "pull_every_minutes": pull_every_minutes or found.pull_every_minutes,
        "confirms": opened.capabilities.confirms,
    }


def _as_text(secrets: Mapping[str, str]) -> str:
    """Secrets as they are sealed."""
    return json.dumps(dict(secrets), sort_keys=True) if secrets else ""
