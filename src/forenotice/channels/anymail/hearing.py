"""What a provider tells when it calls: believed only with its proof, and put into news."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.http import HttpRequest

from forenotice.channels.anymail.doors import open_events
from forenotice.channels.anymail.letter import NAME
from forenotice.channels.anymail.settings import ProviderSettings
from forenotice.channels.enhanced_codes import code_in, says_no_mailbox
from forenotice.channels.errors import ChannelError
from forenotice.channels.words import shorten
from forenotice.kernel.news import News, NewsKind, message_name

_KINDS = {
    "delivered": NewsKind.DELIVERED,
    "bounced": NewsKind.BOUNCED,
    "rejected": NewsKind.BOUNCED,
    "failed": NewsKind.BOUNCED,
    "complained": NewsKind.COMPLAINED,
    "unsubscribed": NewsKind.UNSUBSCRIBED,
}
_FOR_A_WHILE = ("soft", "transient", "temporary")
"""Words by which providers tell a bounce that another day may not bring, in whatever field."""


class UnbelievableCallError(ChannelError):
    """A call that does not prove that it is the provider's."""


class GarbledCallError(ChannelError):
    """A call of which nothing can be understood."""


class Call(NamedTuple):
    """What a provider told at once: its news, and how many more events could not be understood."""

    news: Sequence[News]
    garbled: int = 0


def read_call(settings: ProviderSettings, request: HttpRequest, now: datetime) -> Call:
    """The news in a call; what is no news, such as that a mail was opened, is left out.

    One event that cannot be understood stops none of the others. Raise :class:`UnbelievableCallError`,
    :class:`GarbledCallError` where nothing can be, and `ChannelRefusedError` where no call could be believed.
    """
    view = open_events(settings)
    try:
        view.run_validators(request)
    except Exception:
        raise UnbelievableCallError("It does not prove that it is the provider's.") from None
    faults: list[Exception] = []
    if hasattr(view, "esp_to_anymail_event"):
        # Most providers tell of several messages at once, and each of them is read by this.
        view.esp_to_anymail_event = _each_by_itself(view.esp_to_anymail_event, faults)
    try:
        told = [event for event in view.parse_events(request) or () if event is not None]
    except Exception as error:
        raise _garbled(error) from None
    news, understood = list[News](), 0
    for event in told:
        try:
            news += _as_news(settings.name, event, now)
            understood += 1
        except Exception as error:
            faults.append(error)
    if faults and not understood:
        raise _garbled(faults[0])
    return Call(news, len(faults))


def _each_by_itself(read: Callable[..., Any], faults: list[Exception]) -> Callable[..., Any]:
    def read_one(*told: Any) -> Any:
        try:
            return read(*told)
        except Exception as error:
            faults.append(error)
            return None

    return read_one


def _garbled(error: Exception) -> GarbledCallError:
    return GarbledCallError(f"It cannot be understood: {type(error).__name__}.")


def _as_news(provider: str, told: Any, now: datetime) -> Iterator[News]:
    kind = _KINDS.get(told.event_type)
    if kind is None:
        return
    words = " ".join(str(each) for each in (told.mta_response, told.description) if each)
    code = code_in(words)
    yield News(
        provider=provider,
        event_id=_identity(kind, told),
        kind=kind,
        happened_at=_moment(told.timestamp, now),
        message_name=message_name(str((told.metadata or {}).get(NAME, ""))),
        reference=str(told.message_id or "")[:200],
        is_mailbox_gone=kind is NewsKind.BOUNCED and _is_gone(told, code),
        code=code,
        detail=shorten(words),
    )


def _is_gone(told: Any, code: str) -> bool:
    if told.reject_reason == "invalid" or says_no_mailbox(code):
        return True
    # Of other codes the mail server's own word counts for more than the provider's name for it.
    is_known = bool(code) and not code.endswith(".0.0")
    return told.reject_reason == "bounced" and not is_known and not _is_for_a_while(told.esp_event)


def _is_for_a_while(raw: Any) -> bool:
    values = raw.values() if hasattr(raw, "values") else ()
    return any(word in str(value).lower() for value in values for word in _FOR_A_WHILE)


def _identity(kind: NewsKind, told: Any) -> str:
    """The provider's own number for it where it has one; else what it says is all that tells it apart."""
    own = str(told.event_id or "") or json.dumps(
        [told.message_id, told.recipient, str(told.timestamp), told.esp_event], sort_keys=True, default=str
    )
    return f"{kind}-{hashlib.sha256(own.encode('utf-8', 'replace')).hexdigest()}"


def _moment(told_at: datetime | None, now: datetime) -> datetime:
    if told_at is None:
        return now
    return min(told_at.replace(tzinfo=UTC) if told_at.tzinfo is None else told_at, now)
