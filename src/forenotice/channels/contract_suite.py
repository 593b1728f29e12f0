"""What every channel must do, as tests. Inherit :class:`ChannelContract` and supply a `stage`.

This needs pytest, which Forenotice itself does not: import it from tests only.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import StrEnum
from itertools import islice
from typing import Any

import pytest

from forenotice.channels.contract import OpenChannel, Parcel, Pull
from forenotice.channels.contract_examples import Cargo, Messages, Payloads
from forenotice.kernel.message import Outcome, Receipt

__all__ = ["Cargo", "ChannelContract", "Messages", "Mood", "Payloads", "Stage", "Teller"]


class Mood(StrEnum):
    """How the other side behaves."""

    ACCEPTS = "takes everything"
    SAYS_LATER = "says later to everything"
    REFUSES_SECOND = "refuses member 2 for good and takes the others"
    IS_SILENT = "falls silent before it has the message"
    IS_SILENT_AFTER = "falls silent after it has the whole message"
    VANISHES = "goes away before it has the message"
    VANISHES_AFTER = "goes away after it has the whole message"
    IS_CLOSED = "cannot be reached at all"


class Stage(ABC):
    """A channel and the other side of it."""

    moods: frozenset[Mood] = frozenset(Mood)
    """Those that this other side can be in; the tests of the others do not apply to it."""
    cargo: Cargo = Messages()
    """What the channel carries."""

    @abstractmethod
    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Any]:
        """Open the channel with the other side in this mood; what arrived before stays there."""

    @abstractmethod
    def arrived(self) -> list[str]:
        """The ids of what the other side has now, as often as it has them."""

    def recognised(self) -> list[str]:
        """The same as the other side counts it, if it can tell a repeat by what came with it."""
        return self.arrived()


class Teller:
    """Pulls from a list and keeps the account of what was pulled and answered."""

    def __init__(self, messages: Sequence[Parcel]) -> None:
        self._rest = iter(messages)
        self.asked: list[int] = []
        self.open: set[str] = set()
        self.most_open = 0
        self.receipts: list[Receipt] = []

    def pull(self, count: int) -> Sequence[Any]:
        """What a dispatcher does: claim, and remember the claim."""
        self.asked.append(count)
        messages = list(islice(self._rest, count))
        self.open |= {message.message_id for message in messages}
        self.most_open = max(self.most_open, len(self.open))
        return messages

    def note(self, receipts: Sequence[Receipt]) -> None:
        """Write receipts down; each must answer something that is open."""
        for receipt in receipts:
            assert receipt.message_id in self.open, f"{receipt.message_id} was not waiting for an answer"
            self.open.remove(receipt.message_id)
            self.receipts.append(receipt)

    def run(self, channel: OpenChannel[Any], pull: Pull[Any] | None = None) -> list[Receipt]:
        """Deliver everything; afterwards nothing may be open."""
        for receipts in channel.deliver(pull or self.pull):
            self.note(receipts)
        assert not self.open
        return self.receipts

    def outcomes(self) -> dict[str, Outcome]:
        """What became of each message."""
        return {receipt.message_id: receipt.outcome for receipt in self.receipts}


def _ids(messages: Sequence[Parcel]) -> list[str]:
    return [message.message_id for message in messages]


class ChannelContract:
    """Every test here holds for every channel."""

    @pytest.fixture
    def stage(self) -> Stage:
        raise NotImplementedError

    def _open(self, stage: Stage, mood: Mood, *, connections: int = 4) -> OpenChannel[Any]:
        if mood not in stage.moods:
            pytest.skip(f"this other side never {mood}")
        return stage.open(mood, connections=connections)

    def test_every_message_arrives_once_and_is_answered_once(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        messages = stage.cargo.make_all(25)
        teller = Teller(messages)
        teller.run(channel)
        channel.close()
        assert sorted(stage.arrived()) == sorted(_ids(messages))
        assert set(teller.outcomes().values()) == {Outcome.ACCEPTED}
        hashes = {receipt.message_id: receipt.bytes_sha256 for receipt in teller.receipts}
        assert hashes == {message.message_id: stage.cargo.sha256(message) for message in messages}
        assert all(receipt.reference for receipt in teller.receipts)

    def test_nothing_to_carry_is_no_trouble(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        teller = Teller([])
        assert teller.run(channel) == []
        channel.close()

    def test_pull_is_not_called_again_once_it_gave_nothing(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        messages = iter([stage.cargo.make_all(3), [], stage.cargo.make_all(9)[5:]])
        teller = Teller([])

        def pull(count: int) -> Sequence[Parcel]:
            given = next(messages)[:count]
            teller.open |= set(_ids(given))
            return given

        teller.run(channel, pull)
        channel.close()
        assert next(messages, None) is not None

    def test_a_channel_delivers_again_and_again(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        first, second = stage.cargo.make_all(12)[:6], stage.cargo.make_all(12)[6:]
        Teller(first).run(channel)
        Teller(second).run(channel)
        channel.close()
        assert sorted(stage.arrived()) == sorted(_ids(first + second))

    def test_no_more_is_pulled_than_can_be_in_flight(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS, connections=3)
        teller = Teller(stage.cargo.make_all(40))
        teller.run(channel)
        assert 1 <= teller.most_open <= channel.connections
        assert 1 <= min(teller.asked) <= max(teller.asked) <= channel.connections
        channel.close()

    def test_later_is_later_and_a_second_try_can_succeed(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.SAYS_LATER)
        teller = Teller([stage.cargo.make(1)])
        (receipt,) = teller.run(channel)
        channel.close()
        assert receipt.outcome is Outcome.LATER
        assert stage.arrived() == []
        channel = stage.open(Mood.ACCEPTS)
        (receipt,) = Teller([stage.cargo.make(1)]).run(channel)
        channel.close()
        assert receipt.outcome is Outcome.ACCEPTED
        assert stage.arrived() == [stage.cargo.name(1)]

    def test_one_refused_address_does_not_hold_up_the_others(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.REFUSES_SECOND)
        teller = Teller(stage.cargo.make_all(8))
        teller.run(channel)
        channel.close()
        outcomes = teller.outcomes()
        assert outcomes.pop(stage.cargo.name(2)) is Outcome.NEVER
        assert set(outcomes.values()) == {Outcome.ACCEPTED}
        assert sorted(stage.arrived()) == sorted(outcomes)
        (refusal,) = [receipt for receipt in teller.receipts if receipt.outcome is Outcome.NEVER]
        assert not refusal.whole_channel

    def test_a_message_that_cannot_be_written_is_refused_alone(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        bad = stage.cargo.make_unfit(2)
        if bad is None:
            pytest.skip("this channel can carry whatever it is given")
        teller = Teller([stage.cargo.make(1), bad, stage.cargo.make(3)])
        teller.run(channel)
        channel.close()
        assert teller.outcomes()[bad.message_id] is Outcome.NEVER
        assert sorted(stage.arrived()) == [stage.cargo.name(1), stage.cargo.name(3)]
        (refusal,) = [receipt for receipt in teller.receipts if receipt.outcome is Outcome.NEVER]
        assert stage.cargo.unfit_word in refusal.detail

    def test_silence_before_the_message_is_there_means_later(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.IS_SILENT)
        (receipt,) = Teller([stage.cargo.make(1)]).run(channel)
        channel.close()
        assert receipt.outcome is Outcome.LATER

    def test_silence_after_the_whole_message_means_that_we_do_not_know(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.IS_SILENT_AFTER)
        (receipt,) = Teller([stage.cargo.make(1)]).run(channel)
        channel.close()
        assert receipt.outcome is Outcome.UNKNOWN

    def test_a_crash_before_the_message_is_there_means_later(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.VANISHES)
        (receipt,) = Teller([stage.cargo.make(1)]).run(channel)
        channel.close()
        assert receipt.outcome is Outcome.LATER
        assert stage.arrived() == []

    def test_a_crash_after_the_whole_message_means_that_we_do_not_know(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.VANISHES_AFTER)
        (receipt,) = Teller([stage.cargo.make(1)]).run(channel)
        channel.close()
        assert receipt.outcome is Outcome.UNKNOWN

    def test_the_same_message_twice_is_recognisable_or_one(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        Teller([stage.cargo.make(1)]).run(channel)
        Teller([stage.cargo.make(1)]).run(channel)
        channel.close()
        times = 1 if channel.is_idempotent else 2
        assert stage.recognised() == [stage.cargo.name(1)] * times

    def test_a_closed_door_concerns_everybody_and_ends_the_pulling(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.IS_CLOSED)
        teller = Teller(stage.cargo.make_all(500))
        teller.run(channel)
        channel.close()
        assert 1 <= len(teller.receipts) <= channel.connections
        assert all(receipt.outcome is Outcome.LATER for receipt in teller.receipts)
        assert teller.receipts[-1].whole_channel
        assert teller.receipts[-1].detail

    def test_stopping_in_the_middle_loses_nothing(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        teller = Teller(stage.cargo.make_all(200))
        teller.run(channel, lambda count: teller.pull(count) if len(teller.receipts) < 40 else [])
        channel.close()
        assert 40 <= len(teller.receipts) < 200
        assert sorted(stage.arrived()) == sorted(teller.outcomes())

    def test_leaving_in_the_middle_keeps_the_receipts_for_the_next_time(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        teller = Teller(stage.cargo.make_all(100))
        stream = channel.deliver(teller.pull)
        while not teller.receipts:
            teller.note(next(stream))
        stream.close()  # type: ignore[attr-defined]
        assert set(stage.arrived()) == teller.open | set(teller.outcomes())
        teller.run(channel, lambda _: [])
        channel.close()
        assert sorted(stage.arrived()) == sorted(teller.outcomes())

    def test_an_error_of_the_caller_comes_back_after_the_receipts(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        teller = Teller(stage.cargo.make_all(100))

        def pull(count: int) -> Sequence[Parcel]:
            if len(teller.receipts) >= 10:
                raise ConnectionError("the database went away")
            return teller.pull(count)

        with pytest.raises(ConnectionError, match="went away"):
            teller.run(channel, pull)
        channel.close()
        assert not teller.open
        assert sorted(stage.arrived()) == sorted(teller.outcomes())

    def test_words_kept_in_receipts_hold_no_addresses(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.REFUSES_SECOND)
        teller = Teller(stage.cargo.make_all(3))
        teller.run(channel)
        channel.close()
        for receipt in teller.receipts:
            assert "example.net" not in receipt.detail
            assert "member2" not in receipt.detail
            assert len(receipt.detail) <= 300

    def test_a_probe_says_whether_the_other_side_is_there(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.ACCEPTS)
        assert channel.probe().is_reachable
        channel.close()
        assert stage.arrived() == []

    def test_a_probe_says_why_the_other_side_is_not_there(self, stage: Stage) -> None:
        channel = self._open(stage, Mood.IS_CLOSED)
        probe = channel.probe()
        channel.close()
        assert not probe.is_reachable
        assert probe.detail
