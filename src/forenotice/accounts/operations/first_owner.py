"""The first person comes in: they, their organization and their role in it, all or nothing."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.first_visit import is_code, make_code, spend_code
from forenotice.accounts.guesses import likely_currency, likely_key, likely_zone
from forenotice.accounts.models import Organization, User
from forenotice.accounts.operations.organizations import declare_organization
from forenotice.accounts.operations.people import grant_access
from forenotice.accounts.queries import all_organizations, has_people
from forenotice.accounts.states import Role


@dataclass(frozen=True, slots=True)
class FirstOwner:
    """What the first person said of themselves, and of their organization where there is none yet."""

    name: str
    email: str
    password: str
    language: str
    organization: str = ""
    time_zone: str = ""


def first_visit_code() -> str:
    """The code by which the first owner comes in, made if need be; empty once anybody was let in."""
    if has_people():
        spend_code()
        return ""
    return make_code()


@transaction.atomic
def let_first_owner_in(*, code: str, owner: FirstOwner, now: datetime) -> User:
    """Make the first person an owner of what is there; raise :class:`AccountsError` for a wrong code."""
    if has_people() or not is_code(code):
        raise AccountsError("That code opens nothing. Start Forenotice again, and it shows the right one.")
    actor = f"person:{User.objects.normalize_email(owner.email)}"
    found = all_organizations() or [_organization(owner, actor, now)]
    for organization in found:
        access = grant_access(
            organization=organization,
            email=owner.email,
            name=owner.name,
            role=Role.OWNER,
            actor=actor,
            now=now,
        )
    user = access.user
    user.set_password(owner.password)
    user.language = owner.language
    # Whoever runs the machine needs no mail to show who they are.
    user.proven_at = now
    user.save(update_fields=["password", "language", "proven_at"])
    # The file can be removed once, so of two who come at the same moment one is refused.
    if not spend_code():
        raise AccountsError("Somebody came in a moment before you. Sign in instead.")
    return user


def _organization(owner: FirstOwner, actor: str, now: datetime) -> Organization:
    zone = likely_zone(owner.time_zone)
    values = {
        "name": owner.organization,
        "time_zone": zone,
        "locale": owner.language or "en",
        "currency": likely_currency(zone, now.date()),
        "support_email": owner.email,
        "alert_email": owner.email,
        "sender_email": owner.email,
    }
    return declare_organization(
        key=likely_key(owner.organization), values=values, actor=actor, now=now
    ).organization
