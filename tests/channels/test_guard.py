"""Whatever a channel of somebody else's does, each parcel is answered once, in words fit to be kept."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from forenotice.channels.contract import OpenChannel, Probe, Pull
from forenotice.channels.guard import GuardedChannel
from forenotice.channels.mailbox.carrier import MailboxChannel
from forenotice.channels.mailbox.shelf import list_messages
from forenotice.kernel.message import Outcome, Receipt
from tests.contracts.channel_contract import ChannelContract, Messages, Mood, Payloads, Stage, Teller

CARGO = Payloads()
Delivery = Callable[[Pull[Any]], Iterator[Any]]


class GuardedStage(Stage):
    """The test mailbox behind a guard."""

    moods = frozenset({Mood.ACCEPTS, Mood.SAYS_LATER, Mood.IS_CLOSED})

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "mailbox"

    def open(self, mood: Mood, *, connections: int = 4) -> OpenChannel[Any]:  # noqa: ARG002 (it has one way)
        if mood is not Mood.ACCEPTS:
            self.folder.write_text("A file stands where the folder should be.")
        elif self.folder.is_file():
            self.folder.unlink()
        return GuardedChannel("mailbox", MailboxChannel(self.folder))

    def arrived(self) -> list[str]:
        return [letter.message_id for letter in list_messages(self.folder)]


class TestGuarded(ChannelContract):
    """A channel that keeps the contract keeps it behind the guard as well."""

    @pytest.fixture
    def stage(self, tmp_path: Path) -> Stage:
        return GuardedStage(tmp_path)


class Plugin:
    """A channel that delivers as it is told to."""

    connections = 2
    is_idempotent = False

    def __init__(self, deliver: Delivery) -> None:
        self.deliver = deliver

    def probe(self) -> Probe:
        raise LookupError("member7@example.net")

    def close(self) -> None:
        raise SystemExit


def taken(parcel: Any, **more: Any) -> Receipt:
    return Receipt(parcel.message_id, Outcome.ACCEPTED, **more)


def breaks_at_once(pull: Pull[Any]) -> Iterator[Any]:
    raise LookupError("member7@example.net")


def breaks_after_one(pull: Pull[Any]) -> Iterator[Any]:
    first, second = pull(2)
    yield [taken(first)]
    raise LookupError(second.recipient)


def breaks_after_all(pull: Pull[Any]) -> Iterator[Any]:
    while parcels := pull(2):
        yield [taken(parcel) for parcel in parcels]
    raise LookupError("member7@example.net")


def forgets_one(pull: Pull[Any]) -> Iterator[Any]:
    first, _ = pull(2)
    yield [taken(first), taken(first), Receipt("somebody else's", Outcome.NEVER)]


def answers_nonsense(pull: Pull[Any]) -> Iterator[Any]:
    first, second = pull(2)
    yield [taken(first), "accepted", taken(second)]


def asks_for_too_many(pull: Pull[Any]) -> Iterator[Any]:
    pull(3)
    yield []


def leaves(pull: Pull[Any]) -> Iterator[Any]:
    pull(2)
    raise SystemExit


@pytest.mark.parametrize(
    ("deliver", "outcomes", "words"),
    [
        (breaks_at_once, ["later"], "LookupError in test_guard.py, line "),
        (breaks_after_one, ["accepted", "unknown"], "LookupError in test_guard.py, line "),
        (breaks_after_all, ["accepted"] * 5, ""),
        (forgets_one, ["accepted", "unknown"], "without an answer for everything"),
        (answers_nonsense, ["accepted", "unknown"], "AttributeError in guard.py"),
        (asks_for_too_many, ["later"], "It asked for 3 where it had room for 2."),
        (leaves, ["unknown"] * 2, "SystemExit in test_guard.py"),
    ],
)
def test_what_a_plugin_breaks_is_answered_all_the_same(
    deliver: Delivery, outcomes: list[str], words: str
) -> None:
    teller = Teller(CARGO.make_all(5))
    teller.run(GuardedChannel("push", Plugin(deliver)))
    assert [receipt.outcome for receipt in teller.receipts] == outcomes
    for receipt in teller.receipts:
        if receipt.outcome is Outcome.ACCEPTED:
            assert receipt.bytes_sha256
        else:
            assert receipt.whole_channel
            assert receipt.detail.startswith("The plugin push broke: ")
            assert words in receipt.detail
            assert "example.net" not in receipt.detail


def test_words_are_made_fit_to_be_kept() -> None:
    def deliver(pull: Pull[Any]) -> Iterator[Any]:
        for parcel in pull(2):
            said = f"no <member7@example.net>\n{'x' * 400}"
            yield [taken(parcel, code="c" * 99, detail=said, reference=said)]

    message, payload = Messages().make(1), CARGO.make(1)
    teller = Teller([message, payload])
    teller.run(GuardedChannel("push", Plugin(deliver)))
    for receipt in teller.receipts:
        assert receipt.detail.startswith("no <…> xxx")
        assert (len(receipt.code), len(receipt.detail), len(receipt.reference)) == (32, 300, 200)
    assert [receipt.bytes_sha256 for receipt in teller.receipts] == [
        Messages().sha256(message),
        CARGO.sha256(payload),
    ]


def test_an_error_of_the_caller_goes_on_whatever_the_plugin_does_with_it() -> None:
    def swallows(pull: Pull[Any]) -> Iterator[Any]:
        first, second = pull(2)
        yield [taken(first)]
        with pytest.raises(ConnectionError):
            pull(1)
        yield [taken(second)]

    def lets_it_through(pull: Pull[Any]) -> Iterator[Any]:
        first, _ = pull(2)
        yield [taken(first)]
        pull(1)

    for deliver, last in ((swallows, "accepted"), (lets_it_through, "unknown")):
        teller = Teller(CARGO.make_all(5))

        def pull(count: int, teller: Teller = teller) -> Sequence[Any]:
            if teller.receipts:
                raise ConnectionError("the database went away")
            return teller.pull(count)

        with pytest.raises(ConnectionError, match="went away"):
            teller.run(GuardedChannel("push", Plugin(deliver)), pull)
        assert not teller.open
        assert [receipt.outcome for receipt in teller.receipts] == ["accepted", last]


def test_a_plugin_that_leaves_when_it_is_only_asked_takes_nobody_along() -> None:
    class Leaver(Plugin):
        def probe(self) -> Probe:
            raise SystemExit

    channel = GuardedChannel("push", Leaver(breaks_at_once))
    assert channel.probe().detail.startswith("The plugin push broke: SystemExit in test_guard.py")
    channel.close()


def test_leaving_a_plugin_that_cannot_finish_leaves_nothing_unanswered() -> None:
    def deliver(pull: Pull[Any]) -> Iterator[Any]:
        first, _ = pull(2)
        try:
            yield [taken(first)]
        finally:
            raise LookupError("member7@example.net")

    teller = Teller(CARGO.make_all(5))
    channel = GuardedChannel("push", Plugin(deliver))
    stream = channel.deliver(teller.pull)
    teller.note(next(stream))
    stream.close()  # type: ignore[attr-defined]
    for receipts in channel.deliver(lambda _: []):
        teller.note(receipts)
        break
    assert [receipt.outcome for receipt in teller.receipts] == ["accepted", "unknown"]
    assert channel.probe().detail.startswith("The plugin push broke: LookupError in test_guard.py")
    channel.close()
