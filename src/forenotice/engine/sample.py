"""The made-up society comes and goes, so that everything can be seen before there is a real member."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.accounts.states import Mode
from forenotice.engine.errors import EngineError
from forenotice.engine.importing import take_in
from forenotice.kernel.local_time import local_day
from forenotice.ledger.operations import remove_told_by
from forenotice.planner.operations import count_ahead
from forenotice.sources.operations import SAMPLE, forget_source, keep_upload, sample_from
from forenotice.sources.queries import has_sample, upload_of


class SampleRefusedError(EngineError):
    """Made-up members have no place where real ones are written to."""


def add_sample(*, organization: Organization, actor: str, now: datetime) -> Mapping[str, Any]:
    """Take the society in, its days around today.

    Raise :class:`SampleRefusedError` once live, and where it would take the place of a file that waits.
    """
    if organization.mode == Mode.LIVE:
        raise SampleRefusedError("Made-up members are for before going live.")
    if upload_of(organization) is not None:
        raise SampleRefusedError("A file waits. Take it in first, or put it away.")
    upload = keep_upload(
        organization=organization,
        name="sample.csv",
        blocks=[sample_from(local_day(now, organization.time_zone))],
        settings={"amount_format": "1,234.50"},
        actor=actor,
        now=now,
    )
    return take_in(upload, source_key=SAMPLE, actor=actor, now=now)


@transaction.atomic
def remove_sample(*, organization: Organization, actor: str, now: datetime) -> int:
    """Take the society out again, with all that was rehearsed for it; return how many members it had."""
    if not has_sample(organization):
        return 0
    count = remove_told_by(organization=organization, source=SAMPLE)
    forget_source(organization=organization, key=SAMPLE)
    count_ahead(organization=organization, now=now)
    record_audit(
        organization=organization,
        action="sample.removed",
        subject=SAMPLE,
        detail={"members": count},
        actor=actor,
        now=now,
    )
    return count
