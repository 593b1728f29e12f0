"""What brings subscriptions: a file as an undertaking, and a made-up society that goes again."""

from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from forenotice.accounts.models import Organization
from forenotice.blueprint.ready_sets import AT_FIRST, choose_sets
from forenotice.engine.go_live import obstacles
from forenotice.engine.importing import BRINGING, begin_import, forget_rejected, take_in
from forenotice.engine.models import Undertaking
from forenotice.engine.queries import last_undertaking
from forenotice.engine.sample import SampleRefusedError, add_sample, remove_sample
from forenotice.ledger.models import DayCount, Member, Product, Subscription
from forenotice.ledger.queries import due_between
from forenotice.planner.operations import plan
from forenotice.sources.models import Source
from forenotice.sources.operations import forget_upload, keep_upload
from forenotice.sources.queries import rejects_of, upload_of
from tests.support.world import World

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROWS = b"Order no,Email,Next payment\nA1,ana@example.org,2026-03-20\nA2,ben@example.org,soon\n"


def _wait(organization: Organization) -> Undertaking:
    ends_at = monotonic() + 20
    while monotonic() < ends_at:
        row = last_undertaking(organization, BRINGING, now=NOW)
        if row is not None and row.state != "running":
            return row
        sleep(0.02)
    raise AssertionError("It never ended.")


@pytest.mark.django_db(transaction=True)
def test_a_file_is_taken_in_beside_everything_else(home: Path) -> None:
    organization = World(NOW).organization
    upload = keep_upload(organization=organization, name="m.csv", blocks=[ROWS], actor="test", now=NOW)
    begin_import(upload=upload, actor="test", clock=lambda: NOW)
    row = _wait(organization)
    assert (row.state, row.words) == ("done", "")
    assert {name: row.result[name] for name in ("members", "subscriptions", "rejected")} == {
        "members": 1,
        "subscriptions": 1,
        "rejected": 1,
    }
    assert row.result["rejected_lines"][0]["line"] == 3
    assert Path(row.result["rejects_path"]).exists()
    assert due_between(organization, NOW.date(), 30) == 1
    assert upload_of(organization) is None
    forget_rejected(organization=organization, names=["nobody@example.org"])
    assert Path(row.result["rejects_path"]).exists()
    forget_rejected(organization=organization, names=["ben@example.org", "soon"])
    assert not Path(row.result["rejects_path"]).exists()
    row.refresh_from_db()
    assert row.result["rejected_lines"] == []


@pytest.mark.django_db
def test_rejected_rows_are_corrected_and_handed_in_by_their_own_name(home: Path) -> None:
    organization = World(NOW).organization
    about: dict[str, Any] = {"organization": organization, "actor": "test", "now": NOW}
    take_in(keep_upload(name="m.csv", blocks=[ROWS], **about), actor="test", now=NOW)
    rejected = rejects_of(organization)
    assert rejected
    corrected = rejected.read_bytes().replace(b"soon", b"2026-03-21")
    report = take_in(keep_upload(name=rejected.name, blocks=[corrected], **about), actor="test", now=NOW)
    assert (report["created"], report["rejected"], report["subscriptions"]) == (1, 0, 2)
    assert rejects_of(organization) is None
    first = keep_upload(name="m.csv", blocks=[ROWS], **about)
    second = keep_upload(name="next.csv", blocks=[ROWS], **about)
    assert not forget_upload(organization=organization, read=first)
    assert upload_of(organization) == second


@pytest.mark.django_db
def test_the_sample_comes_around_today_and_goes_without_a_trace(home: Path) -> None:
    world = World(NOW, live=False)
    about: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": NOW}
    world.told("real", next_on=world.in_days(20))
    came = add_sample(**about)
    assert (came["rejected"], came["created"]) == (0, 60), came["rejected_lines"]
    choose_sets(wanted=AT_FIRST, **about)
    plan(organization=world.organization, now=NOW)
    assert due_between(world.organization, NOW.date(), 30) > 20
    assert add_sample(**about)["created"] == 0
    assert "made-up members" in obstacles(world.organization)[0]
    assert remove_sample(**about) == came["members"] - 1
    assert list(Subscription.objects.values_list("external_id", flat=True)) == ["real"]
    assert Member.objects.count() == Product.objects.count() == 1
    assert sum(DayCount.objects.values_list("count", flat=True)) == 1
    assert not Source.objects.filter(key="sample").exists()
    assert remove_sample(**about) == 0
    world.go_live()
    with pytest.raises(SampleRefusedError):
        add_sample(**about | {"organization": world.organization})
