"""Against a Stripe-compatible server of somebody else's: its rows, its events, its signatures."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pytest_django import Settings

from forenotice.ledger.models import Subscription
from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, hear, look_where_told, pull_source, try_source
from tests.sources.desk import Desk
from tests.support.stripe_elsewhere import KEY, PROGRAM, Elsewhere, bridge, start

SECRET = "whsec_elsewhere"

pytestmark = pytest.mark.skipif(not PROGRAM, reason="localstripe is not installed here")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Elsewhere]:
    with start(tmp_path) as elsewhere:
        yield elsewhere


@pytest.fixture
def source(desk: Desk, elsewhere: Elsewhere, settings: Settings) -> Iterator[Source]:
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    with bridge(elsewhere) as address:
        declare_source(
            organization=desk.organization,
            key="stripe",
            kind="stripe",
            settings={"address": address},
            secrets={"api_key": KEY, "webhook_secret": SECRET},
            fresh_for_days=3,
            actor="tester",
            now=datetime.now(UTC),
        )
        yield Source.objects.get(organization=desk.organization, key="stripe")


@pytest.fixture
def ear() -> Iterator[tuple[str, list[tuple[bytes, str]]]]:
    """An address that keeps what webhooks bring, and the header that signs it."""
    kept: list[tuple[bytes, str]] = []

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.append((body, self.headers["Stripe-Signature"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", kept
    server.shutdown()
    server.server_close()


def test_it_is_read_and_heard(
    desk: Desk, elsewhere: Elsewhere, source: Source, ear: tuple[str, list[tuple[bytes, str]]]
) -> None:
    address, kept = ear
    kinds = ["customer.subscription.deleted"]
    elsewhere.ask("POST", "/_config/webhooks/ours", url=address, secret=SECRET, **{"events[]": kinds})
    ana, ben = elsewhere.subscribe("ana@b.example", 1200), elsewhere.subscribe("ben@b.example", 900)
    now = datetime.now(UTC)
    assert try_source(organization=desk.organization, source=source, now=now).report.created == 2
    assert pull_source(organization=desk.organization, source=source, now=now).created == 2
    row = Subscription.objects.select_related("member").get(
        organization=desk.organization, external_id=ana["id"]
    )
    assert (row.member.email, row.amount_minor, row.currency) == ("ana@b.example", 1200, "EUR")
    assert (row.card_last4, row.next_at) == ("4242", datetime.fromtimestamp(ana["current_period_end"], UTC))
    # One ends there; its webhook says so, signed by somebody who never saw our code.
    elsewhere.ask("DELETE", f"/v1/subscriptions/{ben['id']}")
    for _ in range(100):
        if kept:
            break
        time.sleep(0.1)
    body, header = kept[0]
    named = {"stripe-signature": header}
    now = datetime.now(UTC)
    assert hear(organization_key="club", source_key="stripe", body=body, headers=named, now=now)
    (report,) = look_where_told(organization=desk.organization, now=now)
    assert (report.changed + report.gone, report.failure) == (1, "")
    assert pull_source(organization=desk.organization, source=source, now=now).failure == ""
