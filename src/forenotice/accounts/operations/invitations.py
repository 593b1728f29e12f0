"""People are invited: by a link that opens once, within a week, unless the invitation is withdrawn before.

With several organizations on a machine, no owner of one may learn who is known to another. So what an owner
does here never asks whether there is such a person, and only their own mailbox brings them the link.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.db import transaction

from forenotice.accounts.errors import AccountsError, InvitationOverError, TooManyInvitationsError
from forenotice.accounts.models import Access, Invitation, Organization, User
from forenotice.accounts.operations.people import grant_access
from forenotice.accounts.operations.trail import record_audit
from forenotice.accounts.queries import audit_rows, holds, invitation_rows, owns_everything
from forenotice.accounts.states import LONGEST_ADDRESS, Bearer, Role

# Letters go by the mail account of whoever runs the machine, to whomever an owner names.
MOST_A_DAY = 30
OVER = "This invitation is over. Ask for a new one."
_KEPT_FOR = timedelta(days=30)
_SALT = "forenotice.invitation"


@dataclass(frozen=True, slots=True)
class Invited:
    """Who is invited, and what opens the page where they come in.

    ``token`` is empty for whoever is in and has what to sign in with. ``invitation`` is then a row nowhere.
    """

    invitation: Invitation
    token: str


@transaction.atomic
def invite(
    *,
    organization: Organization,
    email: str,
    name: str = "",
    role: Role,
    by: User | None,
    actor: str,
    now: datetime,
) -> Invited:
    """Invite a person, or once more.

    ``by`` is None for whoever runs the machine: people can then choose a new password, without their second
    step, and whoever is in already has the role at once. The link itself is for an owner of everything that
    is on the machine, from whom nothing need be kept; else for mail. Raise :class:`AccountsError` when the
    organization would be left without an owner, for a very long address, or for too many.
    """
    email = User.objects.normalize_email(email)
    if len(email) > LONGEST_ADDRESS:
        raise AccountsError(f"An address may have {LONGEST_ADDRESS} characters here.")
    access = Access.objects.filter(organization=organization, user__email=email).first()
    if access is not None and by is None:
        grant_access(organization=organization, email=email, role=role, actor=actor, now=now)
    elif access is not None and access.user.has_usable_password():
        return Invited(Invitation(email=email), "")
    bearer = Bearer.MACHINE if by is None else Bearer.OWNER if owns_everything(by) else Bearer.MAIL
    if bearer is Bearer.MAIL:
        _require_few(organization, now)
    told = {"name": name, "role": role, "bearer": bearer, "invited_by": by, "invited_at": now}
    invitation, _ = Invitation.objects.update_or_create(
        organization=organization, email=email, defaults={**told, "has_left": True}
    )
    _record("access.invite", invitation, actor, now)
    return Invited(invitation, _token(invitation))


def _require_few(organization: Organization, now: datetime) -> None:
    lately = audit_rows(organization, action="access.invite", since=now - timedelta(days=1))
    if lately.count() >= MOST_A_DAY:
        raise TooManyInvitationsError(f"At most {MOST_A_DAY} people can be invited in a day.")


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, actor: str, now: datetime) -> None:
    """Let its link open nothing any more."""
    _record("access.uninvite", invitation, actor, now)
    invitation.delete()


def note_not_sent(invitation: Invitation) -> None:
    """Remember that no mail account took the letter with its link."""
    invitation.has_left = False
    invitation.save(update_fields=["has_left"])


def forget_old_invitations(*, now: datetime) -> int:
    """Delete those that nobody opened and that are long over; how many there were."""
    return Invitation.objects.filter(invited_at__lt=now - _KEPT_FOR).delete()[0]


def _record(action: str, invitation: Invitation, actor: str, now: datetime) -> None:
    record_audit(
        organization=invitation.organization,
        action=action,
        subject=invitation.email,
        detail={"role": invitation.role},
        actor=actor,
        now=now,
    )


def _token(invitation: Invitation) -> str:
    return signing.dumps([invitation.pk, _moment(invitation)], salt=_SALT)


def _moment(invitation: Invitation) -> int:
    """What changes when somebody is invited once more, in microseconds."""
    return (invitation.invited_at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def opened(token: str, *, now: datetime) -> Invitation:
    """What a link opens; raise :class:`InvitationOverError` for one that opens nothing."""
    try:
        pk, moment = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise InvitationOverError(OVER) from None
    found = invitation_rows().filter(pk=pk).first()
    if found is None or _moment(found) != moment or not holds(found, now):
        raise InvitationOverError(OVER)
    return found
