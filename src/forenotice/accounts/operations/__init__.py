"""Writes to organizations and to the keys of their programs, each with its entry in the audit trail."""

from forenotice.accounts.operations.answers import KeptAnswer, begin_answer, forget_old_answers, keep_answer
from forenotice.accounts.operations.keys import NewKey, create_key, note_use, revoke_key
from forenotice.accounts.operations.organizations import (
    DeclaredOrganization,
    declare_organization,
    go_live,
    pulse_url_of,
    return_to_rehearsal,
)
from forenotice.accounts.operations.people import grant_access, withdraw_access
from forenotice.accounts.operations.trail import forget_subject, record_audit

__all__ = [
    "DeclaredOrganization",
    "KeptAnswer",
    "NewKey",
    "begin_answer",
    "create_key",
    "declare_organization",
    "forget_old_answers",
    "forget_subject",
    "go_live",
    "grant_access",
    "keep_answer",
    "note_use",
    "pulse_url_of",
    "record_audit",
    "return_to_rehearsal",
    "revoke_key",
    "withdraw_access",
]
