"""Channels that fail for everybody are left alone for a while, longer each time, until they work again.

A program that is gone for good, or that failed for days, is switched off; its owner hears of it.
"""

from datetime import datetime, timedelta

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.channels.errors import UnknownChannelError
from forenotice.channels.models import Channel
from forenotice.channels.operations import switch_off
from forenotice.channels.purpose import is_for_programs
from forenotice.channels.states import Disabled
from forenotice.dispatcher.models import ChannelFailure
from forenotice.dispatcher.retry import pause_after

GONE = "410"
"""The code of a program that says it is gone for good."""

PATIENCE = timedelta(days=5)
LEAST_FAILURES = 5
"""For how long, and in how many rounds, a program that is switched off has failed without once working."""

ACTOR = "dispatch"


@transaction.atomic
def note_failure(
    *,
    organization: Organization,
    channel: Channel,
    mode: str,
    code: str,
    detail: str,
    now: datetime,
    is_paused: bool = True,
    asked_seconds: int | None = None,
) -> ChannelFailure:
    """Leave a channel alone for a while, because what it answered would be its answer to everybody.

    Unless ``is_paused``, it is only counted: each delivery waits by itself. It is left alone for as long as
    it asked at least.
    """
    begun = {"failing_since": now, "failures": 0, "paused_until": now}
    failure, _ = ChannelFailure.objects.select_for_update().get_or_create(
        organization=organization, channel=channel, mode=mode, defaults=begun
    )
    if _has_new_chance(failure, channel):
        failure.failing_since, failure.failures = now, 0
    failure.failures += 1
    pause = max(pause_after(failure.failures), timedelta(seconds=asked_seconds or 0))
    failure.paused_until = now + pause if is_paused else now
    failure.code, failure.detail = code[:32], detail[:500]
    failure.save()
    _switch_off_if_hopeless(organization, channel, failure, now)
    return failure


def _switch_off_if_hopeless(
    organization: Organization, channel: Channel, failure: ChannelFailure, now: datetime
) -> None:
    if not is_for_programs(channel) or failure.mode != Mode.LIVE:
        return
    if failure.code == GONE:
        reason = Disabled.GONE
    elif failure.failures >= LEAST_FAILURES and now - failure.failing_since >= PATIENCE:
        reason = Disabled.FAILING
    else:
        return
    try:
        switch_off(organization=organization, key=channel.key, reason=reason, actor=ACTOR, now=now)
    except UnknownChannelError:
        # Somebody took it out meanwhile, which is as good.
        return


def paused_channels(organization: Organization, mode: str, now: datetime) -> set[int]:
    """The channels that are left alone at this moment, because they failed for everybody."""
    rows = ChannelFailure.objects.filter(organization=organization, mode=mode, paused_until__gt=now)
    return {row.channel_id for row in rows.select_related("channel") if not _has_new_chance(row, row.channel)}


def _has_new_chance(failure: ChannelFailure, channel: Channel) -> bool:
    """Whether a channel was changed or switched on again since it began to fail."""
    return channel.changed_at > failure.failing_since


def note_recovery(*, organization: Organization, channel: Channel, mode: str) -> None:
    """Forget that a channel failed: it took a message."""
    ChannelFailure.objects.filter(organization=organization, channel=channel, mode=mode).delete()
