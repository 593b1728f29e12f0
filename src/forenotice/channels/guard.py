"""Stands between us and a channel that somebody else wrote, so that what breaks there is told and no more.

Whatever it does, every parcel that it pulled is answered by exactly one receipt, with words fit to be kept.
"""

import hashlib
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog

from forenotice.channels.contract import OpenChannel, Parcel, Probe, Pull
from forenotice.channels.errors import ChannelError, UnfitMessageError
from forenotice.channels.mime import build_mime
from forenotice.channels.words import shorten
from forenotice.kernel.message import Outcome, Receipt
from forenotice.kernel.payload import Payload

MOST_CONNECTIONS = 100
_LONGEST_DETAIL = 300

log = structlog.get_logger(__name__)


class PluginFaultError(ChannelError):
    """A plugin does not keep the contract; the sentence says how."""


class GuardedChannel:
    """A plugin's channel, as :class:`forenotice.channels.contract.OpenChannel` promises."""

    def __init__(self, kind: str, opened: OpenChannel[Any]) -> None:
        """Raise whatever it raises when it is only looked at."""
        self.connections = min(max(int(opened.connections), 1), MOST_CONNECTIONS)
        self.is_idempotent = bool(opened.is_idempotent)
        self._kind = kind
        self._opened = opened
        self._flying: dict[str, Parcel] = {}
        self._owed: list[Receipt] = []
        self._own_fault: Exception | None = None
        self._is_drained = False

    def deliver(self, pull: Pull[Any]) -> Iterator[Sequence[Receipt]]:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        self._own_fault, self._is_drained = None, False
        if self._owed:
            owed, self._owed = self._owed, []
            yield owed
        stream: Any = None
        try:
            stream = self._opened.deliver(lambda count: self._pull(pull, count))
            for receipts in stream:
                checked, fault = self._sort(receipts)
                yield checked
                if fault is not None:
                    raise fault
            if self._flying:
                raise PluginFaultError("It ended without an answer for everything that it took.")
        except GeneratorExit:
            self._leave(stream)
            raise
        except (Exception, SystemExit) as error:
            if not self._is_own(error) or self._flying:
                yield self._give_up(error, pull)
        self._raise_own()

    def _is_own(self, error: BaseException) -> bool:
        """Whether it is the caller's own error, which the plugin only lets through."""
        return error is self._own_fault

    def _raise_own(self) -> None:
        if self._own_fault is not None:
            raise self._own_fault

    def probe(self) -> Probe:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        try:
            found = self._opened.probe()
            return replace(found, detail=shorten(found.detail, _LONGEST_DETAIL))
        except (Exception, SystemExit) as error:
            return Probe(is_reachable=False, detail=self._told(error))

    def close(self) -> None:
        """See :class:`forenotice.channels.contract.OpenChannel`."""
        try:
            self._opened.close()
        except (Exception, SystemExit) as error:
            self._told(error)

    def _pull(self, pull: Pull[Any], count: int) -> Sequence[Parcel]:
        free = self.connections - len(self._flying)
        if not 1 <= count <= free:
            raise PluginFaultError(f"It asked for {count} where it had room for {free}.")
        try:
            parcels = pull(count)
        except Exception as error:
            self._own_fault = error
            raise
        self._is_drained = not parcels
        self._flying |= {parcel.message_id: parcel for parcel in parcels}
        return parcels

    def _sort(self, receipts: Sequence[Receipt]) -> tuple[list[Receipt], Exception | None]:
        """The receipts that are waited for, up to the first that is none, and what is wrong with that one."""
        checked: list[Receipt] = []
        for receipt in receipts:
            try:
                if receipt.message_id in self._flying:
                    checked.append(_checked(receipt, self._flying[receipt.message_id]))
                    del self._flying[receipt.message_id]
            except Exception as error:
                return checked, error
        return checked, None

    def _give_up(self, error: BaseException, pull: Pull[Any]) -> list[Receipt]:
        """Nobody knows what became of what is in flight. If nothing is, the next in line has to wait."""
        detail = self._told(error)
        outcome, parcels = Outcome.UNKNOWN, list(self._flying.values())
        if not parcels and not self._is_drained:
            outcome, parcels = Outcome.LATER, list(pull(1))
        self._flying.clear()
        return [_broken(parcel.message_id, outcome, detail) for parcel in parcels]

    def _leave(self, stream: Any) -> None:
        """Let it finish what is in flight; its receipts come with the next delivery."""
        try:
            if hasattr(stream, "close"):
                stream.close()
        except (Exception, SystemExit) as error:
            detail = self._told(error)
            self._owed = [_broken(message_id, Outcome.UNKNOWN, detail) for message_id in self._flying]
            self._flying.clear()

    def _told(self, error: BaseException) -> str:
        """The sentence on what broke, which is logged as well, for whoever wrote it."""
        fault = fault_of(error)
        log.error("plugin_broke", kind=self._kind, fault=fault)
        return f"The plugin {self._kind} broke: {fault}"


def fault_of(error: BaseException) -> str:
    """What broke and where, without the words of the error, which may hold an address or a secret."""
    if isinstance(error, ChannelError):
        return str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}."


def _broken(message_id: str, outcome: Outcome, detail: str) -> Receipt:
    return Receipt(message_id, outcome, code="plugin", detail=detail, whole_channel=True)


def _checked(receipt: Receipt, parcel: Parcel) -> Receipt:
    """The receipt with short words, and with the hash of what was carried where the plugin told none."""
    outcome = Outcome(receipt.outcome)
    return receipt._replace(
        outcome=outcome,
        code=shorten(receipt.code, 32),
        detail=shorten(receipt.detail, _LONGEST_DETAIL),
        reference=shorten(receipt.reference),
        bytes_sha256=receipt.bytes_sha256 or (_sha256(parcel) if outcome is Outcome.ACCEPTED else ""),
    )


def _sha256(parcel: Parcel) -> str:
    if isinstance(parcel, Payload):
        return hashlib.sha256(parcel.body).hexdigest()
    try:
        return build_mime(parcel).sha256
    except UnfitMessageError:
        return ""
