"""Which organizations there are, which programs may come in, and what was changed by whom."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from forenotice.accounts.errors import UnknownOrganizationError
from forenotice.accounts.first_visit import code_file, is_code
from forenotice.accounts.models import Access, ApiKey, AuditEntry, Invitation, Organization, User
from forenotice.accounts.states import Bearer, Role

# For how long the link of an invitation opens anything.
INVITATION_HOLDS_FOR = timedelta(days=7)


def all_organizations() -> Sequence[Organization]:
    """Every organization of this instance, by key."""
    return list(Organization.objects.order_by("key"))


def first_organization() -> Organization | None:
    """The one that was here first: that of whoever runs this machine."""
    return Organization.objects.order_by("pk").first()


def organization_by_key(key: str) -> Organization:
    """The organization that goes by ``key``; raise :class:`UnknownOrganizationError` when none does."""
    found = Organization.objects.filter(key=key).first()
    if found is None:
        known = ", ".join(each.key for each in all_organizations()) or "none yet"
        raise UnknownOrganizationError(f'There is no organization "{key}". Known: {known}.')
    return found


def the_only_organization() -> Organization:
    """The organization of an instance that has one; raise when there is none, or a choice to be made."""
    found = all_organizations()
    if not found:
        raise UnknownOrganizationError(
            "There is no organization yet. Declare one in a blueprint and run: forenotice apply FILE.toml"
        )
    if len(found) > 1:
        raise UnknownOrganizationError(
            f"There are several organizations: {', '.join(each.key for each in found)}. "
            "Say which one with --organization KEY."
        )
    return found[0]


def key_by_secret(secret: str) -> ApiKey | None:
    """The key that has this secret and its organization with it; None for a revoked or unknown one."""
    found = hashlib.sha256(secret.encode()).hexdigest()
    return (
        ApiKey.objects.select_related("organization")
        .filter(secret_sha256=found, revoked_at__isnull=True)
        .first()
    )


def keys_of(organization: Organization) -> Sequence[ApiKey]:
    """Every key that was ever made for the organization, the newest first."""
    return list(ApiKey.objects.filter(organization=organization).order_by("-pk"))


def audit_rows(
    organization: Organization,
    *,
    action: str = "",
    actor: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> "QuerySet[AuditEntry]":
    """What was changed in an organization, in no order."""
    wanted = {"action": action, "actor": actor, "at__gte": since, "at__lt": until}
    given = {name: value for name, value in wanted.items() if value not in (None, "")}
    return AuditEntry.objects.filter(organization=organization, **given)


def recent_actors(organization: Organization, most: int = 2_000) -> Sequence[str]:
    """Who made the last changes of an organization, each once."""
    rows = AuditEntry.objects.filter(organization=organization).order_by("-at")
    return sorted(set(rows.values_list("actor", flat=True)[:most]))


def names_of_people(organization: Organization, addresses: Collection[str]) -> dict[str, str]:
    """What people of an organization are called, by address; whoever has no name is left out.

    Nobody else is found: whoever was merely invited, or left, may be known to a neighbour by this address.
    """
    rows = User.objects.filter(accesses__organization=organization, email__in=list(addresses)).exclude(
        name=""
    )
    return dict(rows.values_list("email", "name"))


def access_of(user: User, key: str) -> Access | None:
    """What a person may do in the organization that goes by ``key``; None for nothing."""
    return Access.objects.select_related("organization").filter(user=user, organization__key=key).first()


def organizations_of(user: User) -> Sequence[Organization]:
    """The organizations that a person may enter, by name."""
    return list(Organization.objects.filter(accesses__user=user).order_by("name", "key"))


def owns_everything(user: User) -> bool:
    """Whether a person is an owner of every organization of this instance, and so may speak for all."""
    owned = Access.objects.filter(user=user, role=Role.OWNER).values("organization_id")
    return not Organization.objects.exclude(pk__in=owned).exists()


def people_of(organization: Organization) -> Sequence[Access]:
    """Who may enter the organization and what they may do there, by name and address."""
    found = Access.objects.select_related("user").filter(organization=organization)
    return list(found.order_by("user__name", "user__email"))


def is_only_owner(access: Access) -> bool:
    """Whether nobody else is an owner, so that this person has to stay one."""
    others = Access.objects.filter(organization=access.organization, role=Role.OWNER).exclude(pk=access.pk)
    return access.role == Role.OWNER and not others.exists()


def invitation_rows() -> "QuerySet[Invitation]":
    """Every invitation that nobody used, with ``is_backed``: whether who made it may still do so.

    A link that an owner saw is good only while nothing on the machine need be kept from them.
    """
    owned = Access.objects.filter(user=OuterRef(OuterRef("invited_by")), role=Role.OWNER)
    not_theirs = Organization.objects.filter(~Exists(owned.filter(organization=OuterRef("pk"))))
    not_theirs_here = not_theirs.filter(pk=OuterRef("organization"))
    is_backed = (
        Q(bearer=Bearer.MACHINE)
        | Q(Q(bearer=Bearer.MAIL) & ~Exists(not_theirs_here))
        | Q(Q(bearer=Bearer.OWNER) & ~Exists(not_theirs))
    )
    return Invitation.objects.select_related("organization", "invited_by").annotate(
        is_backed=ExpressionWrapper(is_backed, BooleanField())
    )


def invitations_of(organization: Organization) -> "QuerySet[Invitation]":
    """Whom an organization invited and who has not come in, the newest first."""
    return invitation_rows().filter(organization=organization).order_by("-invited_at", "-pk")


def holds(invitation: Invitation, now: datetime) -> bool:
    """Whether an invitation as :func:`invitation_rows` reads it opens anything, now."""
    is_backed: bool = invitation.is_backed  # type: ignore[attr-defined]
    return is_backed and now <= invitation.invited_at + INVITATION_HOLDS_FOR


def has_people() -> bool:
    """Whether anybody was ever let into this instance."""
    return User.objects.exists()


def is_first_visit_code(given: str) -> bool:
    """Whether somebody knows the code by which the first owner comes in."""
    return not has_people() and is_code(given)


def first_visit_file() -> str:
    """The name of the file that holds that code; where the home lies is nobody's business."""
    return code_file().name
