"""What can go wrong with channels."""


class ChannelError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class ChannelRefusedError(ChannelError):
    """The settings of a channel do not make sense; the sentence names the setting."""


class PasswordKeptElsewhereError(ChannelRefusedError):
    """A sealed password would be shown to another server than the one it was given for."""

    def __init__(self, server: str, other: str) -> None:
        super().__init__(f"The password that is kept is for {server}, not for {other}: type it again.")
        self.server = server


class UnknownChannelError(ChannelError):
    """No channel goes by that key."""


class UnfitMessageError(ChannelError):
    """A message cannot be put into bytes: a line break in a header, a name that is no header's."""


class UnknownLetterError(ChannelError):
    """The test mailbox holds no message by that name."""
