"""Finding members among all of them: reading their words, and what a search costs then."""

import random
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import connection

from benchmarks.figure import Figure
from benchmarks.fixture import TODAY, load
from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import in_chunks, select, update_rows
from forenotice.ledger.models import Member, Subscription
from forenotice.ledger.operations import keep_words
from forenotice.ledger.queries import Order, Wanted, find_members

_RUNS = 7
_SOUNDS = (
    "an",
    "be",
    "cla",
    "do",
    "el",
    "fi",
    "ga",
    "ho",
    "is",
    "jo",
    "ka",
    "lu",
    "ma",
    "no",
    "ra",
    "so",
    "ti",
)


def run(rows: int) -> list[Figure]:
    """Give everybody a name of their own, read the words, and search for the rare and the common."""
    organization = load(rows)
    _name_everybody(organization)
    started = time.perf_counter()
    keep_words(organization=organization)
    rate = rows / (time.perf_counter() - started)
    idle = _milliseconds(lambda: keep_words(organization=organization))
    count = select("SELECT count(*) FROM ledger_memberword", [])[0][0]
    note = f"{count:,} words{_size()}"
    asked = {
        "one letter": Wanted(text="a"),
        "a first and a last name": Wanted(text="clado beka"),
        "two common words": Wanted(text="members ana"),
        "an address": Wanted(text=f"member{rows // 2}@members.example"),
        "an order number": Wanted(text=f"R-{rows // 3}"),
        "nobody": Wanted(text="an xyzzy"),
        "a name, by next payment": Wanted(text="clado", order=Order.PAYMENT),
        "everybody": Wanted(),
        "everybody, by next payment": Wanted(order=Order.PAYMENT),
        "past due": Wanted(standing="past_due"),
        "a product that is due in a week": Wanted(product_id=2, due_by=TODAY + timedelta(days=7)),
        "paid by hand": Wanted(payer_kind="manual"),
        "by a letter and what nobody has": Wanted(text="a", kind="term_end"),
    }
    found = [
        Figure(f"search: {name}", _milliseconds(partial(find_members, organization, one)), "ms")
        for name, one in asked.items()
    ]
    return [
        Figure("reading the words of members", rate, "members/s", note=note),
        Figure("the same when nothing is new", idle, "ms"),
        *found,
    ]


def _name_everybody(organization: Organization) -> None:
    chance = random.Random(20_260_302)

    def name() -> str:
        return "".join(chance.choice(_SOUNDS) for _ in range(chance.randrange(2, 5))).capitalize()

    numbers = Member.objects.filter(organization=organization).order_by("pk").values_list("pk", flat=True)
    for some in in_chunks(numbers.iterator(), 20_000):
        update_rows(Member, ("id", "first_name", "last_name"), [(number, name(), name()) for number in some])
        told = [
            (number, f"R-{number}", "past_due" if chance.random() < 0.001 else "active") for number in some
        ]
        update_rows(Subscription, ("id", "order_number", "standing"), told)


def _milliseconds(search: Callable[[], object]) -> float:
    found = []
    for _ in range(_RUNS):
        started = time.perf_counter()
        search()
        found.append((time.perf_counter() - started) * 1_000)
    return statistics.median(found)


def _size() -> str:
    if connection.vendor == "sqlite":
        return ""
    size = select("SELECT pg_total_relation_size('ledger_memberword')", [])[0][0]
    return f", {size / 1_000_000:,.0f} MB"
