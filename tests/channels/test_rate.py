"""No minute sees more messages than the owner allows, and no fewer than there could be."""

import pytest

from forenotice.channels.email.carrier import EmailChannel
from forenotice.channels.email.settings import read_settings
from forenotice.channels.rate import RateLimit
from forenotice.kernel.message import Receipt
from tests.contracts.channel_contract import Teller
from tests.support.messages import make_messages
from tests.support.smtp_servers import ScriptedServer


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.mark.parametrize("per_minute", [1, 2, 7, 59, 60, 100, 1000, 100_000])
def test_no_minute_sees_more_than_the_limit_and_the_limit_is_used(per_minute: int) -> None:
    clock = Clock()
    limit = RateLimit(per_minute, clock)
    moments: list[float] = []
    while clock.seconds < 300:
        count = limit.available()
        limit.take(count)
        moments += [clock.seconds] * count
        clock.seconds += limit.seconds_until_next() + 1e-6
    first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 60 - 1e-3:
            first += 1
        assert last - first + 1 <= per_minute
    assert len(moments) >= per_minute * 5 * 0.94


def test_a_long_pause_does_not_save_up_for_a_flood() -> None:
    clock = Clock()
    limit = RateLimit(600, clock)
    clock.seconds = 86_400
    assert limit.available() == 30


def test_without_a_limit_nothing_is_counted() -> None:
    limit = RateLimit(0, Clock())
    limit.take(10_000)
    assert limit.available() > 1000
    assert limit.seconds_until_next() == 0


def test_the_limit_holds_back_pulling_and_the_channel_breathes_meanwhile() -> None:
    clock, teller = Clock(), Teller(make_messages(2))
    counts: list[int] = []
    with ScriptedServer() as server:
        settings = read_settings(server.settings(connections=4, rate_per_minute=20), {})
        channel = EmailChannel(settings, monotonic=clock)
        for receipts in channel.deliver(teller.pull):
            teller.note(receipts)
            if len(teller.receipts) == len(teller.asked) and not receipts:
                counts.append(len(teller.receipts))
                clock.seconds += 60
        channel.close()
    assert teller.asked == [1, 1, 1]
    assert counts == [1, 2]


def test_a_caller_may_leave_while_the_limit_holds_back() -> None:
    teller = Teller(make_messages(2))
    with ScriptedServer() as server:
        settings = read_settings(server.settings(rate_per_minute=1), {})
        channel = EmailChannel(settings, monotonic=Clock())
        stream = channel.deliver(teller.pull)
        receipts: list[Receipt] = []
        for group in stream:
            receipts += group
            if receipts and not group:
                break
        assert not teller.open - {receipt.message_id for receipt in receipts}
        channel.close()
    assert server.message_ids == ["reminder-1@example.org"]
