"""People are invited: by a link that lets one person choose a password, once, within a week."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Access, Organization, User
from forenotice.accounts.operations.people import grant_access
from forenotice.accounts.operations.trail import record_audit, record_person
from forenotice.accounts.states import Role

HOLDS_FOR = timedelta(days=7)
_SALT = "forenotice.invitation"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who was invited, and what opens the page for their password.

    ``token`` is empty for whoever has a password already and signs in with it. With ``by_mail`` it must reach
    the person by mail, past the eyes of whoever invited them, and until it is used it lets nobody in.
    """

    user: User
    token: str
    by_mail: bool = False


@transaction.atomic
def invite(
    *,
    organization: Organization,
    email: str,
    name: str = "",
    role: Role,
    renews: bool = False,
    actor: str,
    now: datetime,
) -> Invitation:
    """Let a person in, in this role, and invite them to choose a password.

    Whoever has one keeps it, so that an owner of one organization can never get at what a person has in
    another. Whom another organization may have invited before shows first that the address is theirs. With
    ``renews`` anybody may choose a new password, without their second step: that is for whoever owns the
    machine.
    """
    user = User.objects.filter(email=User.objects.normalize_email(email)).first()
    if user is not None and _may_be_somebody_else(user, organization):
        key = organization.key
        if Access.objects.filter(organization=organization, user=user).exists():
            grant_access(organization=organization, email=email, role=role, actor=actor, now=now)
            key = ""
        record_audit(
            organization=organization,
            action="access.invite",
            subject=user.email,
            detail={"role": role},
            actor=actor,
            now=now,
        )
        token = _token(user, now, proves=True, key=key, role=role, actor=actor)
        return Invitation(user, token, by_mail=not renews)
    access = grant_access(organization=organization, email=email, name=name, role=role, actor=actor, now=now)
    if access.user.has_usable_password() and not renews:
        return Invitation(access.user, "")
    return Invitation(access.user, _token(access.user, now, proves=renews))


def _may_be_somebody_else(user: User, organization: Organization) -> bool:
    """Whether an owner of another organization may hold the password, or a link would be a way in there."""
    if user.proven_at is not None and user.has_usable_password():
        return False
    if not Organization.objects.exclude(pk=organization.pk).exists():
        return False
    places = set(Access.objects.filter(user=user).values_list("organization_id", flat=True))
    if organization.pk in places:
        return len(places) > 1 and not user.has_usable_password()
    return True


def _token(user: User, now: datetime, *, proves: bool, key: str = "", role: str = "", actor: str = "") -> str:
    told = [user.pk, int(now.timestamp()), _state(user), proves, key, role, actor]
    return signing.dumps(told, salt=_SALT)


def invited(token: str, *, now: datetime) -> User:
    """Whom an invitation is for; raise :class:`AccountsError` for one that is used, old or made up."""
    return _read(token, now)[0]


def _read(token: str, now: datetime) -> tuple[User, bool, str, str, str]:
    try:
        pk, at, state, proves, key, role, inviter = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise AccountsError("This is no invitation of ours: its address was cut off or changed.") from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or state != _state(user):
        raise AccountsError("This invitation was used already. Sign in with the password you chose.")
    if now > datetime.fromtimestamp(at, UTC) + HOLDS_FOR:
        raise AccountsError("This invitation is older than a week. Ask for a new one.")
    return user, proves, key, role, inviter


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, language: str, now: datetime) -> User:
    """Give the invited person their name and password; raise :class:`AccountsError` as :func:`invited`.

    One that came by mail also shows that the address is theirs, and only now lets them in.
    """
    User.objects.select_for_update().get(pk=invited(token, now=now).pk)
    user, proves, key, role, inviter = _read(token, now)
    renewed = user.has_usable_password()
    if renewed or proves:
        # They lost what they signed in with, or somebody else may have chosen it.
        Authenticator.objects.filter(user=user).delete()
    user.name, user.language = name, language
    user.set_password(password)
    if proves:
        user.proven_at = now
    user.save(update_fields=["name", "language", "password", "proven_at"])
    actor = f"person:{user.email}"
    organization = Organization.objects.filter(key=key).exclude(accesses__user=user).first()
    if organization is not None and _still_owns(organization, inviter):
        grant_access(organization=organization, email=user.email, role=Role(role), actor=actor, now=now)
    action = "access.renewed" if renewed else "access.accepted"
    record_person(user=user, action=action, detail={}, actor=actor, now=now)
    return user


def _still_owns(organization: Organization, inviter: str) -> bool:
    """Whether who invited may still let people in; at the command line is the machine's owner."""
    if not inviter.startswith("person:"):
        return True
    email = inviter.removeprefix("person:")
    return Access.objects.filter(organization=organization, user__email=email, role=Role.OWNER).exists()


def _state(user: User) -> str:
    """What changes when the invitation is used."""
    return salted_hmac(_SALT, user.password).hexdigest()[:24]
