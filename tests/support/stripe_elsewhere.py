"""A Stripe-compatible server of somebody else's (localstripe) as a process of its own, and a bridge to it.

It speaks a version of the API from before 2019: prices are plans there, and the next invoice is asked for by
GET. The bridge says the same in the words of today, and adds nothing of its own.
"""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

PROGRAM = os.environ.get("FORENOTICE_TEST_LOCALSTRIPE") or shutil.which("localstripe")
KEY = "sk_test_12345"
_EXPANDED = ("customer", "customer.invoice_settings.default_payment_method", "latest_invoice")


class Elsewhere:
    """The server itself, asked as its owner would."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"

    def ask(self, verb: str, path: str, **form: Any) -> Any:
        """What it answers; its own errors are the test's."""
        words = urlencode(form, doseq=True)
        url = self.address + path + (f"?{words}" if verb == "GET" and words else "")
        told = words.encode() if verb != "GET" else None
        named = {"Authorization": f"Bearer {KEY}"}
        request = Request(url, told, named, method=verb)  # noqa: S310  It is on loopback.
        with urlopen(request, timeout=10) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")

    def subscribe(self, email: str, minor: int) -> Any:
        """A member with a card and a monthly subscription."""
        product = self.ask("POST", "/v1/products", name="Gold", type="service")
        plan = {"product": product["id"], "currency": "eur", "amount": minor, "interval": "month"}
        plan = self.ask("POST", "/v1/plans", id=f"gold-{minor}", **plan)
        card = {"card[number]": "4242424242424242", "card[exp_month]": 4, "card[exp_year]": 2029}
        way = self.ask("POST", "/v1/payment_methods", type="card", **card, **{"card[cvc]": "123"})["id"]
        settings = {"payment_method": way, "invoice_settings[default_payment_method]": way}
        customer = self.ask("POST", "/v1/customers", email=email, name="Ada Lovelace", **settings)
        item = {"items[0][plan]": plan["id"]}
        return self.ask("POST", "/v1/subscriptions", customer=customer["id"], **item)


@contextmanager
def start(folder: Path) -> Iterator[Elsewhere]:
    """Run it until the end."""
    assert PROGRAM
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [PROGRAM, "--port", str(port), "--from-scratch"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, cwd=folder, stdout=quiet, stderr=quiet, env={"HOME": str(folder)})
    elsewhere = Elsewhere(port)
    try:
        for _ in range(200):
            try:
                elsewhere.ask("GET", "/v1/events", limit=1)
                break
            except (URLError, OSError):
                time.sleep(0.1)
        yield elsewhere
    finally:
        process.kill()
        process.wait()


@contextmanager
def bridge(elsewhere: Elsewhere) -> Iterator[str]:
    """The address at which it is asked in the words of today."""

    class Door(_Door):
        holder = elsewhere

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536
    holder: Elsewhere

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values for name, values in parse_qs(parts.query).items() if name != "types[]"}
        if "expand[]" in asked:
            prefix = "data." if parts.path.endswith("/subscriptions") else ""
            asked["expand[]"] = [f"{prefix}{name}" for name in _EXPANDED]
        newer_than = asked.pop("ending_before", [""])[0]
        found = self._ask("GET", parts.path, **asked)
        if newer_than:
            ids = [event["id"] for event in found["data"]]
            found["data"] = found["data"][: ids.index(newer_than)]
        self._answer(found)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert self.path == "/v1/invoices/create_preview"
        key = form["subscription"][0]
        customer = self._ask("GET", f"/v1/subscriptions/{key}")["customer"]
        self._answer(self._ask("GET", "/v1/invoices/upcoming", subscription=key, customer=customer))

    def _ask(self, verb: str, path: str, **form: Any) -> Any:
        try:
            return self.holder.ask(verb, path, **form)
        except HTTPError as error:
            return error.code, json.loads(error.read())

    def _answer(self, found: Any) -> None:
        status, found = found if isinstance(found, tuple) else (200, found)
        body = json.dumps(_today(found)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _today(found: Any) -> Any:
    """The same with prices in place of plans."""
    if isinstance(found, list):
        return [_today(each) for each in found]
    if not isinstance(found, dict):
        return found
    found = {name: _today(value) for name, value in found.items()}
    plan = found.get("plan")
    if isinstance(plan, dict) and found.get("object") in ("subscription", "subscription_item"):
        recurring = {name: plan[name] for name in ("interval", "interval_count")}
        price = {"currency": plan["currency"], "unit_amount": plan["amount"], "product": plan["product"]}
        found |= {"price": price | {"recurring": recurring}, "currency": plan["currency"]}
    return found
