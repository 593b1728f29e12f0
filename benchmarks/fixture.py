"""The members that every benchmark shares: 70 % monthly, 30 % yearly, forty zones, the same every time."""

import csv
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization, go_live
from forenotice.kernel.lead_time import LeadTime
from forenotice.ledger.models import Product
from forenotice.rules.operations import declare_rule
from forenotice.rules.specification import RuleSpecification, StepSpecification

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = NOW.date()
LEADS = ("30 days", "14 days", "7 days", "3 days", "1 day")
ZONES = [
    "Europe/Paris",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Kyiv",
    "Europe/Moscow",
    "Europe/Istanbul",
    "Africa/Lagos",
    "Africa/Cairo",
    "Africa/Nairobi",
    "Africa/Johannesburg",
    "Africa/Casablanca",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Singapore",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Kathmandu",
    "Australia/Sydney",
    "Australia/Perth",
    "Pacific/Auckland",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "Pacific/Honolulu",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Toronto",
    "America/Mexico_City",
    "America/Bogota",
    "America/Sao_Paulo",
    "America/Santiago",
    "America/Argentina/Buenos_Aires",
]
HEADER = [
    "subscription_id",
    "member_id",
    "email",
    "first_name",
    "last_name",
    "time_zone",
    "locale",
    "country",
    "product",
    "status",
    "amount",
    "currency",
    "interval",
    "next_payment",
    "payment_method",
    "card_brand",
    "card_last4",
    "card_expiry",
    "billing_city",
    "custom.courses",
]
_BATCH = 10_000
_KNOWN = NOW - timedelta(days=400)


def lines(rows: int, changed_every: int = 0) -> Iterator[list[str]]:
    """The lines of a file of that many subscriptions; every n-th has another amount when asked for."""
    chance = random.Random(20_260_302)
    for number in range(rows):
        is_monthly = chance.random() < 0.7
        due = TODAY + timedelta(days=chance.randrange(30 if is_monthly else 365))
        amount = f"{chance.randrange(5, 60)}.{chance.choice(('00', '50', '90'))}"
        if changed_every and number % changed_every == 0:
            amount = "77.77"
        yield [
            *(f"sub-{number}", f"mem-{number}", f"member{number}@members.example", "Ana", f"Nr{number}"),
            *(chance.choice(ZONES), chance.choice(("en", "fr")), chance.choice(("FR", "GB", "US", "JP"))),
            *("Monthly" if is_monthly else "Yearly", "active", amount, "EUR"),
            *("month" if is_monthly else "year", due.isoformat(), "card", "Visa", f"{number % 10_000:04d}"),
            *("12/2031", "Lyon", str(number % 40)),
        ]


