"""What every channel must do; it lies in the package itself, for whoever writes a channel elsewhere."""

from forenotice.channels.contract_suite import (
    Cargo,
    ChannelContract,
    Messages,
    Mood,
    Payloads,
    Stage,
    Teller,
)

__all__ = ["Cargo", "ChannelContract", "Messages", "Mood", "Payloads", "Stage", "Teller"]
