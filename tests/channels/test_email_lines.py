"""Lines: how many there are, how long they are kept, and what is lost when they break."""

import threading
import time
from collections.abc import Sequence

import pytest

from forenotice.channels.email.carrier import EmailChannel
from forenotice.channels.email.settings import read_settings
from forenotice.kernel.message import Message, Outcome, Receipt
from tests.support.email_channels import deliver, email_channel
from tests.support.messages import make_message, make_messages, pull_from
from tests.support.smtp_servers import ACCEPT, GO_ON, HANG_UP, SILENCE, Script, ScriptedServer, Talk


def accepted(count: int) -> list[Outcome]:
    return [Outcome.ACCEPTED] * count


def test_the_server_never_sees_more_in_flight_than_connections() -> None:
    with ScriptedServer() as server, email_channel(server, connections=3) as channel:
        receipts = deliver(channel, make_messages(200))
    assert [receipt.outcome for receipt in receipts] == accepted(200)
    assert server.most_in_flight <= 3


def test_one_message_opens_one_line() -> None:
    with ScriptedServer() as server, email_channel(server, connections=8) as channel:
        deliver(channel, [make_message(1)])
        assert server.connections == 1


def test_many_messages_open_every_line() -> None:
    everybody_is_here = threading.Event()

    def wait_for_six(talk: Talk) -> str:
        if talk.number == 6:
            everybody_is_here.set()
        return ACCEPT if talk.server.messages == 1 or everybody_is_here.wait(5) else "451 Alone"

    with (
        ScriptedServer(Script(message=wait_for_six)) as server,
        email_channel(server, connections=6) as channel,
    ):
        receipts = deliver(channel, make_messages(60))
        assert server.connections == 6
    assert [receipt.outcome for receipt in receipts] == accepted(60)


def test_quick_answers_do_not_keep_the_other_lines_shut() -> None:
    with (
        ScriptedServer() as server,
        email_channel(server, connections=4, messages_per_connection=1000) as channel,
    ):
        deliver(channel, make_messages(500))
        assert server.connections > 1


def test_lines_are_kept_for_the_next_delivery() -> None:
    with ScriptedServer() as server, email_channel(server, connections=1) as channel:
        deliver(channel, make_messages(3))
        deliver(channel, make_messages(3))
        assert server.connections == 1


def test_a_line_carries_only_so_many_messages() -> None:
    with (
        ScriptedServer() as server,
        email_channel(server, connections=1, messages_per_connection=4) as channel,
    ):
        receipts = deliver(channel, make_messages(10))
        assert server.connections == 3
    assert [receipt.outcome for receipt in receipts] == accepted(10)


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
@pytest.mark.parametrize("goodbye", [HANG_UP, "421 4.7.0 Enough for one connection"])
def test_a_kept_line_that_breaks_costs_nobody_a_try(extensions: tuple[str, ...], goodbye: str) -> None:
    def enough_after_two(talk: Talk) -> str:
        return "250 Ok" if talk.messages < 2 else goodbye

    script = Script(extensions=extensions, sender=enough_after_two)
    with ScriptedServer(script) as server, email_channel(server, connections=2) as channel:
        receipts = deliver(channel, make_messages(12))
    assert [receipt.outcome for receipt in receipts] == accepted(12)
    assert sorted(server.message_ids) == sorted(receipt.message_id for receipt in receipts)


def test_a_kept_line_that_breaks_after_the_whole_message_is_not_tried_again() -> None:
    def vanish_on_third(talk: Talk) -> str:
        return HANG_UP if talk.messages == 3 else ACCEPT

    with (
        ScriptedServer(Script(message=vanish_on_third)) as server,
        email_channel(server, connections=1) as channel,
    ):
        receipts = deliver(channel, make_messages(5))
    assert [receipt.outcome for receipt in receipts].count(Outcome.UNKNOWN) == 1
    assert sorted(server.message_ids) == sorted(receipt.message_id for receipt in receipts)


def test_silence_on_a_kept_line_is_not_answered_by_trying_again_at_once() -> None:
    def fall_silent(talk: Talk) -> str:
        return SILENCE if talk.messages == 1 else "250 Ok"

    with (
        ScriptedServer(Script(sender=fall_silent)) as server,
        email_channel(server, connections=1, timeout_seconds=0.2) as channel,
    ):
        receipts = deliver(channel, make_messages(2))
    assert [(receipt.outcome, receipt.code) for receipt in receipts][1] == (Outcome.LATER, "silence")
    assert server.message_ids == ["reminder-1@example.org"]


