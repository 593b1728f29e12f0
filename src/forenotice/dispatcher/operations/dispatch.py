"""The station that speaks: whatever is due and still true leaves by its channels."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.channels.contract import OpenChannel
from forenotice.channels.errors import ChannelError
from forenotice.channels.models import Channel
from forenotice.channels.purpose import is_for_programs
from forenotice.dispatcher.candidates import work_in
from forenotice.dispatcher.durability import durable_commits
from forenotice.dispatcher.journal import Journal
from forenotice.dispatcher.models import ChannelFailure
from forenotice.dispatcher.operations.apart import Apart, Errand
from forenotice.dispatcher.operations.confirming import Confirming
from forenotice.dispatcher.operations.desk import Carriers, Clock, Desk
from forenotice.dispatcher.operations.failures import note_failure, paused_channels
from forenotice.dispatcher.operations.orphans import settle_orphans
from forenotice.dispatcher.operations.releasing import release_to_queues
from forenotice.dispatcher.operations.round import Round
from forenotice.dispatcher.operations.taking_back import end_what_waits_for_nobody, take_back
from forenotice.dispatcher.operations.tally import Dispatched
from forenotice.dispatcher.situation import Ways, ways_of
from forenotice.planner.operations import supersede

log = structlog.get_logger(__name__)


def dispatch(
    *,
    organization: Organization,
    clock: Clock,
    worker: str,
    is_at_work: Callable[[str], bool],
    carriers: Carriers,
    stop: Callable[[], bool] = lambda: False,
    limit: int | None = None,
) -> Dispatched:
    """Say everything that is due for one organization, and return what came of it.

    `worker` is this process under a name of its own, and `is_at_work` tells whether another one still
    lives. `stop` is asked again and again: once it says so nothing more begins, and what is in flight is
    finished. At most `limit` messages are handed over. Must not run inside a transaction, because what
    is about to be handed over has to be on the disk before.
    """
    began_at = clock()
    with (
        durable_commits(),
        ThreadPoolExecutor(1, "forenotice-clerk") as clerk,
        closing(Journal(Path(settings.FORENOTICE_HOME), began_at)) as journal,
    ):
        confirming = Confirming(organization, began_at)
        desk = Desk(organization, worker, clock, carriers, stop, began_at, clerk, confirming, journal, limit)
        settled = settle_orphans(
            organization=organization,
            # Nothing of our own can be in flight before we begin: what says so is left from a round that
            # broke off.
            is_at_work=lambda name: name != worker and is_at_work(name),
            actor=worker,
            now=began_at,
        )
        desk.tally.counts["orphans_unknown"] += settled.unknown
        desk.tally.counts["orphans_queued"] += settled.queued_again
        end_what_waits_for_nobody(organization=organization, actor=worker, now=began_at)
        supersede(organization=organization, now=began_at)
        _work(desk)
        return desk.tally.close()


def _work(desk: Desk) -> None:
    """Let each channel speak until none has anything left; a reminder may give work to several of them."""
    release_to_queues(desk)
    take_back(organization=desk.organization, actor=desk.worker, now=desk.clock())
    apart = Apart(desk, _run)
    try:
        _start_programs(desk, apart)
        _speak_to_people(desk)
        _start_programs(desk, apart)
    finally:
        apart.join()


def _start_programs(desk: Desk, apart: Apart) -> None:
    ways = ways_of(desk.organization)
    for errand in _errands(desk, ways) if ways.has_programs else ():
        if _is_apart(errand, desk):
            apart.start(errand)


def _speak_to_people(desk: Desk) -> None:
    tried: set[tuple[int, str]] = set()
    while not desk.is_closed:
        errands = [
            each
            for each in _errands(desk, ways_of(desk.organization))
            if (each.channel.pk, each.mode) not in tried
        ]
        errands = [each for each in errands if not _is_apart(each, desk)]
        if not errands:
            return
        for errand in errands:
            if not desk.is_closed:
                before = desk.tally.handed_over
                _run(desk, errand)
                if desk.tally.handed_over == before:
                    # It had its turn and found nothing that may leave now.
                    tried.add((errand.channel.pk, errand.mode))


def _is_apart(errand: Errand, desk: Desk) -> bool:
    """Whether a channel works beside others. A rehearsal has one mailbox for all, and a limit counts all."""
    return is_for_programs(errand.channel) and errand.mode == Mode.LIVE and desk.limit is None


def _errands(desk: Desk, ways: Ways) -> Iterator[Errand]:
    """The channels that have something to say, in each mode, without those that are left alone now."""
    now = desk.clock()
    failing = set(
        ChannelFailure.objects.filter(organization=ways.organization).values_list("channel_id", "mode")
    )
    for mode in ways.modes:
        paused = paused_channels(ways.organization, mode, now) if failing else ()
        work = work_in(ways.organization, mode, due_by=desk.due_by, now=now)
        for channel in ways.channels.values():
            if channel.pk in paused:
                continue
            leads = work.step_ids.intersection(ways.steps_led_by(channel))
            if channel.pk in work.channel_ids or (leads and mode == ways.organization.mode):
                yield Errand(channel, mode, (channel.pk, mode) in failing)


def _run(desk: Desk, errand: Errand) -> None:
    carrier = _open(desk, errand.channel, errand.mode)
    if carrier is not None:
        Round(desk, errand.channel, errand.mode, is_failing=errand.is_failing).run(carrier)


def _open(desk: Desk, channel: Channel, mode: str) -> OpenChannel[Any] | None:
    try:
        return desk.carriers(channel, mode)
    except (ChannelError, AccountsError) as error:
        now: datetime = desk.clock()
        note_failure(
            organization=desk.organization,
            channel=channel,
            mode=mode,
            code="closed",
            detail=str(error),
            now=now,
        )
        desk.tally.failures[channel.key] = str(error)
        return None
