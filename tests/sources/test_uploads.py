"""A file that was handed in is shown as it will be read, corrected, and never read beyond its beginning."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.models import UploadedFile
from forenotice.sources.operations import (
    correct_upload,
    forget_upload,
    import_file,
    keep_upload,
    name_upload,
    rename_upload,
)
from forenotice.sources.queries import preview_upload, upload_of
from tests.support.world import World

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
CLEAR = b"Order no,E-mail,Amount,Next payment,Card\nA1,ana@example.org,12.00,2026-04-01,4242424242424242\n"
UNCLEAR = b"Referenz;Wem;Wann;Wem\nX1;ana@example.org;21.04.2026;-\nX2;ben@example.org;never;-\n"


@pytest.fixture
def world(db: None, home: Path) -> World:
    return World(NOW)


def _keep(world: World, words: bytes, name: str = "../members.csv") -> UploadedFile:
    return keep_upload(organization=world.organization, name=name, blocks=[words], actor="test", now=NOW)


def test_a_file_is_shown_as_it_is_understood(world: World) -> None:
    upload = _keep(world, CLEAR)
    assert upload.name == "members.csv"
    assert Path(upload.stored_as).stat().st_mode & 0o077 == 0
    shown = preview_upload(upload, now=NOW)
    assert [(column.theirs, column.ours) for column in shown.columns[:3]] == [
        ("Order no", "order_number"),
        ("E-mail", "email"),
        ("Amount", "amount"),
    ]
    assert (shown.fault, shown.key, shown.is_whole) == ("", "Order no", True)
    assert "4242424242424242" not in str(shown)
    assert shown.facts == []
    assert "card number" in shown.rejected[0].reason


def test_what_is_not_understood_can_be_said(world: World) -> None:
    upload = _keep(world, UNCLEAR)
    shown = preview_upload(upload, now=NOW)
    assert "tell subscriptions apart" in shown.fault or "email address" in shown.fault
    assert [column.is_twin for column in shown.columns] == [False, False, False, True]
    assert shown.columns[1].examples == ("ana@example.org", "ben@example.org")
    with pytest.raises(SettingsRefusedError):
        correct_upload(organization=world.organization, settings={"mapping": {"Wem": "emial"}})
    said = {
        "mapping": {"Wem": "email", "Wann": "next_payment"},
        "key": "Referenz",
        "date_format": "DD.MM.YYYY",
    }
    correct_upload(organization=world.organization, settings=said)
    upload.refresh_from_db()
    shown = preview_upload(upload, now=NOW)
    assert shown.fault == ""
    assert [facts.member.email for facts in shown.facts] == ["ana@example.org"], shown.rejected
    assert (shown.rejected[0].line, shown.rejected[0].column) == (3, "Wann")


def test_a_new_file_takes_the_place_of_the_one_before(world: World, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("Email", "Next payment"), ("ana@example.org", "2026-04-01")):
        book.active.append(row)
    book.create_sheet("Other").append(("Email", "Next payment"))
    book.save(tmp_path / "b.xlsx")
    first = _keep(world, CLEAR)
    second = _keep(world, (tmp_path / "b.xlsx").read_bytes(), "b.xlsx")
    assert not Path(first.stored_as).exists()
    assert "Say which one to read" in preview_upload(second, now=NOW).fault
    correct_upload(organization=world.organization, settings={"sheet": "Sheet", "key": "Email"})
    second.refresh_from_db()
    assert len(preview_upload(second, now=NOW).facts) == 1
    assert forget_upload(organization=world.organization)
    assert upload_of(world.organization) is None
    assert not Path(second.stored_as).exists()


def test_a_file_with_other_columns_gets_a_name_of_its_own(world: World) -> None:
    about: dict[str, Any] = {"organization": world.organization, "actor": "test", "now": NOW}
    first = _keep(world, CLEAR.replace(b"4242424242424242", b"-"))
    assert name_upload(first) == "csv"
    import_file(path=Path(first.stored_as), **about)
    assert name_upload(_keep(world, CLEAR.replace(b",Card", b",Telephone"))) == "csv"
    newer = _keep(
        world, b"Referenz,E-mail,Wert,Zustand,Wann\nA1,ana@example.org,12.00,gek\xc3\xbcndigt,2026-05-01"
    )
    said = {"mapping": {"Wann": "next_payment", "Wert": "amount"}, "key": "Referenz"}
    correct_upload(organization=world.organization, settings=said)
    assert name_upload(newer) == "members"
    shown = preview_upload(upload_of(world.organization) or newer, now=NOW)
    assert (shown.owners, shown.tells_standing) == ({"csv": 1}, True)
    assert shown.facts[0].standing == "cancelled"
    rename_upload(newer, "csv")
    assert preview_upload(newer, now=NOW).owners == {}
    other = _keep(world, UNCLEAR, "Old Club.csv")
    assert name_upload(other) == "old-club"
    rename_upload(other, "old")
    assert upload_of(world.organization) == other
    world.source("sample")
    for key in ("Not so", "sample"):
        with pytest.raises(SettingsRefusedError):
            rename_upload(other, key)
