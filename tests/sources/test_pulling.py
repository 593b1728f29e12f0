"""What is pulled ends in the ledger, however often it breaks off; and no source is trusted too far."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from forenotice.accounts.models import Organization
from forenotice.ledger.models import Subscription
from forenotice.sources.contract import Page, Unclear
from forenotice.sources.errors import SourceBusyError, SourceRefusedError, SourceUnavailableError
from forenotice.sources.models import Source, UnclearRow
from forenotice.sources.operations import pull_due, pull_source, try_source
from forenotice.sources.pulling import PAGE
from forenotice.sources.queries import freshness
from forenotice.sources.report import PullReport
from forenotice.sources.storing import store_page
from tests.sources.desk import NOW, Desk
from tests.sources.made_up import Club, MadeUpSource, told


def _source(desk: Desk, key: str = "club") -> Source:
    return Source.objects.create(
        organization=desk.organization, key=key, kind="made-up", pull_every_minutes=10, fresh_for_days=3
    )


def _pull(source: Source, club: Club, minutes: int = 0, **choices: Any) -> PullReport:
    return pull_source(
        organization=source.organization,
        source=source,
        opener=club.open,
        now=NOW + timedelta(minutes=minutes),
        **choices,
    )


def _present(organization: Organization) -> set[str]:
    rows = Subscription.objects.filter(organization=organization, gone_at__isnull=True)
    return set(rows.values_list("external_id", flat=True))


def test_all_is_told_once_and_then_only_what_changed(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    for number in range(3):
        club.put(f"s{number}")
    first = _pull(source, club)
    assert (first.created, first.is_done, first.total) == (3, True, 3)
    club.put("s1", amount_minor=1500)
    club.drop("s2")
    second = _pull(source, club, 10)
    assert (second.created, second.changed, second.gone, second.told) == (0, 1, 1, 1)
    assert _present(desk.organization) == {"s0", "s1"}
    silent = _pull(source, club, 20)
    assert (silent.pages, silent.is_done) == (0, True)
    assert source.next_pull_at == NOW + timedelta(minutes=30)
    assert club.is_open == 0


def test_a_pull_that_breaks_off_goes_on_where_it_stopped(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    for number in range(2 * PAGE + 7):
        club.put(f"s{number:05}")

    def break_at_the_second(number: int) -> None:
        if number == 1:
            raise SourceUnavailableError("The line broke.")

    club.before_page = break_at_the_second
    broken = _pull(source, club)
    assert (broken.created, broken.is_done, broken.failure) == (PAGE, False, "The line broke.")
    assert source.failing_since == NOW
    club.before_page = lambda _: None
    # What it no longer has when the pull goes on is gone all the same.
    club.drop("s00001")
    done = _pull(source, club, 5)
    assert (done.created, done.is_done) == (PAGE + 7, True)
    assert source.failures == 0
    assert _pull(source, club, 15).gone == 1
    assert _present(desk.organization) == set(club.now)


def test_a_pull_that_takes_too_long_leaves_the_rest_to_the_next(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    for number in range(PAGE + 1):
        club.put(f"s{number:05}")
    first = _pull(source, club, seconds=0)
    assert (first.created, first.is_done) == (PAGE, False)
    assert source.next_pull_at == NOW
    assert _pull(source, club, 1, seconds=0).is_done
    assert len(_present(desk.organization)) == PAGE + 1


def test_what_a_whole_reading_lacks_is_gone_unless_that_is_too_much(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    for number in range(10):
        club.put(f"s{number}")
    _pull(source, club)
    # The club forgets to tell of this.
    club.log = [entry for entry in club.log if entry[0] != "s3"]
    assert _pull(source, club, 10, from_beginning=True).gone == 1
    club.log = club.log[:4]
    careful = _pull(source, club, 20, from_beginning=True)
    assert careful.gone == 0
    assert "--yes" in careful.warnings[0]
    assert _pull(source, club, 30, from_beginning=True, allow_gone=True).gone == 5


def test_a_source_that_fails_is_asked_later_each_time(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    club.put("s1")
    error: Exception = SourceRefusedError("The key is revoked.")

    def fail(number: int) -> None:
        raise error

    club.before_page = fail
    waits = []
    for number in range(8):
        _pull(source, club, number)
        assert source.next_pull_at is not None
        waits.append(source.next_pull_at - NOW - timedelta(minutes=number))
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits[-1] == timedelta(hours=1)
    error = SourceUnavailableError("Too many requests.", retry_after_seconds=7200)
    _pull(source, club, 9)
    assert source.next_pull_at == NOW + timedelta(minutes=9, hours=2)
    # What nobody foresaw may hold a secret, and is not told.
    error = KeyError("sk_live_secret")
    assert _pull(source, club, 10).failure == "It broke (KeyError). Please report this."


def test_one_that_hangs_or_breaks_stops_no_other(desk: Desk) -> None:
    club = Club()
    club.put("s1")
    sources = {key: _source(desk, key) for key in ("a-breaks", "b-hangs", "c-works")}

    class Hanging(MadeUpSource):
        def pull(self, cursor: str, *, page: int) -> Any:
            time.sleep(30)
            yield from super().pull(cursor, page=page)

    def opener(source: Source, now: datetime) -> Any:
        if source.key == "a-breaks":
            raise RuntimeError("anything")
        return Hanging(club) if source.key == "b-hangs" else MadeUpSource(club)

    began = time.monotonic()
    slow = pull_source(
        organization=desk.organization,
        source=sources["b-hangs"],
        opener=opener,
        patience_seconds=0.2,
        now=NOW - timedelta(seconds=1),
    )
    assert "waiting" in slow.failure
    reports = pull_due(organization=desk.organization, now=NOW, stop=lambda: False, opener=opener)
    assert {report.source: report.is_done for report in reports} == {"a-breaks": False, "c-works": True}
    assert time.monotonic() - began < 10
    assert _present(desk.organization) == {"s1"}


LIES: dict[str, Callable[[Any], Any]] = {
    "negative": lambda facts: replace(facts, amount_minor=-1),
    "huge": lambda facts: replace(facts, amount_minor=10**18),
    "1970": lambda facts: replace(facts, next_on=date(1970, 1, 1)),
    "9999": lambda facts: replace(facts, trial_ends_on=date(9999, 12, 31)),
    "no zone": lambda facts: replace(facts, next_at=datetime(2026, 4, 10, 9)),  # noqa: DTZ001
    "currency": lambda facts: replace(facts, currency="XQZ"),
    "small letters": lambda facts: replace(facts, currency="eur"),
    "10 MB": lambda facts: replace(facts, member=replace(facts.member, first_name="x" * 10_000_000)),
    "nul": lambda facts: replace(facts, order_number="a\0b"),
    "half a letter": lambda facts: replace(facts, order_number="\ud800"),
    "no id": lambda facts: replace(facts, external_id=""),
    "interval": lambda facts: replace(facts, interval_count=0),
    "unit": lambda facts: replace(facts, interval_unit="fortnight"),
    "standing": lambda facts: replace(facts, standing="enthusiastic"),
    "zone": lambda facts: replace(facts, member=replace(facts.member, zone="Mars/Olympus")),
    "details": lambda facts: replace(facts, details={"x": "y" * 200_000}),
    "fingerprint": lambda facts: replace(facts, fingerprint=2**64),
}


def test_lies_are_kept_apart_row_by_row(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    for number, lie in enumerate(LIES.values()):
        club.log.append((f"lie{number:02}", lie(told(f"lie{number:02}"))))
    club.put("true")
    report = _pull(source, club)
    assert (report.created, report.unclear, report.failure) == (1, len(LIES), "")
    assert _present(desk.organization) == {"true"}
    assert UnclearRow.objects.filter(organization=desk.organization, source=source).count() == len(LIES)
    # Once it tells the truth, nothing is held against it.
    for number in range(len(LIES)):
        club.put(f"lie{number:02}")
    _pull(source, club, 10, from_beginning=True)
    assert not UnclearRow.objects.filter(organization=desk.organization, source=source).exists()
    assert len(_present(desk.organization)) == len(LIES) + 1


def test_what_it_tells_unclearly_is_fresh_no_more(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    club.put("s1")
    club.put("s2")
    _pull(source, club)
    club.log.append(("s1", told("s1", amount_minor=-5)))
    _pull(source, club, 10)
    since = freshness(desk.organization, NOW + timedelta(minutes=11))["club"]
    fresh = Subscription.objects.filter(organization=desk.organization, sighting__seen_at__gte=since)
    assert [each.external_id for each in fresh] == ["s2"]
    # While it answers without news, its silence means that all is as it was.
    assert freshness(desk.organization, NOW + timedelta(days=2))["club"] == NOW
    assert freshness(desk.organization, NOW + timedelta(days=14))["club"] == NOW + timedelta(days=11)


def test_unclear_rows_keep_the_others_from_being_called_gone(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    for number in range(10):
        club.put(f"s{number}")
    _pull(source, club)
    club.log = club.log[1:]

    class Unsure(MadeUpSource):
        def pull(self, cursor: str, *, page: int) -> Any:
            for one in super().pull(cursor, page=page):
                yield Page(one.facts, one.cursor, [Unclear("", "row 12", "No id.")], is_whole=one.is_whole)

    report = pull_source(
        organization=desk.organization,
        source=source,
        opener=lambda *_: Unsure(club),
        from_beginning=True,
        now=NOW + timedelta(minutes=10),
    )
    assert (report.gone, len(report.warnings)) == (0, 1)


def test_trying_stores_nothing(desk: Desk) -> None:
    club, source = Club(), _source(desk)
    club.put("s1")
    club.put("s2", amount_minor=-1)
    trial = try_source(organization=desk.organization, source=source, opener=club.open, now=NOW)
    assert trial.checked.found == ["2 subscriptions"]
    assert (trial.report.created, trial.report.unclear, trial.report.is_done) == (1, 1, True)
    source.refresh_from_db()
    assert (source.cursor, source.pulled_at, _present(desk.organization)) == ("", None, set())
    assert not UnclearRow.objects.filter(organization=desk.organization).exists()


def test_somebody_else_was_faster(desk: Desk) -> None:
    """Two hosts that share a database: the page of the slower one is not stored."""
    club, source = Club(), _source(desk)
    club.put("s1")

    Source.objects.filter(organization=desk.organization, pk=source.pk).update(cursor="log:7")
    with pytest.raises(SourceBusyError):
        store_page(
            organization=desk.organization,
            source=source,
            page=Page([told("s1")], "log:1"),
            report=PullReport("club"),
            now=NOW,
        )
    assert _present(desk.organization) == set()
