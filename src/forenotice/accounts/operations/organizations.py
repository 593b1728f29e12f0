"""Writes to organizations, each with its entry in the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations.trail import record_audit
from forenotice.accounts.sealing import is_kept, seal, unseal
from forenotice.accounts.states import Mode


@dataclass(frozen=True, slots=True)
class DeclaredOrganization:
    """The organization as it stands now, and the names of what was changed, in order."""

    organization: Organization
    created: bool
    changed: tuple[str, ...]


@transaction.atomic
def declare_organization(
    *, key: str, values: Mapping[str, Any], pulse_url: str | None = None, actor: str, now: datetime
) -> DeclaredOrganization:
    """Make the organization ``key``, or bring the named fields to ``values``; leave the others alone.

    ``pulse_url`` is a secret and stored sealed; None leaves it, an empty text forgets it.
    """
    organization = Organization.objects.filter(key=key).first()
    created = organization is None
    organization = organization or Organization(key=key, created_at=now)
    changed = [name for name, value in values.items() if getattr(organization, name) != value]
    before = _plain({name: getattr(organization, name) for name in changed})
    for name in changed:
        setattr(organization, name, values[name])
    if pulse_url is not None and not is_kept(organization.sealed_pulse_url, pulse_url):
        organization.sealed_pulse_url = seal(pulse_url) if pulse_url else ""
        changed.append("pulse_url")
    if {"least_lead_days", "most_lead_days"} & set(changed):
        organization.lead_days_changed_at = now
    if created or changed:
        organization.save()
        detail: dict[str, Any] = {"fields": list(changed)}
        if not created:
            detail |= {"before": before, "after": _plain({name: values[name] for name in before})}
        record_audit(
            organization=organization,
            action="organization.created" if created else "organization.changed",
            subject=key,
            detail=detail,
            actor=actor,
            now=now,
        )
    return DeclaredOrganization(organization, created, tuple(changed))


def _plain(values: Mapping[str, Any]) -> dict[str, str | int | None]:
    """The values that are short enough to be told: texts, numbers and hours, no tables."""
    return {
        name: value if value is None or isinstance(value, str | int) else f"{value:%H:%M}"
        for name, value in values.items()
        if value is None or isinstance(value, str | int | time)
    }


def pulse_url_of(organization: Organization) -> str:
    """The address that each good pulse calls, in clear; empty when there is none."""
    return unseal(organization.sealed_pulse_url) if organization.sealed_pulse_url else ""


@transaction.atomic
def go_live(*, organization: Organization, first_day_cap: int | None, actor: str, now: datetime) -> bool:
    """Let an organization speak to its members from ``now`` on; False when it already does."""
    changed = Organization.objects.filter(pk=organization.pk, mode=Mode.REHEARSAL).update(
        mode=Mode.LIVE, live_since=now, first_day_cap=first_day_cap
    )
    if changed:
        record_audit(
            organization=organization,
            action="organization.live",
            subject=organization.key,
            detail={"first_day_cap": first_day_cap},
            actor=actor,
            now=now,
        )
        organization.refresh_from_db()
    return bool(changed)


@transaction.atomic
def return_to_rehearsal(*, organization: Organization, actor: str, now: datetime) -> bool:
    """Speak into the test mailbox only, from ``now`` on; False when it already does."""
    changed = Organization.objects.filter(pk=organization.pk, mode=Mode.LIVE).update(mode=Mode.REHEARSAL)
    if changed:
        record_audit(
            organization=organization,
            action="organization.rehearsal",
            subject=organization.key,
            detail={},
            actor=actor,
            now=now,
        )
        organization.refresh_from_db()
    return bool(changed)
