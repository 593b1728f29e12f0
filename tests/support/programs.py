"""Programs at the other end of a channel, told what to answer, and remembering what they were told."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from forenotice.channels.contract import Probe, Pull
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload

Answer = Callable[[Payload], Receipt]


def takes(payload: Payload) -> Receipt:
    """A program that takes everything."""
    return Receipt(payload.message_id, Outcome.ACCEPTED, code="200", bytes_sha256="0" * 64)


def answers(outcome: Outcome, code: str = "", **more: Any) -> Answer:
    """A program that always gives this answer."""
    return lambda payload: Receipt(payload.message_id, outcome, code=code, **more)


class Program:
    """A channel with its program: `answer` says what it answers, `told` is all that it was told."""

    connections = 4
    is_idempotent = True

    def __init__(self, answer: Answer = takes) -> None:
        self.answer = answer
        self.told: list[Payload] = []

    def deliver(self, pull: Pull[Payload]) -> Iterator[Sequence[Receipt]]:
        """See the channel contract."""
        while payloads := pull(self.connections):
            self.told += payloads
            receipts = [self.answer(payload) for payload in payloads]
            yield receipts
            if any(receipt.whole_channel for receipt in receipts):
                return

    def probe(self) -> Probe:
        """It is always there."""
        return Probe(is_reachable=True)

    def close(self) -> None:
        """Nothing is held open."""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What it was told, read."""
        return [json.loads(payload.body) for payload in self.told]

    @property
    def heard(self) -> list[str]:
        """Of which subscriptions it was told what, in order."""
        return [
            f"{body['type'].removeprefix('reminder.')} {body['data']['subscription']['id']}"
            for body in self.bodies
        ]
