"""A source as its row describes it, ready to be asked."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings as instance

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import Organization
from forenotice.accounts.sealing import unseal
from forenotice.accounts.states import Mode
from forenotice.channels.addresses import AllowList
from forenotice.channels.servers import server_places
from forenotice.sources.contract import Opening, OpenSource
from forenotice.sources.errors import SettingsRefusedError, SourceRefusedError
from forenotice.sources.kinds import kind_of
from forenotice.sources.models import Source

Opener = Callable[[Source, datetime], OpenSource]
"""Opens the source of a row, for a moment."""


def open_source(source: Source, now: datetime) -> OpenSource:
    """The source, with its secrets; nothing is asked yet.

    Raise :class:`~forenotice.sources.errors.SourceRefusedError` when its settings or secrets will not do.
    """
    try:
        secrets = secrets_of(source)
        return kind_of(source.kind).open_source(opening(source.organization, source.settings, secrets, now))
    except (SettingsRefusedError, SealBrokenError) as error:
        raise SourceRefusedError(str(error)) from None


def opening(
    organization: Organization, settings: Mapping[str, Any], secrets: Mapping[str, str], now: datetime
) -> Opening:
    """What a source of this organization is opened with."""
    return Opening(
        settings=settings,
        secrets=secrets,
        zone=organization.time_zone,
        currency=organization.currency,
        now=now,
        is_live=organization.mode == Mode.LIVE,
        allowed=AllowList.parse(instance.FORENOTICE_SOURCE_ALLOW),
        servers=server_places(instance.FORENOTICE_SERVER_ALLOW),
    )


def secrets_of(source: Source) -> Mapping[str, str]:
    """The secrets of a source, by name; for this room only."""
    if not source.sealed_secrets:
        return {}
    secrets: dict[str, str] = json.loads(unseal(source.sealed_secrets))
    return secrets
