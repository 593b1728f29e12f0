"""Email channels opened to the servers of these tests."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from forenotice.channels.email.carrier import EmailChannel
from forenotice.channels.email.settings import read_settings
from forenotice.kernel.message import Message, Receipt
from tests.support.mail_server import MailServer
from tests.support.messages import pull_from
from tests.support.smtp_servers import ScriptedServer


@contextmanager
def email_channel(
    server: ScriptedServer | MailServer, secrets: dict[str, str] | None = None, **settings: Any
) -> Iterator[EmailChannel]:
    """A channel to `server`, closed afterwards."""
    channel = EmailChannel(read_settings(server.settings(**settings), secrets or {}))
    try:
        yield channel
    finally:
        channel.close()


def deliver(channel: EmailChannel, messages: Iterable[Message]) -> list[Receipt]:
    """Carry all these messages; the receipts, sorted by message id."""
    receipts = [receipt for group in channel.deliver(pull_from(messages)) for receipt in group]
    return sorted(receipts, key=lambda receipt: receipt.message_id)
