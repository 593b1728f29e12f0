"""Keys of programs: made with a secret that is shown once, and revoked."""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, connection, transaction
from django.db.models import Q

from forenotice.accounts.errors import KeyRefusedError
from forenotice.accounts.models import ApiKey, Organization
from forenotice.accounts.operations.trail import record_audit
from forenotice.accounts.states import Scope

_BEGINNING = "fn_"
_BYTES_OF_CHANCE = 32
_SHOWN_LETTERS = 10
_LONGEST_NAME = 100
_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. Nobody can ever read its ``secret`` again."""

    key: ApiKey
    secret: str


@transaction.atomic
def create_key(
    *, organization: Organization, name: str, scopes: Collection[Scope], actor: str, now: datetime
) -> NewKey:
    """Make a key; raise :class:`KeyRefusedError` for a name that is in use, or without a scope."""
    name = name.strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise KeyRefusedError("A key needs a name of 1 to 100 letters, such as the program's.")
    if not scopes:
        raise KeyRefusedError(f"A key without a scope opens nothing; give it {', '.join(Scope)}.")
    if ApiKey.objects.filter(organization=organization, name=name, revoked_at__isnull=True).exists():
        raise KeyRefusedError(f'There is a key called "{name}" already; revoke it first, or choose another.')
    # 256 bits of chance cannot be guessed, so a fast hash keeps the secret as well as a slow one.
    secret = _BEGINNING + secrets.token_urlsafe(_BYTES_OF_CHANCE)
    key = ApiKey.objects.create(
        organization=organization,
        name=name,
        prefix=secret[:_SHOWN_LETTERS],
        secret_sha256=hashlib.sha256(secret.encode()).hexdigest(),
        scopes=[scope.value for scope in Scope if scope in scopes],
        created_at=now,
        created_by=actor,
    )
    record_audit(
        organization=organization,
        action="key.created",
        subject=name,
        detail={"prefix": key.prefix, "scopes": key.scopes},
        actor=actor,
        now=now,
    )
    return NewKey(key, secret)


@transaction.atomic
def revoke_key(*, organization: Organization, name: str, actor: str, now: datetime) -> ApiKey:
    """Let the key of that name open nothing from now on; raise :class:`KeyRefusedError` if there is none."""
    mine = ApiKey.objects.filter(organization=organization, name=name, revoked_at__isnull=True)
    key = mine.select_for_update().first()
    if key is None:
        raise KeyRefusedError(f'There is no key in use called "{name}". See: forenotice keys list')
    key.revoked_at = now
    key.save(update_fields=["revoked_at"])
    record_audit(
        organization=organization,
        action="key.revoked",
        subject=name,
        detail={"prefix": key.prefix},
        actor=actor,
        now=now,
    )
    return key


def note_use(*, key: ApiKey, now: datetime) -> bool:
    """Write down that a key was used, unless that was written within the last minute.

    It waits for nobody: while another program writes, a later request of the key writes it down.
    """
    since = now - _NOTED_EVERY
    if key.last_used_at is not None and since < key.last_used_at <= now:
        return False
    is_old = Q(last_used_at__isnull=True) | Q(last_used_at__lte=since) | Q(last_used_at__gt=now)
    mine = ApiKey.objects.filter(is_old, organization_id=key.organization_id, pk=key.pk)
    try:
        with _without_waiting():
            return bool(mine.update(last_used_at=now))
    except OperationalError:
        return False


@contextmanager
def _without_waiting() -> Iterator[None]:
    """SQLite has a single writer, and a request that only reads shall not wait for an import to end."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (usual,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")
