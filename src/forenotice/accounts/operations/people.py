"""Who may enter an organization, and as what."""

from datetime import datetime

from django.db import transaction

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Access, Invitation, Organization, User
from forenotice.accounts.operations.trail import record_audit
from forenotice.accounts.states import LONGEST_ADDRESS, Role


@transaction.atomic
def grant_access(
    *, organization: Organization, email: str, name: str = "", role: Role, actor: str, now: datetime
) -> Access:
    """Let the person with this address in, in this role; whoever is in already changes roles.

    A person who is new here has no password yet and comes in by an invitation. Raise
    :class:`AccountsError` when the organization would be left without an owner, or for a very long address.
    """
    if len(email) > LONGEST_ADDRESS:
        raise AccountsError(f"An address may have {LONGEST_ADDRESS} characters here.")
    user, is_new = User.objects.get_or_create(
        email=User.objects.normalize_email(email), defaults={"name": name}
    )
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    before = Access.objects.filter(organization=organization, user=user).first()
    if before is not None and role != Role.OWNER:
        _require_another_owner(before)
    access, _ = Access.objects.update_or_create(
        organization=organization,
        user=user,
        defaults={"role": role},
        create_defaults={"role": role, "granted_at": now},
    )
    if before is None or before.role != role:
        detail = {"role": role, "before": before.role if before else ""}
        record_audit(
            organization=organization,
            action="access.grant",
            subject=user.email,
            detail=detail,
            actor=actor,
            now=now,
        )
    return access


@transaction.atomic
def withdraw_access(*, access: Access, actor: str, now: datetime) -> None:
    """Let a person in no longer, nor by a link they have; raise :class:`AccountsError` for the last owner."""
    _require_another_owner(access)
    record_audit(
        organization=access.organization,
        action="access.withdraw",
        subject=access.user.email,
        detail={"role": access.role},
        actor=actor,
        now=now,
    )
    Invitation.objects.filter(organization=access.organization, email=access.user.email).delete()
    access.delete()


def _require_another_owner(access: Access) -> None:
    """Raise if nobody else is one; of two owners who let each other out at one moment, one is too late."""
    mine = Access.objects.filter(organization=access.organization, role=Role.OWNER)
    if [each.pk for each in mine.select_for_update().order_by("pk")] == [access.pk]:
        raise AccountsError("An organization needs an owner: make somebody else one first.")
