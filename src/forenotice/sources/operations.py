"""Writes of the ways in: declaring a source, taking a file in, and finishing what a crash left undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.sources.csv_file.settings import read_settings
from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.models import Source

FILE = "csv"
"""The kind of sources that are files, and the name of the one that a file is of unless another is named."""


@transaction.atomic
def declare_source(
    *,
    organization: Organization,
    key: str,
    kind: str,
    settings: Mapping[str, Any],
    fresh_for_days: int,
    actor: str,
    now: datetime,
) -> bool:
    """Make the source ``key``, or bring it to what is declared; True when that changed anything.

    Raise :class:`SettingsRefusedError` for a kind or for settings that make no sense.
    """
    if kind != FILE:
        raise SettingsRefusedError(f'Source "{key}": "{kind}" is not a kind of source. Write "{FILE}".')
    try:
        plain = read_settings(settings).plain()
    except SettingsRefusedError as error:
        raise SettingsRefusedError(f'Source "{key}": {error}') from None
    wanted = {"kind": kind, "settings": plain, "fresh_for_days": fresh_for_days}
    source = Source.objects.filter(organization=organization, key=key).first()
    is_new = source is None
    source = source or Source(organization=organization, key=key)
    changed = [name for name, value in wanted.items() if is_new or getattr(source, name) != value]
    if not changed:
        return False
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
