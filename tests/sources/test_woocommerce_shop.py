"""A shop is asked over a real connection, and whatever it answers is said in a sentence."""

import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from threading import Thread
from typing import Any

import pytest

from forenotice.channels.addresses import AllowList
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.contract import Opening, Page, Unavailable
from forenotice.sources.errors import SourceRefusedError, SourcesError, SourceUnavailableError
from forenotice.sources.woocommerce.settings import shop_settings
from forenotice.sources.woocommerce.shop import Shop
from forenotice.sources.woocommerce.understand import Understanding
from tests.contracts.source_contract import SourceContract, System
from tests.sources.shops import (
    KEY,
    SECRET,
    TestShop,
    dripping,
    hanging_up_halfway,
    open_shop,
    saying,
    subscription,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOOPBACK = AllowList(["127.0.0.1"])


@pytest.fixture
def shop() -> Iterator[TestShop]:
    with open_shop() as opened:
        yield opened


def _opening(shop: TestShop, url: str = "", allowed: AllowList = LOOPBACK, secret: str = SECRET) -> Opening:
    return Opening(
        settings={"url": url or shop.url},
        secrets={"consumer_key": KEY, "consumer_secret": secret},
        zone="Europe/Paris",
        currency="EUR",
        now=NOW,
        allowed=allowed,
    )


class Store(System):
    """The shop from the other side."""

    def __init__(self, shop: TestShop) -> None:
        self.shop = shop
        self.changes = 0

    def put(self, number: int, *, minor: int = 1200) -> str:
        self._set(number, total=f"{minor // 100}.{minor % 100:02}")
        return str(number + 1)

    def remove(self, number: int) -> None:
        self._set(number, status="cancelled")

    def spoil(self, number: int) -> None:
        self._set(number, total="a lot")

    def refuse(self) -> None:
        self.shop.instead = saying(403, {"code": "woocommerce_rest_cannot_view"})

    def vanish(self) -> None:
        self.shop.close()

    def opening(self) -> Opening:
        return _opening(self.shop)

    def _set(self, number: int, **told: Any) -> None:
        self.changes += 1
        moment = f"2026-02-01T10:{self.changes // 60:02}:{self.changes % 60:02}"
        self.shop.put(subscription(number + 1, date_modified_gmt=moment, **told))


class TestWooCommerce(SourceContract):
    """A shop keeps every promise of a source."""

    kind = "woocommerce"
    secret_words = (KEY, SECRET)

    @pytest.fixture
    def system(self, shop: TestShop) -> Store:
        return Store(shop)


def _ids(pages: Sequence[Page]) -> list[str]:
    return [told.external_id for page in pages for told in page.facts]


def test_a_pull_takes_one_connection_and_no_news_one_request(shop: TestShop) -> None:
    shop.put(*(subscription(n, date_modified_gmt=f"2026-02-01T10:00:{n:02}") for n in range(1, 31)))
    source = Shop(_opening(shop))
    pages = list(source.pull("", page=10))
    assert (sorted(set(_ids(pages)), key=int), shop.connections) == ([str(n) for n in range(1, 31)], 1)
    assert pages[0].total == 30
    shop.asked.clear()
    # The last second may hold more by now, so it is told once more.
    assert _ids(list(source.pull(pages[-1].cursor, page=10))) == ["30"]
    assert len(shop.asked) == 1
    source.close()


def test_all_changed_in_one_second_are_read(shop: TestShop) -> None:
    shop.put(*(subscription(n) for n in range(1, 251)), subscription(251, date_modified_gmt=None))
    pages = list(Shop(_opening(shop)).pull("", page=500))
    assert set(_ids(pages)) == {str(n) for n in range(1, 252)}
    assert pages[-1].is_whole


def test_a_shop_that_repeats_itself_is_left(shop: TestShop) -> None:
    again = [subscription(n) for n in range(1, 11)]
    shop.instead = saying(200, again, X_WP_Total="1000000")
    with pytest.raises(SourceUnavailableError, match="again and again"):
        list(Shop(_opening(shop)).pull("", page=10))


def test_without_its_own_count_a_short_page_is_the_last(shop: TestShop) -> None:
    shop.instead = saying(200, [subscription(1)])
    assert list(Shop(_opening(shop)).pull("", page=10))[-1].is_whole


def test_a_count_that_cannot_be_hides_nobody(shop: TestShop) -> None:
    shop.put(*(subscription(n, date_modified_gmt=f"2026-02-01T10:00:{n:02}") for n in range(1, 31)))

    def count_nobody(counter: BaseHTTPRequestHandler) -> bool:
        status, _, body = shop.answer(counter.path)
        return saying(status, body, X_WP_Total="0")(counter)

    shop.instead = count_nobody
    pages = list(Shop(_opening(shop)).pull("", page=10))
    assert set(_ids(pages)) == {str(n) for n in range(1, 31)}


def test_what_is_gone_and_what_is_in_the_bin_is_confirmed_so(shop: TestShop) -> None:
    shop.put(subscription(5, status="trash"))
    source = Shop(_opening(shop))
    told = source.confirm("5", seconds=5)
    assert isinstance(told, SubscriptionFacts)
    assert told.standing == "cancelled"
    assert source.confirm("6", seconds=5) is None
    shop.instead = saying(200, subscription(7))
    assert isinstance(source.confirm("5", seconds=5), Unavailable)


def test_trying_counts_and_looks_at_the_page_that_members_are_sent_to(shop: TestShop) -> None:
    shop.put(subscription(1), subscription(2, status="expired"))
    checked = Shop(_opening(shop)).check()
    assert (list(checked.found), list(checked.warnings)) == (["2 subscriptions, 1 of them active."], [])
    moved = _opening(shop)
    settings = {**moved.settings, "account_page": f"{shop.url}/mein-konto/abo/{{id}}/"}
    shop.put(silent := subscription(1))
    del silent["requires_manual_renewal"]
    warnings = Shop(Opening(settings, moved.secrets, "UTC", "EUR", NOW, allowed=LOOPBACK)).check().warnings
    assert "there is no such page" in warnings[0]
    assert "which subscriptions are renewed by hand" in warnings[1]


def test_no_more_is_asked_for_than_is_read(shop: TestShop) -> None:
    shop.put(subscription(1))
    source = Shop(_opening(shop))
    [page] = source.pull("", page=10)
    assert page.facts == [source.confirm("1", seconds=5)]
    assert page.facts == [Understanding(shop_settings({"url": shop.url}), "UTC", "EUR").read(subscription(1))]
    assert all("_fields=" in target and "customer_ip_address" not in target for target in shop.asked)


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        (saying(401, {"code": "woocommerce_rest_authentication_error"}), SourceRefusedError, "right to read"),
        (saying(403, "<html>blocked"), SourceRefusedError, "HTTP 403"),
        (saying(404, {"code": "rest_no_route"}), SourceRefusedError, "Permalinks"),
        (saying(400, {"code": "rest_invalid_param"}), SourceRefusedError, r"WooCommerce 5\.8"),
        (saying(301, "", Location="http://127.0.0.1/x"), SourceRefusedError, "sends us elsewhere"),
        (saying(500, {"code": "x" * 100_000}), SourceUnavailableError, r"failed to answer \(HTTP 500\)"),
        (saying(200, "<html>Under maintenance"), SourceUnavailableError, "no JSON"),
        (saying(200, "[" * 100_000), SourceUnavailableError, "no JSON"),
        (saying(200, {"not": "a list"}), SourceUnavailableError, "something else than a list"),
        (saying(200, " " * (33 << 20)), SourceUnavailableError, "more than 32 MB"),
        (saying(429, "", Retry_After="120"), SourceUnavailableError, "busy"),
        (hanging_up_halfway, SourceUnavailableError, "in the middle of its answer"),
    ],
)
def test_whatever_it_answers_is_said_in_a_sentence(
    shop: TestShop,
    answer: Callable[[BaseHTTPRequestHandler], bool],
    error: type[SourcesError],
    sentence: str,
) -> None:
    shop.instead = answer
    with pytest.raises(error, match=sentence) as caught:
        list(Shop(_opening(shop)).pull("", page=10))
    assert len(str(caught.value)) < 400
    assert shop.connections == 1


