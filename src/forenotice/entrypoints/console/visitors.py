"""Who looks at a page: a person, the organization they are in, and what they may do there.

Every page of an organization is wrapped by :func:`page`, which says which role it takes to send something to
it. Looking is open to whoever has any role; where a person has none, there is no organization for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from forenotice.accounts.models import Organization, User
from forenotice.accounts.queries import access_of
from forenotice.accounts.states import Role
from forenotice.entrypoints.console.clock import current_time
from forenotice.entrypoints.console.returning import ask_to_sign_in, forget_kept
from forenotice.kernel.once import only_reading

READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person behind one request, for whom they work, and when the request came: its ``now``."""

    user: User
    organization: Organization
    role: Role
    now: datetime

    @property
    def actor(self) -> str:
        """The name that the audit trail and the ledger remember."""
        return f"person:{self.user.email}"

    @property
    def may_edit(self) -> bool:
        """Whether they may change what members are told."""
        return self.role.includes(Role.EDITOR)

    @property
    def is_owner(self) -> bool:
        """Whether they may change who may do what, and how anything leaves."""
        return self.role is Role.OWNER

    @property
    def locale(self) -> str:
        """The language that numbers and days are written in for them."""
        return translation.get_language() or "en"


# Draws one page: it is given the request, the visitor, and the ids that stand in the address.
View = Callable[..., HttpResponseBase]


def page(*, writes: Role | None = None) -> Callable[[View], View]:
    """Surround a page of an organization; ``writes`` is the role that a POST needs, None for no POST."""

    def surround(view: View) -> View:
        @wraps(view)
        def surrounded(request: HttpRequest, organization: str, **ids: Any) -> HttpResponseBase:
            reads = request.method in READING
            if not reads and (request.method != "POST" or writes is None):
                allowed = ("GET", "HEAD") if writes is None else ("GET", "HEAD", "POST")
                return HttpResponse(
                    status=HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(allowed)}
                )
            if not isinstance(request.user, User):
                return ask_to_sign_in(request)
            access = access_of(request.user, organization)
            if access is None:
                raise Http404
            visitor = Visitor(request.user, access.organization, Role(access.role), current_time())
            request.visitor = visitor  # type: ignore[attr-defined]
            with timezone.override(ZoneInfo(access.organization.time_zone)):
                if not reads and writes is not None and not visitor.role.includes(writes):
                    return refuse(request, writes)
                if not reads:
                    forget_kept(request)
                    return view(request, visitor, **ids)
                with only_reading():
                    return view(request, visitor, **ids)

        surrounded.writes = writes  # type: ignore[attr-defined]
        return surrounded

    return surround


def refuse(request: HttpRequest, needed: Role) -> HttpResponse:
    """Say that it takes another role, and whom to ask."""
    return render(request, "frame/refused.html", {"needed": needed}, status=HTTPStatus.FORBIDDEN)
