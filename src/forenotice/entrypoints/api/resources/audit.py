"""The audit trail: who changed what, and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router
from pydantic import BaseModel, Field

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.queries import audit_rows
from forenotice.entrypoints.api.paging import USUAL, Cursor, Limit, Page, page_of
from forenotice.entrypoints.api.shapes import Since, Until
from forenotice.entrypoints.api.visitors import Visit

router = Router(tags=["audit"])

Action = Annotated[str, Query(max_length=64, description="Only these, such as rule.declared.")]
Actor = Annotated[str, Query(max_length=200, description="Only by this one, such as key:zapier.")]


class AuditShown(BaseModel):
    """One change."""

    id: int
    at: datetime
    actor: str = Field(description="key:NAME for a program, cli:NAME for a person at the command line.")
    action: str
    subject: str
    detail: dict[str, Any]


@router.get("", response=Page[AuditShown])
def list_audit(
    request: Visit,
    action: Action = "",
    actor: Actor = "",
    since: Since = None,
    until: Until = None,
    limit: Limit = USUAL,
    cursor: Cursor = "",
) -> Page[AuditShown]:
    """What was changed by whom, the newest first. Changes of facts stand in the ledger beside it."""
    rows = audit_rows(request.auth.organization, action=action, actor=actor, since=since, until=until)
    return page_of(rows, _shown, request, limit=limit, cursor=cursor, newest_first=True)


def _shown(page: Sequence[AuditEntry]) -> list[AuditShown]:
    return [AuditShown(**{name: getattr(row, name) for name in AuditShown.model_fields}) for row in page]