@pytest.mark.parametrize(
    ("word", "seconds"),
    [("120", 120.0), ("Sun, 01 Mar 2026 12:05:00 GMT", 300.0), ("soon", None), ("", None)],
)
def test_it_is_left_alone_for_as_long_as_it_asks(shop: TestShop, word: str, seconds: float | None) -> None:
    shop.instead = saying(503, "", Retry_After=word)
    with pytest.raises(SourceUnavailableError) as caught:
        list(Shop(_opening(shop)).pull("", page=10))
    assert caught.value.retry_after_seconds == seconds


def test_one_that_sends_a_byte_now_and_then_does_not_hold_us_up(shop: TestShop) -> None:
    shop.instead = dripping
    assert Shop(_opening(shop)).confirm("5", seconds=0.4) == Unavailable("The shop did not answer in time.")


def test_one_that_hung_up_meanwhile_is_called_anew(shop: TestShop) -> None:
    shop.put(*(subscription(n, date_modified_gmt=f"2026-02-01T10:00:{n:02}") for n in range(1, 5)))

    def answer_once(counter: BaseHTTPRequestHandler) -> bool:
        # It does not say so beforehand.
        counter.close_connection = True
        return False

    shop.instead = answer_once
    assert set(_ids(list(Shop(_opening(shop)).pull("", page=2)))) == {"1", "2", "3", "4"}


def test_what_is_no_shop_at_all_is_said(shop: TestShop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def greet() -> None:
            caller, _ = listener.accept()
            with caller:
                caller.sendall(b"220 mail.example ESMTP\r\n")

        Thread(target=greet, daemon=True).start()
        with pytest.raises(SourceUnavailableError, match=r"not HTTP|hung up"):
            Shop(_opening(shop, f"http://127.0.0.1:{port}")).check()
    with pytest.raises(SourceUnavailableError, match="certificate or its encryption"):
        Shop(_opening(shop, shop.url.replace("http:", "https:"))).check()


@pytest.mark.parametrize("secret", ["", "cs of\nthe shop", "cs:x"])
def test_keys_that_cannot_be_any_are_not_sent(shop: TestShop, secret: str) -> None:
    with pytest.raises(SourceRefusedError, match=r"consumer_secret is missing.*begins with cs_"):
        Shop(_opening(shop, secret=secret))


@pytest.mark.parametrize(
    ("url", "allowed", "sentence"),
    [
        ("https://127.0.0.1:{port}", AllowList(), "not public"),
        ("https://localhost:{port}", AllowList(), "not public"),
        ("http://127.0.0.1:{port}", AllowList(), "must begin with https"),
    ],
)
def test_nobody_is_called_who_may_not_be(shop: TestShop, url: str, allowed: AllowList, sentence: str) -> None:
    with pytest.raises(SourceRefusedError, match=sentence):
        Shop(_opening(shop, url.format(port=shop.port), allowed)).check()
    assert shop.connections == 0
