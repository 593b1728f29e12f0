"""Reading subscriptions from a WordPress database by a preset, against the CSV import of the same rows."""

import csv
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks.figure import Figure
from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization
from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, import_file, pull_source
from tests.support.mariadb import NoMariadbError, start_mariadb
from tests.support.wordpress import PMPRO, Wordpress

_AT_ONCE = 2_000
_HEADER = (
    *("subscription_id", "order_number", "status", "payer_kind", "amount", "currency", "interval"),
    *("interval_count", "next_payment", "started", "payments_made", "card_brand", "card_last4"),
    *("card_expiry_month", "card_expiry_year", "product_id", "product_name", "level", "member_id", "email"),
    *("username", "first_name", "last_name", "joined", "manage_url", "update_url", "cancel_url"),
)


def run(rows: int) -> list[Figure]:
    """Measure a first pull, one without news, and the import of a file that says the same."""
    now = datetime.now(UTC)
    try:
        server = start_mariadb()
    except NoMariadbError as error:
        sys.stderr.write(f"  nothing is measured: {error}\n")
        return []
    site = Wordpress(server, PMPRO)
    _fill(site, rows, now)
    path = Path(settings.FORENOTICE_HOME) / "same.csv"
    _write(path, rows, now)
    club, shop = _organization("club", now), _organization("shop", now)
    file = _seconds(lambda: _import(club, path, now))
    source = _declare(shop, site, now)
    pulled = _seconds(lambda: _pull(shop, source, now, rows))
    silent = _seconds(lambda: _pull(shop, source, now + timedelta(hours=1), 0))
    whole = _seconds(lambda: _pull(shop, source, now + timedelta(hours=2), 0, from_beginning=True))
    server.stop()
    return [
        Figure("CSV import of the same rows", file, "s", note=f"{rows:,} rows"),
        Figure("CSV import / pull by a preset", file / pulled, "x", at_least=0.5, note=f"{pulled:.1f} s"),
        Figure("pull without news", silent, "s", at_most=1),
        Figure("CSV import / all read again, the same", file / whole, "x", note=f"{whole:.1f} s"),
    ]


def _organization(key: str, now: datetime) -> Organization:
    values = {"name": key, "currency": "EUR", "time_zone": "UTC"}
    return declare_organization(key=key, values=values, actor="benchmark", now=now).organization


def _declare(organization: Organization, site: Wordpress, now: datetime) -> Source:
    declare_source(
        organization=organization,
        key="shop",
        kind="sql",
        settings=site.settings("paid-memberships-pro"),
        fresh_for_days=45,
        actor="benchmark",
        now=now,
    )
    return Source.objects.get(organization=organization, key="shop")


def _import(organization: Organization, path: Path, now: datetime) -> None:
    report = import_file(organization=organization, path=path, actor="benchmark", now=now)
    assert report.rejected == 0, report.rejected_lines[:3]


def _pull(
    organization: Organization, source: Source, now: datetime, created: int, *, from_beginning: bool = False
) -> None:
    report = pull_source(
        organization=organization, source=source, seconds=3_600, from_beginning=from_beginning, now=now
    )
    assert report.is_done, report.failure
    assert report.created == created, report.counts()


def _told(rows: int, now: datetime) -> Iterator[tuple[int, datetime, int, str]]:
    """Of each subscription: its number, its next payment, its payments, and how often it pays."""
    for number in range(1, rows + 1):
        coming = (now + timedelta(days=number % 360, minutes=number % 1_440)).replace(microsecond=0)
        yield number, coming, 1 + number % 2, "Year" if number % 10 < 3 else "Month"


def _fill(site: Wordpress, rows: int, now: datetime) -> None:
    site.run("SET GLOBAL innodb_flush_log_at_trx_commit = 0")
    site.option(pmpro_currency="EUR", pmpro_account_page_id="11")
    site.option(pmpro_billing_page_id="12", pmpro_cancel_page_id="13")
    for level in range(50):
        site.put("pmpro_membership_levels", id=level + 1, name=f"Level {level}", initial_payment="20.00")
    tables: dict[str, list[dict[str, Any]]] = {}
    for told in _told(rows, now):
        for table, row in _rows(*told, now):
            tables.setdefault(table, []).append(row)
        if told[0] % _AT_ONCE == 0 or told[0] == rows:
            for table, kept in tables.items():
                site.server.insert(site.name, f"wp_{table}", kept)
            tables.clear()


def _rows(
    number: int, coming: datetime, paid: int, unit: str, now: datetime
) -> Iterator[tuple[str, dict[str, Any]]]:
    member, plain = number + 1, coming.replace(tzinfo=None)
    began = now.replace(tzinfo=None, microsecond=0) - timedelta(days=number % 900)
    login = {"user_login": f"member{number}", "user_email": f"member{number}@example.org"}
    yield "users", {"ID": member, "user_registered": began, **login}
    for key, value in (("first_name", f"Ada{number}"), ("last_name", f"Lovelace{number}")):
        yield "usermeta", {"user_id": member, "meta_key": key, "meta_value": value}
    link = {
        "subscription_transaction_id": f"sub_{number}",
        "gateway": "stripe",
        "gateway_environment": "live",
    }
    cycle = {"billing_limit": 0, "trial_limit": 0, "trial_amount": 0, "cycle_number": 1, "cycle_period": unit}
    yield (
        "pmpro_subscriptions",
        {
            "id": number,
            "user_id": member,
            "membership_level_id": number % 50 + 1,
            "status": "active",
            "startdate": began,
            "next_payment_date": plain,
            "billing_amount": "20.00",
            "modified": now.replace(tzinfo=None) - timedelta(days=1, seconds=number % 86_400),
            **link,
            **cycle,
        },
    )
    card = {"cardtype": "Visa", "accountnumber": "XXXXXXXXXXXX4242"}
    expiry = {"expirationmonth": "04", "expirationyear": "2031"}
    for order in range(paid):
        code = {"code": f"O{number}-{order}", "subtotal": "20.00", "total": "20.00", "status": "success"}
        yield "pmpro_membership_orders", {"timestamp": began, **link, **card, **expiry, **code}


def _write(path: Path, rows: int, now: datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    home = "https://club.example/?page_id="
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for number, coming, paid, unit in _told(rows, now):
            began, level = now - timedelta(days=number % 900), number % 50 + 1
            writer.writerow(
                (
                    *(
                        number,
                        f"O{number}-{paid - 1}",
                        "active",
                        "automatic",
                        "20.00",
                        "EUR",
                        unit.lower(),
                        1,
                    ),
                    *(coming.isoformat(), began.date(), paid, "Visa", "4242", "04", "2031"),
                    *(level, f"Level {level - 1}", f"Level {level - 1}", number + 1),
                    *(f"member{number}@example.org", f"member{number}", f"Ada{number}", f"Lovelace{number}"),
                    *(began.date(), f"{home}11", f"{home}12&pmpro_subscription_id={number}"),
                    f"{home}13&levelstocancel={level}",
                )
            )


def _seconds(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
