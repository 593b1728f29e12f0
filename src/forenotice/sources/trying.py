"""A source is only tried: what it would bring is found by storing it and undoing that."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.sources.asking import asked, pages_of
from forenotice.sources.contract import Checked
from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.kinds import kind_of
from forenotice.sources.models import Source
from forenotice.sources.one_pull import Progress
from forenotice.sources.opened import Opener, open_source, opening
from forenotice.sources.pulling import PAGE
from forenotice.sources.report import PullReport
from forenotice.sources.storing import store_page

SECONDS = 120.0
"""For how long a source is read that is only tried; what came until then shows how it goes."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source answered when it was only tried, and what a pull of all that it has would bring."""

    checked: Checked
    report: PullReport


def check_settings(
    *,
    organization: Organization,
    kind: str,
    settings: Mapping[str, Any],
    secrets: Mapping[str, str],
    now: datetime,
) -> Checked:
    """Ask a source that is not declared yet whether it would answer; nothing is written.

    Raise an error of this room for settings that make no sense, and when it cannot be asked.
    """
    found = kind_of(kind)
    plain = found.read_settings(settings)
    for name, is_needed in found.secrets.items():
        if is_needed and not secrets.get(name):
            raise SettingsRefusedError(f"The secret {name} is missing.")
    opened = found.open_source(opening(organization, plain, secrets, now))
    return asked(opened.check)


def try_source(
    *,
    organization: Organization,
    source: Source,
    opener: Opener = open_source,
    seconds: float = SECONDS,
    progress: Progress | None = None,
    now: datetime,
) -> Trial:
    """Ask a source for everything, from the beginning, and store nothing of it.

    Raise an error of this room when it cannot be asked, or breaks off.
    """
    report = PullReport(source.key, is_dry_run=True)
    opened = opener(source, now)
    checked = asked(opened.check)
    ends_at = time.monotonic() + seconds
    for page in pages_of(opened, lambda: opened.pull("", page=PAGE)):
        # Each page by itself, so that nobody waits for a lock while the next one is on its way.
        with transaction.atomic():
            store_page(
                organization=organization, source=source, page=page, report=report, follows=False, now=now
            )
            transaction.set_rollback(True)
        if progress is not None:
            progress(report)
        if time.monotonic() > ends_at:
            return Trial(checked, report)
    report.is_done = True
    return Trial(checked, report)
