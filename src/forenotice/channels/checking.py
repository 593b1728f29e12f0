"""A mail account is tried before it is kept: does it answer, does it let us in, does it take a message?"""

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.accounts.sealing import seal
from forenotice.channels.contract import Probe
from forenotice.channels.declaring import as_text
from forenotice.channels.email.settings import read_settings
from forenotice.channels.mail_account import AccountAsked, whole_account
from forenotice.channels.models import Channel
from forenotice.channels.once import hand_over_once
from forenotice.channels.queries import open_channel
from forenotice.channels.states import Kind
from forenotice.kernel.message import Message, Outcome, Receipt

_SECONDS = 15
"""For so long a server may be silent while it is only tried."""


@dataclass(frozen=True, slots=True)
class AccountChecked:
    """What a mail account answered. ``receipt`` is None where it never came to sending."""

    probe: Probe
    receipt: Receipt | None = None

    @property
    def is_good(self) -> bool:
        """Whether it took the message."""
        return self.receipt is not None and self.receipt.outcome is Outcome.ACCEPTED

    @property
    def fault(self) -> str:
        """What its server said where it did not."""
        if self.is_good:
            return ""
        return self.probe.detail if self.receipt is None else self.receipt.detail


def check_mail_account(
    *,
    organization: Organization,
    asked: AccountAsked,
    message: Message,
    now: datetime,
) -> AccountChecked:
    """Connect, sign in, and hand one message over; nothing is written.

    Raise :class:`ChannelRefusedError` for settings that make no sense.
    """
    whole = whole_account(organization, asked)
    secrets = whole.secrets
    # Somebody waits for a page.
    silence = min(whole.settings.get("timeout_seconds", _SECONDS), _SECONDS)
    settings = {**whole.settings, "timeout_seconds": silence}
    read_settings(settings, secrets)
    account = Channel(
        organization=organization,
        key=asked.key or "email",
        kind=Kind.EMAIL,
        settings=dict(settings),
        sealed_secrets=seal(as_text(secrets)) if secrets else "",
        created_at=now,
    )
    with closing(open_channel(account, clock=lambda: now)) as opened:
        probe = opened.probe()
    if not probe.is_reachable:
        return AccountChecked(probe)
    return AccountChecked(probe, hand_over_once(account, message, clock=lambda: now))
