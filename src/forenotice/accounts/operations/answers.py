"""Answers kept for a day, so that a program which repeats a write under the same key is answered the same."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from forenotice.accounts.models import ApiKey, Organization
from forenotice.accounts.models import KeptAnswer as Row
from forenotice.accounts.sealing import seal, unseal

_KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What was answered the first time, and to which request."""

    request_sha256: str
    status: int
    headers: Mapping[str, str]
    body: str


def begin_answer(
    *, key: ApiKey, idempotency_key: str, request_sha256: str, now: datetime
) -> KeptAnswer | None:
    """Reserve an idempotency key inside the caller's transaction; the answer if it was used within a day.

    Whoever comes second waits until the first has committed, or takes its place when the first gave up.
    """
    forget_old_answers(organization=key.organization, now=now)
    mine = Row.objects.filter(organization_id=key.organization_id)
    try:
        with transaction.atomic():
            Row.objects.create(
                organization_id=key.organization_id,
                api_key=key,
                idempotency_key=idempotency_key,
                request_sha256=request_sha256,
                created_at=now,
            )
    except IntegrityError:
        row = mine.get(api_key=key, idempotency_key=idempotency_key)
        answer = json.loads(unseal(row.sealed_answer))
        return KeptAnswer(row.request_sha256, row.status, answer["headers"], answer["body"])
    return None


def forget_old_answers(*, organization: Organization, now: datetime) -> int:
    """Delete the answers that have been kept for a day; return how many."""
    old = Row.objects.filter(organization=organization, created_at__lte=now - _KEPT_FOR)
    return old.delete()[0]


def keep_answer(
    *, key: ApiKey, idempotency_key: str, status: int, headers: Mapping[str, str], body: str
) -> None:
    """Keep what is about to be answered, in the same transaction as what it did."""
    Row.objects.filter(
        organization_id=key.organization_id, api_key=key, idempotency_key=idempotency_key
    ).update(status=status, sealed_answer=seal(json.dumps({"headers": dict(headers), "body": body})))
