"""The API beside bare django-ninja: a page of a hundred subscriptions, and one subscription told anew.

Both are asked through the same site, without a socket. The bare endpoints know no keys, rates, cursors,
problems or repeats. The first reads the very same rows; the second writes the same ones, row by row.
"""

import io
import json
import statistics
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.urls import path
from ninja import NinjaAPI, Schema

from benchmarks.figure import Figure
from benchmarks.fixture import NOW
from forenotice.accounts.models import Organization
from forenotice.accounts.operations import create_key, declare_organization
from forenotice.accounts.states import Scope
from forenotice.ledger.facts import MemberFacts, ProductFacts, SubscriptionFacts
from forenotice.ledger.models import Change, DueDate, Member, Product, Sighting, Subscription, Touched
from forenotice.ledger.operations import record_facts
from forenotice.ledger.queries import subscription_rows
from forenotice.project import urls
from forenotice.sources.models import InboxEntry, Source

_ROWS, _ROUNDS, _BURST = 2_000, 7, 20
_KEY = "bench"
_PROMISED = 0.7

bare = NinjaAPI(urls_namespace="bare", docs_url=None)


class BareDueDate(Schema):
    id: int
    occasion: str
    kind: str
    due_on: date
    due_at: datetime | None
    zone: str
    cancel_by_on: date | None
    cancel_by_at: datetime | None
    amount_minor: int | None
    currency: str
    estimated: bool
    quiet: str
    closing: str
    closed_at: datetime | None


class BareNamed(Schema):
    id: int
    external_id: str


class BareSubscription(Schema):
    id: int
    external_id: str
    source: str
    member: BareNamed
    product: BareNamed
    order_number: str
    standing: str
    cancel_at_period_end: bool
    payer_kind: str
    amount_minor: int | None
    currency: str
    interval_count: int | None
    interval_unit: str
    anchor_day: int | None
    period_key: str
    next_on: date | None
    next_at: datetime | None
    trial_ends_on: date | None
    trial_ends_at: datetime | None
    term_ends_on: date | None
    cancel_by_on: date | None
    cancel_by_at: datetime | None
    total_payments: int | None
    payments_made: int | None
    card_brand: str
    card_last4: str
    card_expires_on: date | None
    started_on: date | None
    tags: str
    details: dict[str, Any]
    due_dates: list[BareDueDate]
    created_at: datetime
    changed_at: datetime


class BareFacts(Schema):
    external_id: str
    member: dict[str, str]
    product: dict[str, str]
    amount: dict[str, Any]
    interval: dict[str, Any]
    next_payment_on: date


@bare.get("/subscriptions", response=list[BareSubscription])
def bare_list(request: HttpRequest, limit: int = 100) -> Any:
    """The same rows, in the order of their ids."""
    del request
    organization = Organization.objects.get(key=_KEY)
    return list(subscription_rows(organization).order_by("pk")[:limit])


@bare.put("/subscriptions", response=BareSubscription)
def bare_put(request: HttpRequest, facts: BareFacts) -> Any:
    """The same rows, one after another."""
    with transaction.atomic():
        organization = Organization.objects.get(key=_KEY)
        source, _ = Source.objects.get_or_create(organization=organization, key="api")
        entry = InboxEntry.objects.create(
            organization=organization,
            source=source,
            external_id=str(uuid4()),
            about="subscriptions",
            words=request.body.decode(),
            actor="bare",
            received_at=NOW,
        )
        mine = {"organization": organization, "source": "api"}
        member, _ = Member.objects.update_or_create(
            **mine, external_id=facts.member["external_id"], defaults={"email": facts.member["email"]}
        )
        product, _ = Product.objects.get_or_create(**mine, external_id=facts.product["external_id"])
        row, _ = Subscription.objects.update_or_create(
            **mine,
            external_id=facts.external_id,
            defaults={
                "member": member,
                "product": product,
                "amount_minor": facts.amount["minor"],
                "next_on": facts.next_payment_on,
                "changed_at": NOW,
            },
        )
        Sighting.objects.filter(subscription=row).update(seen_at=NOW)
        DueDate.objects.filter(subscription=row, closing="").update(
            due_on=facts.next_payment_on, amount_minor=facts.amount["minor"]
        )
        Change.objects.create(
            organization=organization, subscription=row, at=NOW, actor="bare", difference={"amount": 1}
        )
        Touched.objects.create(organization=organization, subscription=row)
        entry.state, entry.applied_at = "applied", NOW
        entry.save()
    return subscription_rows(organization).get(pk=row.pk)


