"""A shop of WooCommerce Subscriptions on loopback, as far as its API is asked. Of our own making."""

import json
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

KEY, SECRET = "ck_of_the_shop", "cs_of_the_shop"
LIST = "/wp-json/wc/v3/subscriptions"


def subscription(number: int, /, **told: Any) -> dict[str, Any]:
    """A subscription as the API tells it, as far as we look at it."""
    place = {"address_1": "1 Quay", "address_2": "", "city": "Cork", "state": "CO", "postcode": "T12"}
    place |= {"first_name": "Ana", "last_name": "Okafor", "country": "IE"}
    return {
        "id": number,
        "status": "active",
        "currency": "EUR",
        "number": str(number),
        "customer_id": 100 + number,
        "total": "12.50",
        "discount_total": "0.00",
        "shipping_total": "0.00",
        "billing": {**place, "email": f"member{number}@b.example", "phone": "+353 1"},
        "shipping": place,
        "payment_method": "stripe",
        "payment_method_title": "Card",
        "requires_manual_renewal": False,
        "customer_ip_address": "192.0.2.7",
        "line_items": [{"name": "Gold", "product_id": 7, "variation_id": 0, "quantity": 1, "total": "12.50"}],
        "coupon_lines": [],
        "shipping_lines": [],
        "billing_period": "month",
        "billing_interval": "1",
        "date_modified_gmt": "2026-02-01T10:00:00",
        "start_date_gmt": "2026-01-10T09:00:00",
        "trial_end_date_gmt": "",
        "next_payment_date_gmt": "2026-04-10T09:00:00",
        "end_date_gmt": "",
        **told,
    }


@dataclass
class TestShop:
    """What the shop holds and how it answers. ``asked`` are the paths that it was asked for.

    ``instead`` answers in its place while it returns True.
    """

    __test__ = False
    port: int = 0
    subscriptions: dict[int, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connections: int = 0
    instead: "Callable[[BaseHTTPRequestHandler], bool] | None" = None

    server: ThreadingHTTPServer | None = None

    def close(self) -> None:
        """Answer nobody any more."""
        if self.server is not None:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
        # Connections that were kept end with the next request.
        self.instead = hanging_up

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def put(self, *subscriptions: dict[str, Any]) -> None:
        """Hold these."""
        self.subscriptions |= {each["id"]: each for each in subscriptions}

    def answer(self, target: str) -> tuple[int, dict[str, str], Any]:
        """Status, headers and body for whoever has the keys."""
        self.asked.append(target)
        parts = urlsplit(target)
        asked = dict(parse_qsl(parts.query))
        if parts.path == LIST:
            found = self.matching(asked)
            first, size = int(asked.get("offset", 0)), int(asked.get("per_page", 10))
            page = [_only(each, asked) for each in found[first : first + size]]
            return 200, {"X-WP-Total": str(len(found))}, page
        if parts.path.startswith(f"{LIST}/"):
            one = self.subscriptions.get(int(parts.path.rsplit("/", 1)[1]))
            gone = {"code": "woocommerce_rest_shop_subscription_invalid_id", "message": "Invalid ID."}
            return (200, {}, _only(one, asked)) if one else (404, {}, gone)
        if parts.path == "/my-account/view-subscription/0/":
            return 200, {}, "<html>"
        return 404, {}, {"code": "rest_no_route", "message": "No route was found."}

    def matching(self, asked: dict[str, str]) -> list[dict[str, Any]]:
        """The list as it is asked for; refuse, as a shop does, what it knows nothing of."""
        assert asked.get("orderby", "modified") == "modified"
        assert asked.get("dates_are_gmt", "true") == "true"
        since, status = asked.get("modified_after", ""), asked.get("status", "")
        found = [
            each
            for each in self.subscriptions.values()
            if (not since or (each["date_modified_gmt"] or "") > since)
            and each["status"] in ([status] if status else _SHOWN)
        ]
        return sorted(found, key=lambda each: (each["date_modified_gmt"] or "", each["id"]))


def _only(one: dict[str, Any], asked: dict[str, str]) -> dict[str, Any]:
    """The fields that are asked for."""
    fields = asked.get("_fields", "").split(",")
    return {name: value for name, value in one.items() if fields == [""] or name in fields}


_SHOWN = frozenset({"active", "pending", "on-hold", "cancelled", "expired", "switched", "pending-cancel"})


class _Counter(BaseHTTPRequestHandler):
    """Answers for the shop of its server."""

    protocol_version = "HTTP/1.1"
    shop: TestShop

    def setup(self) -> None:
        super().setup()
        self.shop.connections += 1

    def do_GET(self) -> None:
        if self.shop.instead is not None and self.shop.instead(self):
            return
        keys = b64encode(f"{KEY}:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {keys}":
            refused = {"code": "woocommerce_rest_cannot_view", "message": "Sorry, you cannot list resources."}
            self.reply(401, {}, refused)
            return
        self.reply(*self.shop.answer(self.path))

    def reply(self, status: int, headers: dict[str, str], body: Any) -> None:
        """Answer with JSON, or with a text as it is."""
        words = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        for name, word in headers.items():
            self.send_header(name, word)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def open_shop() -> Iterator[TestShop]:
    """A shop on loopback for as long as it is wanted."""
    shop = TestShop()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Counter", (_Counter,), {"shop": shop}))
    server.daemon_threads = True
    shop.server = server
    shop.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield shop
    finally:
        shop.close()


def saying(status: int, body: Any = "", **headers: str) -> Callable[[BaseHTTPRequestHandler], bool]:
    """An answer in place of the shop's."""

    def answer(counter: BaseHTTPRequestHandler) -> bool:
        assert isinstance(counter, _Counter)
        counter.reply(status, {name.replace("_", "-"): word for name, word in headers.items()}, body)
        return True

    return answer


def hanging_up(counter: BaseHTTPRequestHandler) -> bool:
    """No answer at all."""
    counter.close_connection = True
    return True


def hanging_up_halfway(counter: BaseHTTPRequestHandler) -> bool:
    """Half a page."""
    counter.send_response(200)
    counter.send_header("Content-Length", "1000")
    counter.end_headers()
    counter.wfile.write(b'[{"id": 1, ')
    counter.close_connection = True
    return True


def dripping(counter: BaseHTTPRequestHandler) -> bool:
    """A body that comes byte by byte and never ends."""
    counter.send_response(200)
    counter.end_headers()
    try:
        while True:
            counter.wfile.write(b" ")
            time.sleep(0.05)
    except OSError:
        counter.close_connection = True
        return True
