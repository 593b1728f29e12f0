"""Who comes in: a program with the key of an organization, and what that key opens."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest
from ninja.security import HttpBearer

from forenotice.accounts.models import ApiKey, Organization
from forenotice.accounts.operations import note_use
from forenotice.accounts.queries import key_by_secret
from forenotice.accounts.states import Scope
from forenotice.entrypoints.api.clock import current_time
from forenotice.entrypoints.api.problems import Problem

READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """The program behind one request, for whom it speaks, and when the request came: its ``now``."""

    key: ApiKey
    organization: Organization
    now: datetime

    @property
    def actor(self) -> str:
        """The name that the audit trail and the ledger remember."""
        return f"key:{self.key.name}"


class Visit(HttpRequest):
    """A request that was let in."""

    auth: Visitor


class Key(HttpBearer):
    """Asks for a key with a certain scope; if none is named, `read` for reading and `write` for the rest."""

    def __init__(self, scope: Scope | None = None) -> None:
        """``scope`` is what an operation asks for."""
        super().__init__()
        self._scope = scope

    def scope_for(self, method: str) -> Scope:
        """What a request of that method needs."""
        return self._scope or (Scope.READ if method in READING else Scope.WRITE)

    def __call__(self, request: HttpRequest) -> Visitor:
        """The program behind the request; raise :class:`Problem` when it may not come in."""
        # The guard has asked already, before it looked at anything else.
        known = getattr(request, "auth", None) or super().__call__(request)
        if not isinstance(known, Visitor):
            raise no_key()
        return known

    def authenticate(self, request: HttpRequest, token: str) -> Visitor:
        """The program that shows this secret; raise :class:`Problem` for an unknown or too narrow one."""
        key = key_by_secret(token.strip())
        if key is None:
            raise no_key()
        scope = self.scope_for(request.method or "")
        if scope not in key.scopes:
            raise Problem(
                HTTPStatus.FORBIDDEN,
                f"This needs a key with the scope {scope}; this one has {', '.join(key.scopes)}.",
            )
        now = current_time()
        note_use(key=key, now=now)
        return Visitor(key, key.organization, now)


def no_key() -> Problem:
    """Nobody we know is asking."""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "Send a key that is in use: Authorization: Bearer fn_... Make one with: forenotice keys create",
        headers={"WWW-Authenticate": "Bearer"},
    )
