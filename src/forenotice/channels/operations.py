"""Writes to channels."""

from forenotice.channels.checking import AccountChecked, check_mail_account
from forenotice.channels.declaring import declare_channel
from forenotice.channels.emptying import empty_mailbox
from forenotice.channels.endpoints import (
    OVERLAP,
    Endpoint,
    change_endpoint,
    create_endpoint,
    rotate_secret,
    try_endpoint,
)
from forenotice.channels.mail_account import AccountAsked, keep_mail_account
from forenotice.channels.once import hand_over_once
from forenotice.channels.returning import Arrived, look_for_returns, probe_mailbox, read_returned_mail
from forenotice.channels.switching import retire, switch_off, switch_on

__all__ = [
    "OVERLAP",
    "AccountAsked",
    "AccountChecked",
    "Arrived",
    "Endpoint",
    "change_endpoint",
    "check_mail_account",
    "create_endpoint",
    "declare_channel",
    "empty_mailbox",
    "hand_over_once",
    "keep_mail_account",
    "look_for_returns",
    "probe_mailbox",
    "read_returned_mail",
    "retire",
    "rotate_secret",
    "switch_off",
    "switch_on",
    "try_endpoint",
]