urlpatterns = [*urls.urlpatterns, path("bare/", bare.urls)]


def run(rows: int) -> list[Figure]:
    """How fast ours are, beside the bare ones."""
    del rows
    settings.ROOT_URLCONF = __name__
    settings.FORENOTICE_API_REQUESTS_PER_MINUTE = 10**9
    ask = _Asker(_set_up())
    page = "/{}/subscriptions?limit=100"
    facts = [_facts(number, 1_000 + number) for number in range(_ROWS)]
    numbers = iter(range(10**9))

    def put(where: str) -> None:
        number = next(numbers)
        body = facts[number % _ROWS] | {"amount": {"minor": 2_000 + number, "currency": "EUR"}}
        ask("PUT", f"/{where}/subscriptions", body)

    return [
        *_beside("a page of 100 subscriptions", lambda where: ask("GET", page.format(where))),
        *_beside("one subscription told anew", put),
    ]


class _Asker:
    """Asks the site as a WSGI server does."""

    def __init__(self, secret: str) -> None:
        self._secret, self._site = secret, WSGIHandler()

    def __call__(self, method: str, address: str, body: Any = None) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        where, _, query = address.partition("?")
        statuses: list[str] = []
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": where,
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/json" if content else "",
            "CONTENT_LENGTH": str(len(content)),
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {self._secret}",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(content),
        }
        answer = self._site(environ, lambda status, *_: statuses.append(status))
        said = b"".join(answer)
        answer.close()
        if not statuses[0].startswith("2"):
            raise RuntimeError(f"{method} {address}: {statuses[0]} {said[:500]!r}")


def _beside(name: str, ask: Callable[[str], None]) -> list[Figure]:
    """Both in turns, so that a slow moment of the machine meets both; the median of the rounds."""
    statements = {}
    for where in ("api/v1", "bare"):
        ask(where)
        with CaptureQueriesContext(connection) as captured:
            ask(where)
        statements[where] = len(captured)
    rates = [[_rate(ask, where) for where in ("api/v1", "bare")] for _ in range(_ROUNDS)]
    ours, theirs = (statistics.median(each) for each in zip(*rates, strict=True))
    note = f"{statements['api/v1']} statements, the bare one {statements['bare']} at {theirs:,.0f}/s"
    return [
        Figure(f"{name}, by the API", ours, "requests/s", note=note),
        Figure("the same / bare django-ninja", ours / theirs, "", at_least=_PROMISED),
    ]


def _rate(ask: Callable[[str], None], where: str) -> float:
    began = time.perf_counter()
    for _ in range(_BURST):
        ask(where)
    return _BURST / (time.perf_counter() - began)


def _set_up() -> str:
    """An organization with some thousand subscriptions that a program told of; the secret of its key."""
    by = {"actor": "bench", "now": NOW}
    organization = declare_organization(
        key=_KEY, values={"name": "Bench", "currency": "EUR"}, **by
    ).organization
    record_facts(
        organization=organization,
        source="api",
        facts=[
            SubscriptionFacts(
                external_id=f"S-{number}",
                member=MemberFacts(external_id=f"M-{number}", email=f"m{number}@bench.example"),
                product=ProductFacts(external_id="gold", name="Gold"),
                fingerprint=number,
                amount_minor=1_000,
                currency="EUR",
                interval_count=1,
                interval_unit="month",
                next_on=(NOW + timedelta(days=10)).date(),
            )
            for number in range(_ROWS)
        ],
        **by,
    )
    return create_key(organization=organization, name="bench", scopes=list(Scope), **by).secret


def _facts(number: int, minor: int) -> dict[str, Any]:
    return {
        "external_id": f"S-{number}",
        "member": {"external_id": f"M-{number}", "email": f"m{number}@bench.example"},
        "product": {"external_id": "gold", "name": "Gold"},
        "amount": {"minor": minor, "currency": "EUR"},
        "interval": {"count": 1, "unit": "month"},
        "next_payment_on": str((NOW + timedelta(days=10)).date()),
    }
