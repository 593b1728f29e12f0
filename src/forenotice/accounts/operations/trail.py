"""The trail of what was changed by whom."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from forenotice.accounts.models import AuditEntry, Organization, User
from forenotice.accounts.queries import organizations_of


def record_audit(
    *,
    organization: Organization,
    action: str,
    subject: str,
    detail: Mapping[str, Any],
    actor: str,
    now: datetime,
) -> None:
    """Write down who changed what. ``detail`` never holds a secret or a member's personal facts."""
    AuditEntry.objects.create(
        organization=organization, at=now, actor=actor, action=action, subject=subject, detail=dict(detail)
    )


def record_person(*, user: User, action: str, detail: Mapping[str, Any], actor: str, now: datetime) -> None:
    """Write down, wherever a person may enter, what changed of how they come in."""
    for organization in organizations_of(user):
        record_audit(
            organization=organization,
            action=action,
            subject=user.email,
            detail=detail,
            actor=actor,
            now=now,
        )


def forget_subject(*, organization: Organization, subjects: Collection[str], name: str) -> None:
    """Call by another name what the trail calls by one of these; what was done, when and by whom stays."""
    AuditEntry.objects.filter(organization=organization, subject__in=list(subjects)).update(subject=name)
