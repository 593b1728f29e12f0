"""Programs are told side by side, each channel in a thread of its own: one that is slow slows nobody else."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import NamedTuple

import structlog
from django.db import InterfaceError, OperationalError, connection

from forenotice.channels.models import Channel
from forenotice.dispatcher.durability import durable_commits
from forenotice.dispatcher.operations.desk import Desk
from forenotice.dispatcher.operations.failures import note_failure
from forenotice.dispatcher.operations.tally import Tally

log = structlog.get_logger(__name__)

AT_ONCE = 32
"""How many channels are at work side by side; more wait for their turn."""

PATIENCE_SECONDS = 3.0
"""For how long a pulse waits for channels that are still at work; the next pulse goes on where they stop."""


class Errand(NamedTuple):
    """One channel at work in one mode."""

    channel: Channel
    mode: str
    is_failing: bool


Run = Callable[[Desk, Errand], None]


class Apart:
    """The channels that work beside the dispatch, until :meth:`join`."""

    def __init__(self, desk: Desk, run: Run) -> None:
        """``run`` lets one channel speak at a desk of its own."""
        self._desk = desk
        self._run = run
        self._pool = ThreadPoolExecutor(AT_ONCE, "forenotice-program")
        self._at_work: dict[tuple[int, str], Future[Tally]] = {}
        self._closes_at = float("inf")

    def start(self, errand: Errand) -> None:
        """Let a channel speak, unless it is still at it."""
        key = (errand.channel.pk, errand.mode)
        at_work = self._at_work.get(key)
        if at_work is None or at_work.done():
            self._take(key)
            self._at_work[key] = self._pool.submit(self._speak, errand)

    def join(self) -> None:
        """Wait for all of them, the last for as long as patience goes and what is in flight takes."""
        self._closes_at = time.monotonic() + PATIENCE_SECONDS
        done = list(self._at_work.values())
        wait(done)
        self._pool.shutdown()
        self._at_work.clear()
        for each in done:
            if each.exception() is None:
                self._desk.tally.add(each.result())
        for each in done:
            # An error of the database comes up here, once everything that was done is counted.
            each.result()

    def _take(self, key: tuple[int, str]) -> None:
        """Add what a channel did to the whole; an error of its own comes up here."""
        done = self._at_work.pop(key, None)
        if done is not None:
            self._desk.tally.add(done.result())

    def _speak(self, errand: Errand) -> Tally:
        own = replace(self._desk, tally=Tally(), stop=self._is_time_to_stop)
        try:
            with durable_commits(), ThreadPoolExecutor(1, "forenotice-clerk") as clerk:
                own = replace(own, clerk=clerk)
                self._run(own, errand)
        except (OperationalError, InterfaceError):
            # A database that is locked or away is so for everybody: the pulse hears of it.
            raise
        except Exception as error:
            # Whatever breaks in one channel is that channel's failure, and nobody else's.
            log.exception("channel_broke", channel=errand.channel.key)
            note_failure(
                organization=own.organization,
                channel=errand.channel,
                mode=errand.mode,
                code="broke",
                detail=type(error).__name__,
                now=own.clock(),
            )
            own.tally.failures[errand.channel.key] = type(error).__name__
        finally:
            connection.close()
        return own.tally

    def _is_time_to_stop(self) -> bool:
        return self._desk.stop() or time.monotonic() > self._closes_at
