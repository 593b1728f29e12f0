"""A Stripe account, asked page by page, event by event, or about one subscription."""

import time
from collections.abc import Iterator, Mapping, Sequence

from forenotice.sources.contract import Answer, Capabilities, Checked, Heard, Opening, Page, Unavailable
from forenotice.sources.errors import ForgedError, SourceRefusedError, SourceUnavailableError
from forenotice.sources.stripe.client import Client
from forenotice.sources.stripe.cursor import Cursor
from forenotice.sources.stripe.faults import MissingError, NothingToComeError
from forenotice.sources.stripe.news import TYPES, check_signature, read_event, whereabouts
from forenotice.sources.stripe.reading import Reader
from forenotice.sources.stripe.settings import StripeSettings

# Eight previews at a time, of up to two seconds each, have to come within the patience for a page.
_MOST_A_PAGE = 50
_EARLIER_SECONDS = 300


class StripeSource:
    """One account as a source; see :class:`~forenotice.sources.contract.HearingSource`."""

    def __init__(self, settings: StripeSettings, opening: Opening) -> None:
        self._settings, self._opening = settings, opening
        self._client = Client(settings, opening.secrets["api_key"], opening.allowed)
        self._reader = Reader(self._client, opening.zone)

    @property
    def capabilities(self) -> Capabilities:
        """It can do everything."""
        return Capabilities(confirms=True, has_news=True, hears=True)

    def pull(self, cursor: str, *, page: int) -> Iterator[Page]:
        """All subscriptions first; then those that events were about."""
        size = min(page, _MOST_A_PAGE)
        found = Cursor.read(cursor)
        if found is not None and found.is_whole:
            try:
                yield from self._news(found)
                return
            except MissingError:
                # Stripe keeps events for a month. Whoever was away for longer, or cannot reach some of those
                # since, reads everything again.
                found = None
        yield from self._all(found, size)

    def _all(self, found: Cursor | None, size: int) -> Iterator[Page]:
        begun = found or Cursor(int(self._opening.now.timestamp()), self._newest_event())
        after, has_more = begun.after, True
        while has_more:
            listed, has_more = self._reader.page(after, size)
            facts, unclear = self._reader.understood(listed)
            after = str(listed[-1]["id"]) if listed else after
            cursor = Cursor(begun.since, begun.event, after) if has_more else self._end(begun)
            yield Page(facts, cursor.text(), unclear, is_whole=not has_more)

    def _end(self, begun: Cursor) -> Cursor:
        return Cursor(begun.since, begun.event, is_whole=True)

    def _newest_event(self) -> str:
        newest = self._client.get("events", params={"limit": 1})["data"]
        return str(newest[0]["id"]) if newest else ""

    def _news(self, before: Cursor) -> Iterator[Page]:
        event, has_more = before.event, True
        while has_more:
            # Without an event to begin at, one that came at the same moment may be read again.
            params: dict[str, str | int | list[str]] = {"limit": _MOST_A_PAGE, "types": list(TYPES)}
            if event:
                params["ending_before"] = event
            else:
                params["created[gte]"] = before.since - _EARLIER_SECONDS
            listed = self._client.get("events", params=params)
            events = listed["data"]
            has_more = bool(listed["has_more"]) and bool(events)
            if has_more and not event:
                # Only the newest ones came, and nothing leads to those before them.
                raise MissingError
            if not events:
                return
            event = str(events[0]["id"])
            cursor = Cursor(before.since, event, is_whole=True)
            yield self._about(events, cursor.text())

    def _about(self, events: Sequence[Mapping[str, object]], cursor: str) -> Page:
        """Everything that these events are about, as it stands now."""
        places = set[str]().union(*(whereabouts(each) for each in events))
        found, gone, elsewhere = self._reader.at(places)
        facts, unclear = self._reader.understood(found)
        return Page(facts, cursor, [*elsewhere, *unclear], gone)

    def confirm(self, external_id: str, *, seconds: float) -> Answer:
        """The subscription and its next invoice, as they stand at this moment."""
        ends_at = time.monotonic() + seconds
        try:
            found = self._reader.one(external_id, seconds)
            if found is None:
                return None
            return self._reader.understand(found, lambda: ends_at - time.monotonic())
        except (SourceUnavailableError, SourceRefusedError) as error:
            return Unavailable(str(error))

    def check(self) -> Checked:
        """Every right that is needed, tried once; and what speaks against this key."""
        listed, has_more = self._reader.page("", _MOST_A_PAGE)
        self._client.get("events", params={"limit": 1})
        self._client.get("products", params={"limit": 1})
        facts, _ = self._reader.understood(listed[:1])
        number = f"at least {len(listed)}" if has_more else len(listed)
        found = [f"Stripe answers: {number} subscriptions, ended ones counted."]
        if facts:
            found.append("The next invoice of a subscription can be asked for.")
        return Checked(found, self._warnings())

    def _warnings(self) -> list[str]:
        key = self._opening.secrets["api_key"]
        warnings = []
        if key.startswith("sk_"):
            warnings.append("The key may do everything. A restricted key (rk_…) that only reads is enough.")
        if "_test_" in key and self._opening.is_live:
            warnings.append("The key is of Stripe's test mode, while you speak to real members.")
        if "webhook_secret" not in self._opening.secrets:
            warnings.append(
                "Without a webhook, news come with the next pull. Give webhook_secret to hear at once."
            )
        return warnings

    def hear(self, body: bytes, headers: Mapping[str, str]) -> Heard | None:
        """One event of a webhook, its signature checked before anything of it is read."""
        secret = self._opening.secrets.get("webhook_secret")
        if not secret:
            raise ForgedError("This source has no webhook_secret, so that nothing can be believed.")
        check_signature(body, headers.get("stripe-signature", ""), secret, self._opening.now)
        event = read_event(body)
        key = event.get("id")
        if not isinstance(key, str) or not whereabouts(event):
            return None
        return Heard(key[:200], body.decode("utf-8", "replace"))

    def look_again(self, words: Sequence[str]) -> Iterator[Page]:
        """What these events are about, as it stands now."""
        events = [read_event(each) for each in words]
        for start in range(0, len(events), _MOST_A_PAGE):
            yield self._about(events[start : start + _MOST_A_PAGE], "")

    def card_page(self, external_id: str, return_address: str) -> str:
        """A page of Stripe's Billing Portal for the member of a subscription, made for this one visit."""
        found = self._reader.one(external_id)
        customer = found.get("customer") if found else None
        key = customer.get("id") if isinstance(customer, Mapping) else customer
        if not isinstance(key, str):
            raise SourceRefusedError("Stripe has no such subscription any more.")
        try:
            visit = {"customer": key, "return_url": return_address}
            session = self._client.post("billing_portal", "sessions", params=visit)
        except (MissingError, NothingToComeError):
            raise SourceRefusedError("Stripe has no such customer any more.") from None
        return str(session["url"])

    def close(self) -> None:
        """Let go of every connection."""
        self._reader.close()
        self._client.close()