def write_file(path: Path, rows: int, changed_every: int = 0) -> None:
    """The lines as a file of comma-separated values."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(lines(rows, changed_every))


def load(rows: int, *, days: int | None = None) -> Organization:
    """An organization with that many active subscriptions, put straight into the tables.

    ``days`` puts every due date within so many days from now, to make a day's dispatch large.
    """
    organization = declare_organization(
        key="bench",
        values={
            "name": "The Bench",
            "support_email": "help@bench.example",
            "sender_email": "club@bench.example",
        },
        actor="benchmark",
        now=NOW,
    ).organization
    monthly, yearly = (
        Product.objects.create(organization=organization, source="csv", external_id=name, name=name)
        for name in ("Monthly", "Yearly")
    )
    products = {"Monthly": monthly.pk, "Yearly": yearly.pk}
    with transaction.atomic():
        for batch in _batches(lines(rows), _BATCH):
            _insert(organization.pk, products, batch, days)
        _insert_rows(
            "ledger_zoneinuse", [{"organization_id": organization.pk, "zone": zone} for zone in ZONES]
        )
    with connection.cursor() as cursor:
        for table in ("ledger_member", "ledger_subscription") if connection.vendor == "postgresql" else ():
            # Their numbers were given by hand.
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {rows})")
        cursor.execute("ANALYZE")
    return organization


def live_with_steps(rows: int) -> Organization:
    """That organization, live, with a rule of five steps that meets all of it."""
    organization = load(rows)
    go_live(organization=organization, first_day_cap=None, actor="benchmark", now=NOW)
    organization.refresh_from_db()
    steps = tuple(
        StepSpecification(
            key=lead.replace(" ", "-"), lead=LeadTime.parse(lead), message="m", channels=("email",)
        )
        for lead in LEADS
    )
    declare_rule(
        organization=organization,
        key="renewals",
        name="Renewals",
        on=True,
        specification=RuleSpecification(kinds=("renewal", "payment_due"), steps=steps),
        actor="benchmark",
        now=NOW,
    )
    return organization


def _insert(
    organization: int, products: dict[str, int], batch: list[tuple[int, list[str]]], days: int | None
) -> None:
    members, subscriptions, sightings, due_dates = [], [], [], []
    for number, line in batch:
        told = dict(zip(HEADER, line, strict=True))
        key, product = number + 1, products[told["product"]]
        due_on = TODAY + timedelta(days=number % days) if days else date.fromisoformat(told["next_payment"])
        owner = {"organization_id": organization}
        members.append(owner | {"id": key, "source": "csv"} | _member(told))
        subscriptions.append(
            owner
            | {"id": key, "source": "csv", "member_id": key, "product_id": product, "next_on": due_on}
            | _subscription(told)
        )
        sightings.append(
            owner | {"subscription_id": key, "fingerprint": key, "seen_at": NOW, "lapsed_source": ""}
        )
        due_dates.append(
            owner
            | {"subscription_id": key, "member_id": key, "product_id": product}
            | {"first_on": due_on, "due_on": due_on, "anchor_day": due_on.day}
            | _due_date(told)
        )
    _insert_rows("ledger_member", members)
    _insert_rows("ledger_subscription", subscriptions)
    _insert_rows("ledger_sighting", sightings)
    _insert_rows("ledger_duedate", due_dates)


def _member(told: dict[str, str]) -> dict[str, Any]:
    return {
        "external_id": told["member_id"],
        "email": told["email"],
        "first_name": "Ana",
        "last_name": told["last_name"],
        "locale": told["locale"],
        "zone": told["time_zone"],
        "country": told["country"],
        "details": "{}",
    }


def _subscription(told: dict[str, str]) -> dict[str, Any]:
    return {
        "external_id": told["subscription_id"],
        "order_number": "",
        "standing": "active",
        "cancel_at_period_end": False,
        "payer_kind": "automatic",
        "period_key": "",
        "tags": "",
        "card_brand": "Visa",
        "card_last4": told["card_last4"],
        "details": "{}",
        "created_at": _KNOWN,
        "changed_at": _KNOWN,
        **_price(told),
    }


def _due_date(told: dict[str, str]) -> dict[str, Any]:
    return {
        "occasion": "payment",
        "cycle": "0",
        "kind": "renewal",
        "payer_kind": "automatic",
        "zone": told["time_zone"],
        "country": told["country"],
        "tags": "",
        "quiet": "",
        "closing": "",
        "interval_days": 28 if told["interval"] == "month" else 365,
        "is_last": False,
        "estimated": False,
        "known_at": _KNOWN,
        **_price(told),
    }


def _price(told: dict[str, str]) -> dict[str, Any]:
    minor = int(told["amount"].replace(".", ""))
    interval = {"interval_count": 1, "interval_unit": told["interval"]}
    return {"amount_minor": minor, "currency": "EUR"} | interval


def _insert_rows(table: str, rows: list[dict[str, Any]]) -> None:
    columns = list(rows[0])
    marks = ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [tuple(_stored(row[column]) for column in columns) for row in rows])


def _stored(value: Any) -> Any:
    """SQLite keeps instants as text; PostgreSQL takes them as they are."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _batches(rows: Iterable[list[str]], size: int) -> Iterator[list[tuple[int, list[str]]]]:
    batch: list[tuple[int, list[str]]] = []
    for number, row in enumerate(rows):
        batch.append((number, row))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
