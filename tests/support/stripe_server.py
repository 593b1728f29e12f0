"""An account of :mod:`tests.support.stripe_account` served as Stripe serves one, on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.support.stripe_account import KEY, Account, Document

Params = dict[str, list[str]]


@contextmanager
def serve(account: Account) -> Iterator[str]:
    """Serve the account; the address stands until the end."""

    class Door(_Door):
        holder = account

    server = _Server(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Whoever hangs up has a reason."""


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65_536
    holder: Account

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._answer(parts.path, parse_qs(parts.query))

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._answer(self.path, parse_qs(self.rfile.read(length).decode()))

    def _answer(self, path: str, params: Params) -> None:
        account = self.holder
        if account.mood == "slow":
            time.sleep(0.3)
        with account.lock:
            account.asked.append(path)
            account.callers.append((path, self.client_address[1]))
            status, found = self._sick(account) or self._found(account, path, params)
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(status)
        if status in (429, 503):
            self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body) + (100 if account.mood == "half" else 0)))
        self.end_headers()
        self.wfile.write(body)
        if account.mood == "half":
            self.close_connection = True

    def _sick(self, account: Account) -> tuple[int, Any] | None:
        if account.mood == "500":
            return 500, {"error": {"message": "We are sorry."}}
        if account.mood == "429":
            return 429, {"error": {"message": "Slow down.", "code": "rate_limit"}}
        if account.mood == "odd":
            return 200, b"<html>Captive portal</html>"
        if account.mood == "right":
            sentence = f"The key {KEY} lacks permissions. Having the 'rak_invoice_write' permission would do."
            return 403, {"error": {"message": sentence}}
        if account.mood == "revoked" or self.headers.get("Authorization") != f"Bearer {KEY}":
            return 401, {"error": {"message": f"Invalid API Key provided: {KEY}"}}
        if account.mood == "other mode":
            sentence = (
                "a similar object exists in live mode, but a test mode key was used to make this request."
            )
            fault = {"code": "resource_missing", "message": f"No such subscription: 'sub_1'; {sentence}"}
            return 404, {"error": fault}
        return None

    def _found(self, account: Account, path: str, params: Params) -> tuple[int, Any]:
        match [unquote(part) for part in path.strip("/").split("/")][1:]:
            case ["subscriptions"]:
                rows = [account.whole(each) for _, each in sorted(account.subscriptions.items())]
                customer = params.get("customer")
                rows = [each for each in rows if not customer or each["customer"]["id"] == customer[0]]
                return _page(rows, params)
            case ["subscriptions", key] if key in account.subscriptions:
                return 200, account.whole(account.subscriptions[key])
            case ["events"]:
                return _page(list(reversed(account.events)), params)
            case ["products"]:
                return _page([account.product], params)
            case ["products", key] if key == account.product["id"]:
                return 200, account.product
            case ["invoices", "create_preview"]:
                return _preview(account, params)
            case ["billing_portal", "sessions"]:
                account.ways_back += params["return_url"]
                return 200, {"url": f"https://billing.stripe.example/p/{params['customer'][0]}"}
        return 404, {"error": {"code": "resource_missing", "message": "No such thing."}}

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _preview(account: Account, params: Params) -> tuple[int, Any]:
    key = (params.get("subscription") or [""])[0]
    if key in account.declined:
        return 400, {"error": {"code": "customer_tax_location_invalid", "message": "Where is Ada?"}}
    for each in account.subscriptions.values():
        if key == each["id"] or each["schedule"] in params.get("schedule", ()):
            found = account.preview(each)
            if found is not None:
                return 200, found
    return 404, {"error": {"code": "invoice_upcoming_none", "message": "No upcoming invoices."}}


def _page(rows: list[Document], params: Params) -> tuple[int, Any]:
    limit = int(params.get("limit", ["10"])[0])
    keys = [row["id"] for row in rows]
    since = int(params.get("created[gte]", ["0"])[0])
    if since:
        rows = [row for row in rows if row["created"] >= since]
    if before := params.get("ending_before"):
        if before[0] not in keys:
            return 404, {"error": {"code": "resource_missing"}}
        newer = rows[: keys.index(before[0])]
        found, has_more = newer[-limit:], len(newer) > limit
    else:
        after = params.get("starting_after")
        if after and after[0] not in keys:
            return 404, {"error": {"code": "resource_missing"}}
        rest = rows[keys.index(after[0]) + 1 :] if after else rows
        found, has_more = rest[:limit], len(rest) > limit
    return 200, {"object": "list", "data": found, "has_more": has_more}
