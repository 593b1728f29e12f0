"""Writes to organizations, people and the keys of programs, each with its entry in the audit trail."""

from forenotice.accounts.operations.answers import KeptAnswer, begin_answer, forget_old_answers, keep_answer
from forenotice.accounts.operations.coming_in import come_in, come_in_as, is_known
from forenotice.accounts.operations.first_owner import FirstOwner, first_visit_code, let_first_owner_in
from forenotice.accounts.operations.invitations import (
    Invited,
    forget_old_invitations,
    invite,
    note_not_sent,
    opened,
    withdraw_invitation,
)
from forenotice.accounts.operations.keys import NewKey, create_key, note_use, revoke_key
from forenotice.accounts.operations.organizations import (
    DeclaredOrganization,
    declare_organization,
    go_live,
    pulse_url_of,
    return_to_rehearsal,
)
from forenotice.accounts.operations.people import grant_access, withdraw_access
from forenotice.accounts.operations.second_steps import (
    forget_lost_second_steps,
    lost_second_steps,
    with_secrets,
)
from forenotice.accounts.operations.sessions import forget_ended_sessions
from forenotice.accounts.operations.trail import forget_subject, record_audit, record_person

__all__ = [
    "DeclaredOrganization",
    "FirstOwner",
    "Invited",
    "KeptAnswer",
    "NewKey",
    "begin_answer",
    "come_in",
    "come_in_as",
    "create_key",
    "declare_organization",
    "first_visit_code",
    "forget_ended_sessions",
    "forget_lost_second_steps",
    "forget_old_answers",
    "forget_old_invitations",
    "forget_subject",
    "go_live",
    "grant_access",
    "invite",
    "is_known",
    "keep_answer",
    "let_first_owner_in",
    "lost_second_steps",
    "note_not_sent",
    "note_use",
    "opened",
    "pulse_url_of",
    "record_audit",
    "record_person",
    "return_to_rehearsal",
    "revoke_key",
    "with_secrets",
    "withdraw_access",
    "withdraw_invitation",
]
