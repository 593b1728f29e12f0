"""Reminders that are due, from claim to receipt, against a bare loop that only hands messages over."""

import smtplib
import threading
import time
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from queue import Empty, SimpleQueue
from typing import Any

from django.db import connection

from benchmarks.figure import Figure
from benchmarks.fixture import TODAY, load
from benchmarks.sinks import smtp_sink, there_is_a_sink
from forenotice.accounts.models import Organization
from forenotice.accounts.operations import go_live
from forenotice.channels.mime import build_mime
from forenotice.channels.models import Channel
from forenotice.channels.operations import declare_channel
from forenotice.channels.queries import open_channel
from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.dispatcher.operations import Dispatched, dispatch
from forenotice.dispatcher.queries import message_of_attempt
from forenotice.kernel.lead_time import LeadTime
from forenotice.planner.operations import plan
from forenotice.rules.operations import declare_rule
from forenotice.rules.specification import RuleSpecification, StepSpecification
from forenotice.sources.operations import declare_source

CONNECTIONS = 8
_MOST = 20_000
_DUE = datetime.combine(TODAY - timedelta(days=7), clock_time(9), UTC)
_BEFORE = _DUE - timedelta(hours=1)


def run(rows: int) -> list[Figure]:
    """Reminders a second in one process, and against a bare loop with as many connections."""
    if not there_is_a_sink():
        return [Figure("dispatch", 0, "not measured", note="needs smtp-sink, from Debian's package postfix")]
    rows = min(rows, _MOST)
    with smtp_sink() as port:
        organization = prepare(rows, port)
        began = time.perf_counter()
        done = speak(organization)
        seconds = time.perf_counter() - began
        assert done.accepted == rows, done
        assert Delivery.objects.filter(organization=organization, state="accepted").count() == rows
        bare = bare_loop(port, rows, _size_of_one(organization))
    note = f"{rows:,} reminders, {CONNECTIONS} connections, {connection.vendor}, smtp-sink, no DKIM"
    return [
        Figure("dispatch, end to end", rows / seconds, "reminders/s", at_least=1_500, note=note),
        Figure(
            "dispatch / bare smtplib loop",
            bare / seconds,
            "",
            at_least=0.6,
            note="messages as large, same sink",
        ),
    ]


def prepare(rows: int, port: int) -> Organization:
    """An organization whose reminders, one each, are all due at the same moment."""
    organization = load(rows, days=1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_duedate SET zone = 'UTC'")
    words: dict[str, Any] = {"organization": organization, "actor": "benchmark", "now": _BEFORE}
    declare_source(**words, key="csv", kind="csv", settings={}, fresh_for_days=45)
    settings = {"host": "127.0.0.1", "port": port, "security": "none", "connections": CONNECTIONS}
    declare_channel(**words, key="email", kind="email", settings=settings, secrets={})
    ours = default_message("renewal")
    publish_message(
        **words, key="renewal", name=ours.name, message_class=ours.message_class, texts=ours.texts
    )
    go_live(organization=organization, first_day_cap=None, actor="benchmark", now=_BEFORE - timedelta(days=1))
    step = StepSpecification(
        key="week", lead=LeadTime.parse("7 days"), hour=clock_time(9), message="renewal", channels=("email",)
    )
    declare_rule(
        organization=organization,
        key="renewals",
        name="Renewals",
        on=True,
        specification=RuleSpecification(kinds=("renewal",), steps=(step,)),
        actor="benchmark",
        now=_BEFORE - timedelta(days=1),
    )
    plan(organization=organization, now=_BEFORE)
    return organization


def speak(organization: Organization, limit: int | None = None) -> Dispatched:
    """Say what is due."""
    channel = open_channel(Channel.objects.get(organization=organization), clock=lambda: _DUE)
    try:
        return dispatch(
            organization=organization,
            clock=lambda: _DUE,
            worker="bench",
            is_at_work=lambda _name: False,
            carriers=lambda _channel, _mode: channel,
            limit=limit,
        )
    finally:
        channel.close()


def bare_loop(port: int, rows: int, size: int) -> float:
    """Seconds that smtplib takes to hand over as many messages of the same size, made beforehand."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(rows):
        waiting.put(number)
    line = b"All of this was written before the clock began to run; it only has to be handed over.\r\n"
    message = b"Subject: bare\r\n\r\n" + line * (size // len(line))
    threads = [threading.Thread(target=_hand_over, args=(port, waiting, message)) for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began


def _hand_over(port: int, waiting: "SimpleQueue[int]", message: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.ehlo()
        while True:
            try:
                number = waiting.get_nowait()
            except Empty:
                return
            smtp.sendmail("club@bench.example", [f"member{number}@members.example"], message)


def _size_of_one(organization: Organization) -> int:
    attempt = Attempt.objects.filter(organization=organization).earliest("pk")
    return len(build_mime(message_of_attempt(organization, attempt.pk)).whole)
