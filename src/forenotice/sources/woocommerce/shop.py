"""A shop that is asked: its list by what changed, one subscription at a time, or only whether it answers."""

from collections.abc import Iterator, Mapping

from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources import contract
from forenotice.sources.contract import Capabilities, Checked, Opening, Page, SourceKind, Unavailable, Unclear
from forenotice.sources.errors import SourceRefusedError, SourceUnavailableError
from forenotice.sources.woocommerce.answers import Answer
from forenotice.sources.woocommerce.cursors import Cursor
from forenotice.sources.woocommerce.line import Line
from forenotice.sources.woocommerce.settings import KEY, SECRET, read_settings, shop_settings
from forenotice.sources.woocommerce.understand import ASKED, Understanding, said_by_hand
from forenotice.sources.woocommerce.verdict import items_of, require_good

_LIST = "/wp-json/wc/v3/subscriptions"
_MOST_A_PAGE = 100
_SECONDS = 25.0
_GONE = "woocommerce_rest_shop_subscription_invalid_id"


class Shop:
    """A shop of WooCommerce Subscriptions; an :class:`~forenotice.sources.contract.OpenSource`."""

    def __init__(self, opening: Opening) -> None:
        self._settings = shop_settings(opening.settings)
        self._account = (_key(opening, KEY), _key(opening, SECRET))
        self._allowed, self._now = opening.allowed, opening.now
        self._understanding = Understanding(self._settings, opening.zone, opening.currency)
        self._line = self._new_line()

    @property
    def capabilities(self) -> Capabilities:
        """It tells what changed, and answers about one subscription."""
        return Capabilities(confirms=True, has_news=True)

    def pull(self, cursor: str, *, page: int) -> Iterator[Page]:
        """The subscriptions by the moment of their last change."""
        at, size, before = Cursor.read(cursor), max(1, min(page, _MOST_A_PAGE)), dict[str, int]()
        while True:
            answer = self._ask(self._line, _LIST, {**at.query(size), **ASKED}, _SECONDS)
            items = items_of(answer)
            total = answer.number("x-wp-total")
            following = at.after(items, size, total, self._now)
            read = [self._understanding.read(item) for item in items]
            facts = [each for each in read if isinstance(each, SubscriptionFacts)]
            told = {each.external_id: each.fingerprint for each in facts}
            if at.offset and told and told == before:
                raise SourceUnavailableError("The shop answers with the same page again and again.")
            yield Page(
                # Pages overlap, and nobody needs to hear twice of what did not change meanwhile.
                facts=[each for each in facts if before.get(each.external_id) != each.fingerprint],
                unclear=[each for each in read if isinstance(each, Unclear)],
                cursor=(following or at.at_end(items, self._now)).text(),
                is_whole=following is None and at.is_whole,
                total=total if at == Cursor(is_whole=True) else None,
            )
            if following is None:
                return
            at, before = following, told

    def confirm(self, external_id: str, *, seconds: float) -> contract.Answer:
        """The subscription of that number as it is now."""
        # Nothing else has a number here; that the shop answers at all is still worth asking.
        number = external_id if external_id.isascii() and external_id.isdigit() else "0"
        line = self._new_line()
        try:
            answer = line.get(f"{_LIST}/{number}", ASKED, seconds=seconds)
            if answer.status == 404 and answer.code == _GONE:
                return None
            require_good(answer, self._now)
        except SourceUnavailableError as error:
            return Unavailable(str(error))
        finally:
            line.close()
        found = self._understanding.read(answer.body)
        if found.external_id != external_id:
            return Unavailable("The shop answered with something else than the subscription.")
        return found

    def check(self) -> Checked:
        """How many subscriptions there are, and what should be mended."""
        answer = self._ask(self._line, _LIST, {"per_page": "1", **ASKED}, _SECONDS)
        items = items_of(answer)
        active = self._ask(self._line, _LIST, {"per_page": "1", "status": "active"}, _SECONDS)
        whole, going = answer.number("x-wp-total"), active.number("x-wp-total")
        found = "The shop answers, and does not say how many subscriptions it has."
        if whole is not None and going is not None:
            found = f"{whole:,} subscriptions, {going:,} of them active."
        warnings = list(self._look_at_account_page())
        if items and isinstance(items[0], dict) and said_by_hand(items[0]) is None:
            warnings.append(
                "The shop does not say which subscriptions are renewed by hand though they could be charged, "
                "so those count as charged by themselves. The page on WooCommerce in the documentation tells "
                "how to let it say so."
            )
        return Checked([found], warnings)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _look_at_account_page(self) -> Iterator[str]:
        """Whether the page is there that members are sent to; a shop may call it otherwise."""
        page = self._settings.account_page.replace("{id}", "0")
        if not page.startswith(self._settings.url):
            return
        answer = self._line.get(page.removeprefix(self._settings.url), {}, seconds=_SECONDS)
        if answer.status == 404:
            yield (
                f"Members are sent to {self._settings.account_page} to look at a subscription, and there is "
                'no such page. Set account_page to the right one, with {id} for the number, or to "".'
            )

    def _new_line(self) -> Line:
        where = self._settings
        return Line(where.scheme, where.host, where.port, where.path, self._account, self._allowed)

    def _ask(self, line: Line, path: str, query: Mapping[str, str], seconds: float) -> Answer:
        answer = line.get(path, query, seconds=seconds)
        require_good(answer, self._now)
        return answer


def _key(opening: Opening, name: str) -> str:
    key = opening.secrets.get(name, "")
    if not key or not key.isascii() or not key.isprintable() or " " in key or ":" in key:
        raise SourceRefusedError(
            f"The secret {name} is missing, or is none of WooCommerce's: it begins with {name[0]}{name[9]}_."
        )
    return key


KIND = SourceKind(read_settings=read_settings, open_source=Shop, secrets={KEY: True, SECRET: True})
