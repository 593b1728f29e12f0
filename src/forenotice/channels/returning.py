"""The mailboxes to which mail comes back: when each is looked into, what was in it, and how far it was."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import Organization
from forenotice.channels.contract import Probe
from forenotice.channels.errors import ChannelError
from forenotice.channels.models import Channel, ReturnBox
from forenotice.channels.queries import secrets_of, server_allow_list
from forenotice.channels.return_path import STAR
from forenotice.channels.returned.settings import TABLE, BoxSettings, read_box_settings
from forenotice.channels.states import Kind
from forenotice.kernel.news import News

if TYPE_CHECKING:
    from forenotice.channels.returned.reading import Postmarks


class Arrived(NamedTuple):
    """What one look into a mailbox found: the news, and the mails that told of nothing, counted by why."""

    channel: str
    mails: int = 0
    news: tuple[News, ...] = ()
    puzzles: Mapping[str, int] = {}
    fault: str = ""


def look_for_returns(
    *, organization: Organization, now: datetime, is_asked: bool = False
) -> Iterator[Arrived]:
    """Look into each mailbox whose moment has come, or all if `is_asked`; one that fails stops no other.

    Whoever iterates keeps the news before asking for the next: then its place in the mailbox is noted.
    """
    for channel in _with_mailbox(organization):
        box = ReturnBox.objects.filter(organization=organization, channel=channel).first()
        if box is None or is_asked or box.next_look_at <= now:
            box = box or ReturnBox(organization=organization, channel=channel)
            yield from _look(box, channel, now)


def read_returned_mail(organization: Organization, content: bytes, now: datetime) -> News | str:
    """The news in one mail that came back, or the sentence that says why there is none."""
    # Readers of mail are loaded by those who get some.
    from forenotice.channels.returned.reading import PUZZLE_SENTENCES, read_return

    found = read_return(content, _postmarks(organization), now)
    return found if isinstance(found, News) else PUZZLE_SENTENCES[found]


def box_settings(channel: Channel) -> BoxSettings | None:
    """The mailbox of a channel, if it has one; raise what reading its settings and secrets raises."""
    return read_box_settings(channel.settings, secrets_of(channel), server_allow_list())


def probe_mailbox(channel: Channel) -> Probe | None:
    """Whether the mailbox of a channel can be read now; None if it has none."""
    # Readers of mail are loaded by those who get some.
    from forenotice.channels.returned.box import try_box

    if TABLE not in channel.settings:
        return None
    try:
        read = box_settings(channel)
        if read is not None:
            try_box(read)
    except (ChannelError, SealBrokenError) as error:
        return Probe(is_reachable=False, detail=str(error))
    return Probe(is_reachable=True, detail="What comes back is read from its mailbox.")


def _with_mailbox(organization: Organization) -> list[Channel]:
    rows = Channel.objects.filter(organization=organization, kind=Kind.EMAIL, retired_at=None)
    return [channel for channel in rows.order_by("key") if TABLE in channel.settings]


def _look(box: ReturnBox, channel: Channel, now: datetime) -> Iterator[Arrived]:
    # Readers of mail are loaded by those who get some.
    from forenotice.channels.returned.box import AT_ONCE, Place, look_into
    from forenotice.channels.returned.reading import read_return

    box.looked_at = now
    every = channel.settings[TABLE].get("every_minutes", 10)
    box.next_look_at = now + timedelta(minutes=every)
    try:
        read = box_settings(channel)
        looked = look_into(read, Place(box.validity, box.last_number)) if read else None
    except (ChannelError, SealBrokenError) as error:
        box.failing_since, box.detail = box.failing_since or now, str(error)[:500]
        box.save()
        yield Arrived(channel.key, fault=box.detail)
        return
    if looked is None:
        return
    postmarks = _postmarks(channel.organization)
    found = [read_return(mail, postmarks, now) for mail in looked.mails]
    news = tuple(each for each in found if isinstance(each, News))
    puzzles = Counter(str(each) for each in found if not isinstance(each, News))
    yield Arrived(channel.key, len(looked.mails), news, puzzles)
    box.validity, box.last_number = looked.place
    box.failing_since, box.detail = None, ""
    if len(looked.mails) >= AT_ONCE:
        box.next_look_at = now
    box.save()


def _postmarks(organization: Organization) -> "Postmarks":
    """Once all our mail has signed return paths, what comes back without one is not about our mail."""
    # Readers of mail are loaded by those who get some.
    from forenotice.channels.returned.reading import Postmarks

    rows = Channel.objects.filter(organization=organization, kind=Kind.EMAIL, retired_at=None)
    paths = [str(channel.settings.get("return_path", "")) for channel in rows]
    is_signed = bool(paths) and all(STAR in path for path in paths)
    return Postmarks(settings.FORENOTICE_SECRET_KEYS, trusts_message_ids=not is_signed)
