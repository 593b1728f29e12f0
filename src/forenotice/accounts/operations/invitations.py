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
from forenotice.accounts.states import Role

HOLDS_FOR = timedelta(days=7)
_SALT = "forenotice.invitation"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Somebody's role, and what opens the page for their password.

    ``token`` is empty for whoever has a password already: they sign in with that. It is empty too for whoever
    ``waits`` for one by the invitation of another organization.
    """

    access: Access
    token: str
    waits: bool = False


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
    another; with ``renews`` they too may choose a new one, without their second step. That is for whoever
    owns the machine.
    """
    access = grant_access(organization=organization, email=email, name=name, role=role, actor=actor, now=now)
    if not renews:
        if access.user.has_usable_password():
            return Invitation(access, "")
        # Whoever holds the link becomes this person, in every organization that let them in.
        if Access.objects.filter(user=access.user).exclude(organization=organization).exists():
            return Invitation(access, "", waits=True)
    told = [access.user.pk, int(now.timestamp()), _state(access.user)]
    return Invitation(access, signing.dumps(told, salt=_SALT))


def invited(token: str, *, now: datetime) -> User:
    """Whom an invitation is for; raise :class:`AccountsError` for one that is used, old or made up."""
    try:
        pk, at, state = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise AccountsError("This is no invitation of ours: its address was cut off or changed.") from None
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or state != _state(user):
        raise AccountsError("This invitation was used already. Sign in with the password you chose.")
    if now > datetime.fromtimestamp(at, UTC) + HOLDS_FOR:
        raise AccountsError("This invitation is older than a week. Ask for a new one.")
    return user


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, language: str, now: datetime) -> User:
    """Give the invited person their name and password; raise :class:`AccountsError` as :func:`invited`."""
    user = User.objects.select_for_update().get(pk=invited(token, now=now).pk)
    invited(token, now=now)
    if user.has_usable_password():
        # They lost what they signed in with, and whoever owns the machine vouched for them.
        Authenticator.objects.filter(user=user).delete()
    user.name, user.language = name, language
    user.set_password(password)
    user.save(update_fields=["name", "language", "password"])
    return user


def _state(user: User) -> str:
    """What changes when the invitation is used."""
    return salted_hmac(_SALT, user.password).hexdigest()[:24]
