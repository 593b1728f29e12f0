"""A message with its envelope, as it goes over the line."""

from typing import NamedTuple

from forenotice.channels.email.dkim import Signer
from forenotice.channels.headers import wire_address
from forenotice.channels.mime import build_mime
from forenotice.kernel.message import Message, Outcome, Receipt


class Letter(NamedTuple):
    """Everything that is said to a server about one message.

    ``content`` ends with the final dot. None of its lines starts with a dot, which would have to be doubled
    (RFC 5321, 4.5.2): `build_mime` sees to that.
    """

    message_id: str
    sender: bytes
    recipient: bytes
    content: bytes
    sha256: str
    needs_utf8: bool

    def receipt(
        self,
        outcome: Outcome,
        code: str = "",
        detail: str = "",
        *,
        reference: str = "",
        whole_channel: bool = False,
    ) -> Receipt:
        """A receipt for this letter."""
        return Receipt(self.message_id, outcome, code, detail, reference, self.sha256, whole_channel)


def prepare_letter(message: Message, *, return_path: str, signer: Signer | None) -> Letter:
    """Put `message` into an envelope, signed if there is a signer; raise :class:`UnfitMessageError`."""
    mime = build_mime(message)
    sender = wire_address(message.return_path or return_path or message.sender.email)
    recipient = wire_address(message.recipient.email)
    signature = b""
    if signer is not None:
        signature = signer.sign(
            mime.headers, mime.body, at=int(message.composed_at.timestamp()), is_tidy=True
        )
    return Letter(
        message_id=message.message_id,
        sender=sender.encode(),
        recipient=recipient.encode(),
        content=b"%b%b\r\n%b.\r\n" % (signature, mime.headers, mime.body),
        sha256=mime.sha256,
        needs_utf8=mime.needs_utf8 or not sender.isascii(),
    )
