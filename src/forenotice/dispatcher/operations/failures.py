"""Channels that fail for everybody are left alone for a while, longer each time, until they work again."""

from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.dispatcher.models import ChannelFailure
from forenotice.dispatcher.retry import pause_after


@transaction.atomic
def note_failure(
    *, organization: Organization, channel: Channel, mode: str, code: str, detail: str, now: datetime
) -> ChannelFailure:
    """Leave a channel alone for a while, because what it answered would be its answer to everybody."""
    failure = (
        ChannelFailure.objects.select_for_update()
        .filter(organization=organization, channel=channel, mode=mode)
        .first()
    )
    if failure is None:
        failure = ChannelFailure(
            organization=organization, channel=channel, mode=mode, failing_since=now, failures=0
        )
    failure.failures += 1
    failure.paused_until = now + pause_after(failure.failures)
    failure.code, failure.detail = code[:32], detail[:500]
    failure.save()
    return failure


def note_recovery(*, organization: Organization, channel: Channel, mode: str) -> None:
    """Forget that a channel failed: it took a message."""
    ChannelFailure.objects.filter(organization=organization, channel=channel, mode=mode).delete()
