"""Invited people come in: with a password that they choose, or as who they are here already."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from forenotice.accounts.errors import InvitationOverError
from forenotice.accounts.models import Access, Invitation, User
from forenotice.accounts.operations.invitations import OVER, opened
from forenotice.accounts.operations.people import grant_access
from forenotice.accounts.operations.trail import record_audit
from forenotice.accounts.queries import organizations_of
from forenotice.accounts.states import Bearer, Role


def is_known(invitation: Invitation) -> bool:
    """Whether the person signs in with what they have, instead of choosing a password.

    Not where somebody else may have chosen it: whoever invited them before, unless they once showed by mail
    that the address is theirs. And not by an invitation of the machine, which is for those who lost theirs.
    """
    user = User.objects.filter(email=invitation.email).first()
    if user is None or not user.has_usable_password() or invitation.bearer == Bearer.MACHINE:
        return False
    return invitation.bearer == Bearer.OWNER or user.proven_at is not None


@dataclass(frozen=True, slots=True)
class CameIn:
    """Who came in, and whether a password that they had was replaced."""

    user: User
    is_renewed: bool


@transaction.atomic
def come_in(*, token: str, name: str, password: str, language: str, now: datetime) -> CameIn:
    """Let an invited person in with a password of their choice; raise :class:`InvitationOverError`.

    Where the invitation shows who they are, it takes the place of a password that they may have, and their
    second step goes: they lost what they signed in with, or somebody else may have chosen it.
    """
    invitation = _taken(token, now)
    if is_known(invitation):
        raise InvitationOverError(OVER)
    user, is_new = User.objects.get_or_create(email=invitation.email)
    if not user.is_active:
        raise InvitationOverError(OVER)
    renewed = not is_new and user.has_usable_password()
    if invitation.bearer != Bearer.OWNER:
        Authenticator.objects.filter(user=user).delete()
        user.proven_at = now
    user.name, user.language = name, language
    user.set_password(password)
    user.save(update_fields=["name", "language", "password", "proven_at"])
    _let_in(invitation, user, "access.renewed" if renewed else "access.accepted", now)
    if renewed:
        _tell_elsewhere(invitation, user, now)
    return CameIn(user, renewed)


@transaction.atomic
def come_in_as(*, token: str, user: User, now: datetime) -> None:
    """Let in whoever is signed in as the invited person; raise :class:`InvitationOverError`."""
    invitation = _taken(token, now)
    if user.email != invitation.email or not is_known(invitation):
        raise InvitationOverError(OVER)
    _let_in(invitation, user, "access.accepted", now)


def _taken(token: str, now: datetime) -> Invitation:
    """The invitation, for nobody else at the same moment."""
    Invitation.objects.select_for_update().filter(pk=opened(token, now=now).pk).first()
    return opened(token, now=now)


def _let_in(invitation: Invitation, user: User, action: str, now: datetime) -> None:
    organization, actor = invitation.organization, f"person:{user.email}"
    if not Access.objects.filter(organization=organization, user=user).exists():
        role = Role(invitation.role)
        grant_access(organization=organization, email=user.email, role=role, actor=actor, now=now)
    record_audit(
        organization=organization, action=action, subject=user.email, detail={}, actor=actor, now=now
    )
    invitation.delete()


def _tell_elsewhere(invitation: Invitation, user: User, now: datetime) -> None:
    """Tell other organizations what changed, and not that the person was invited here."""
    for organization in organizations_of(user):
        if organization.pk == invitation.organization_id:
            continue
        for action in ("access.password", "access.second_step"):
            record_audit(
                organization=organization,
                action=action,
                subject=user.email,
                detail={},
                actor=f"person:{user.email}",
                now=now,
            )