def test_a_caller_who_is_away_for_long_does_not_make_a_hang_up_look_like_silence() -> None:
    def hang_up_on_second(talk: Talk) -> str:
        if talk.messages == 1:
            time.sleep(0.05)
        return HANG_UP if talk.messages == 1 else "250 Ok"

    receipts: list[Receipt] = []
    with (
        ScriptedServer(Script(sender=hang_up_on_second)) as server,
        email_channel(server, connections=2, timeout_seconds=0.1) as channel,
    ):
        for group in channel.deliver(pull_from(make_messages(6))):
            receipts += group
            time.sleep(0.2)
    assert [receipt.outcome for receipt in receipts] == accepted(6)


def test_a_server_that_answers_too_early_gets_a_new_line_for_the_next_letter() -> None:
    def refuse_long(talk: Talk) -> str:
        return "552 5.3.4 Too big" if talk.recipients == ["member1@example.net"] else GO_ON

    long = make_message(1, html="<p>" + "word " * 8_000_000 + "</p>")
    script = Script(content=refuse_long, mistakes_the_rest=True)
    with ScriptedServer(script) as server, email_channel(server, connections=1) as channel:
        refused, taken = deliver(channel, [long, make_message(2)])
    assert (refused.outcome, taken.outcome) == (Outcome.NEVER, Outcome.ACCEPTED)
    assert server.message_ids == ["reminder-2@example.org"]


def test_leaving_in_the_middle_waits_for_what_is_in_flight() -> None:
    def think(_: Talk) -> str:
        time.sleep(0.03)
        return ACCEPT

    pulled: list[Message] = []
    messages = pull_from(make_messages(50))

    def pull(count: int) -> Sequence[Message]:
        pulled.extend(given := messages(count))
        return given

    with ScriptedServer(Script(message=think)) as server, email_channel(server) as channel:
        stream = channel.deliver(pull)
        while len(pulled) < 12:
            next(stream)
        stream.close()  # type: ignore[attr-defined]
        assert sorted(server.message_ids) == sorted(message.message_id for message in pulled)


def test_the_answer_to_a_whole_message_is_waited_for_longer() -> None:
    def take_long(_: Talk) -> str:
        time.sleep(0.6)
        return ACCEPT

    with (
        ScriptedServer(Script(message=take_long)) as server,
        email_channel(server, timeout_seconds=0.3) as channel,
    ):
        (receipt,) = deliver(channel, [make_message(1)])
    assert receipt.outcome is Outcome.ACCEPTED


def test_a_line_that_was_idle_for_long_is_not_trusted() -> None:
    with ScriptedServer() as server:
        channel = EmailChannel(read_settings(server.settings(connections=1), {}), idle_seconds=0.05)
        deliver(channel, [make_message(1)])
        time.sleep(0.1)
        deliver(channel, [make_message(2)])
        channel.close()
        assert server.connections == 2
    assert len(server.message_ids) == 2


def test_lines_that_the_server_dropped_between_deliveries_are_replaced() -> None:
    server = ScriptedServer()
    with server, email_channel(server, connections=1) as channel:
        deliver(channel, [make_message(1)])
        server.hang_up_on_everybody()
        (receipt,) = deliver(channel, [make_message(2)])
    assert receipt.outcome is Outcome.ACCEPTED
    assert server.connections == 2


def test_a_server_that_allows_fewer_lines_gets_everything_over_those() -> None:
    with ScriptedServer(most_connections=2) as server, email_channel(server, connections=8) as channel:
        receipts = deliver(channel, make_messages(60))
    assert [receipt.outcome for receipt in receipts] == accepted(60)
    assert server.most_in_flight <= 2
    assert server.connections <= 2 + 8


def test_a_server_that_only_breaks_lines_is_left_alone_soon() -> None:
    with ScriptedServer(Script(sender=HANG_UP)) as server, email_channel(server, connections=2) as channel:
        receipts = deliver(channel, make_messages(100))
    assert all(receipt.outcome is Outcome.LATER for receipt in receipts)
    assert len(receipts) < 10
    assert any(receipt.whole_channel for receipt in receipts)
    assert server.connections < 10


def test_one_slow_line_does_not_hold_up_the_others() -> None:
    def stall_first(talk: Talk) -> str:
        return SILENCE if talk.sender and talk.recipients == ["member1@example.net"] else "354 Go on"

    with (
        ScriptedServer(Script(ready=stall_first)) as server,
        email_channel(server, connections=3, timeout_seconds=1) as channel,
    ):
        groups = list(channel.deliver(pull_from(make_messages(50))))
    order = [receipt.message_id for group in groups for receipt in group]
    assert order[-1] == "reminder-1@example.org"
    assert len(order) == 50


def test_a_channel_that_was_down_is_tried_again_the_next_time() -> None:
    with ScriptedServer(Script(greeting="421 4.3.2 Closed")) as server, email_channel(server) as channel:
        (receipt,) = deliver(channel, make_messages(1))
        assert receipt.whole_channel
        server.script = Script()
        (receipt,) = deliver(channel, make_messages(1))
    assert receipt.outcome is Outcome.ACCEPTED
