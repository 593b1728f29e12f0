"""A file is taken into the ledger: once, again, next month, and with rows that are bad."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from forenotice.ledger.models import Change, DueDate, Member, Product, Subscription
from forenotice.ledger.operations import declare_product
from forenotice.sources.csv_file.rows import ROWS_AT_ONCE
from forenotice.sources.errors import FileRefusedError, SettingsRefusedError, SourcesError
from forenotice.sources.models import RejectedRow, Snapshot, Source
from forenotice.sources.operations import declare_source, examine_file, import_file
from forenotice.sources.queries import freshness, rejected_rows, source_health
from tests.sources.desk import HEADER, NOW, Desk, counted, row, rows


def test_a_first_file_makes_members_products_subscriptions_and_due_dates(desk: Desk) -> None:
    report = desk.take_in("members.csv", *rows(3))
    assert counted(report) == (3, 0, 0, 0)
    assert report.rejects_path == ""
    assert [each.email for each in Member.objects.order_by("id")] == [
        f"member{n}@b.example" for n in range(3)
    ]
    assert [each.name for each in Product.objects.all()] == ["Gold"]
    assert {each.amount_minor for each in Subscription.objects.all()} == {1200}
    assert {(each.due_on, each.kind) for each in DueDate.objects.all()} == {(date(2026, 4, 10), "renewal")}


def test_the_same_file_twice_changes_nothing(desk: Desk) -> None:
    desk.take_in("members.csv", *rows(3))
    before = list(Subscription.objects.order_by("id").values())
    assert counted(desk.take_in("members.csv", *rows(3))) == (0, 0, 3, 0)
    assert list(Subscription.objects.order_by("id").values()) == before
    assert not Change.objects.exists()


def test_next_months_file_under_another_name_makes_no_new_members(desk: Desk) -> None:
    desk.take_in("march.csv", *rows(3))
    report = desk.take_in("april.csv", row(0), row(1, due="2026-05-10"), row(2), row(3))
    assert counted(report) == (1, 1, 2, 0)
    assert (Member.objects.count(), Subscription.objects.count()) == (4, 4)


def test_columns_in_another_order_or_separated_otherwise_change_nothing(desk: Desk) -> None:
    desk.take_in("a.csv", *rows(2))
    told = [
        "2026-04-10;Gold;s0;member0@b.example;month;12,00",
        "2026-04-10;Gold;s1;member1@b.example;month;12,00",
    ]
    report = desk.take_in("b.csv", *told, header="Next payment;Plan;ID;E-Mail;Interval;Amount")
    assert counted(report) == (0, 0, 2, 0)


def test_a_file_of_another_source_may_not_take_ids_that_are_owned(desk: Desk) -> None:
    desk.take_in("a.csv", *rows(2))
    other = [line.replace("Gold", "Silver") for line in rows(3)]
    report = desk.take_in("b.csv", *other, source_key="other")
    assert counted(report) == (1, 0, 0, 2)
    assert 'belongs to the source "csv"' in report.rejected_lines[0].reason
    assert [line.line for line in report.rejected_lines] == [2, 3]
    report = desk.take_in("c.csv", row(7), source_key="third")
    assert counted(report) == (1, 0, 0, 0), "what two lists call by one name is one product"
    assert Product.objects.get(name="Gold").source == "csv"


def test_bad_rows_are_told_with_line_column_and_reason_and_stop_nothing(desk: Desk) -> None:
    report = desk.take_in("m.csv", row(0), row(1, amount="1,234"), row(2, due="03/04/2026"), row(3))
    assert counted(report) == (2, 0, 0, 2)
    # An unquoted comma makes one cell too many.
    assert [(line.line, line.column) for line in report.rejected_lines] == [(3, ""), (4, "next payment")]
    assert "7 cells" in report.rejected_lines[0].reason
    assert "ambiguous" in report.rejected_lines[1].reason
    assert [(each.line, each.words[0]) for each in rejected_rows(desk.organization, "csv")] == [
        (3, "s1"),
        (4, "s2"),
    ]


def test_rejected_rows_can_be_corrected_and_imported_again(desk: Desk) -> None:
    report = desk.take_in("m.csv", row(0), row(1, due="03/04/2026"), row(2, amount="lots"))
    rejects = Path(report.rejects_path)
    assert rejects == desk.folder / "m.rejected.csv"
    text = rejects.read_text("utf-8-sig")
    text = text.replace("month,03/04/2026", "month,2026-04-03").replace("Gold,lots", "Gold,9.50")
    header, *corrected = text.splitlines()
    again = desk.take_in("fixed.csv", *corrected, header=header)
    assert counted(again) == (2, 0, 0, 0)
    assert source_health(desk.organization, desk.now)[0].rejected == 0


def test_rejects_go_where_they_are_wanted_and_never_over_another_file(desk: Desk) -> None:
    bad = row(0, amount="lots")
    assert [Path(desk.take_in("m.csv", bad).rejects_path).name for _ in range(2)] == [
        "m.rejected.csv",
        "m.rejected-2.csv",
    ]
    wanted = desk.folder / "elsewhere.csv"
    assert desk.take_in("m.csv", bad, rejects_path=wanted).rejects_path == str(wanted)


@pytest.mark.parametrize("due", ["2026-04\0-10", "\0\0\0", "2026-04-10\0"])
def test_a_damaged_byte_costs_its_own_row_only(desk: Desk, due: str) -> None:
    desk.take_in("m.csv", *rows(3))
    told = (row(0), row(1, due=due), row(2).replace("s2", "s\0002"), row(3))
    for dry_run in (True, False):
        report = desk.take_in("n.csv", *told, complete=True, dry_run=dry_run)
        assert (counted(report), report.gone) == ((1, 0, 1, 2), 0)
        assert [(line.line, line.column) for line in report.rejected_lines] == [
            (3, "next payment"),
            (4, "id"),
        ]
        assert "NUL" in report.rejected_lines[0].reason
    with Path(report.rejects_path).open(encoding="utf-8-sig", newline="") as file:
        assert [line[0] for line in csv.reader(file)][1:] == ["3", "4"]


def test_a_key_twice_in_a_file_is_a_bad_row(desk: Desk) -> None:
    report = desk.take_in("m.csv", row(0), row(1), row(0, amount="99.00"))
    assert counted(report) == (2, 0, 0, 1)
    [line] = report.rejected_lines
    assert (line.line, line.column, line.reason) == (4, "id", '"s0" stands in line 2 already.')
    assert Subscription.objects.get(external_id="s0").amount_minor == 1200


def test_a_dry_run_tells_the_same_and_changes_nothing(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(3))
    told = [row(0), row(1, amount="13.00"), row(3), row(4, amount="lots")]
    report = desk.take_in("n.csv", *told, dry_run=True, complete=True)
    assert (report.is_dry_run, counted(report), report.gone) == (True, (1, 1, 1, 1), 1)
    assert report.rejected_lines[0].line == 5
    assert (Subscription.objects.count(), Snapshot.objects.count()) == (3, 1)
    assert {path.name for path in desk.folder.iterdir()} == {"m.csv", "n.csv"}


def test_a_dry_run_of_a_first_file_leaves_no_trace(desk: Desk, home: Path) -> None:
    desk.take_in("m.csv", *rows(3), dry_run=True)
    assert not Source.objects.exists()
    assert not list((home / "snapshots").glob("*.csv"))


def test_card_numbers_are_written_nowhere(desk: Desk, home: Path) -> None:
    card = "4242 4242 4242 4242"
    header = f"{HEADER},remarks"
    report = desk.take_in("m.csv", f"{row(0)},fine", f"{row(1)},paid with {card}", header=header)
    assert (counted(report), report.cards_removed) == ((1, 0, 0, 1), 1)
    assert "whole card number" in report.rejected_lines[0].reason
    written = [
        path for path in (*home.rglob("*"), *desk.folder.iterdir()) if path.is_file() and path.name != "m.csv"
    ]
    assert len(written) >= 3
    assert not any(card.encode() in path.read_bytes() for path in written)
    assert card not in str(list(RejectedRow.objects.values())) + str(list(Snapshot.objects.values()))


def test_a_file_in_latin_1_with_semicolons_and_decimal_commas(desk: Desk) -> None:
    path = desk.folder / "membres.csv"
    path.write_bytes(
        "N°;Nom;Courriel;Échéance;Montant\n1;Zoë Müller;z@b.example;03/04/2026;1.234,50 €\n".encode("cp1252")
    )
    settings = {
        "key": "N°",
        "mapping": {"Nom": "full_name", "Courriel": "email", "Échéance": "next_payment", "Montant": "amount"},
        "date_format": "DD/MM/YYYY",
        "amount_format": "1.234,50",
    }
    import_file(organization=desk.organization, path=path, settings=settings, actor="tester", now=NOW)
    subscription = Subscription.objects.select_related("member").get()
    assert (subscription.external_id, subscription.amount_minor) == ("1", 123450)
    assert (subscription.next_on, subscription.member.last_name) == (date(2026, 4, 3), "Müller")


def test_a_source_remembers_how_its_files_are_read(desk: Desk) -> None:
    declared = {"date_format": "DD/MM/YYYY", "mapping": {"Wann": "next_payment"}}
    arguments: dict[str, Any] = {
        "organization": desk.organization,
        "key": "csv",
        "kind": "csv",
        "actor": "tester",
    }
    assert declare_source(**arguments, settings=declared, fresh_for_days=40, now=NOW)
    assert not declare_source(**arguments, settings=declared, fresh_for_days=40, now=NOW)
    assert desk.take_in("m.csv", "1,a@b.example,03/04/2026", header="id,email,Wann").created == 1
    assert Subscription.objects.get().next_on == date(2026, 4, 3)
    with pytest.raises(SettingsRefusedError, match=r'Source "csv": .*date_fromat'):
        declare_source(**arguments, settings={"date_fromat": "x"}, fresh_for_days=40, now=NOW)
    with pytest.raises(SettingsRefusedError, match="not a kind"):
        declare_source(**{**arguments, "kind": "ftp"}, settings={}, fresh_for_days=40, now=NOW)


def test_another_format_is_another_meaning_of_the_same_words(desk: Desk) -> None:
    told, header = "1,a@b.example,03/04/2026", "id,email,next payment"
    desk.take_in("m.csv", told, header=header, settings={"date_format": "DD/MM/YYYY"})
    report = desk.take_in("m.csv", told, header=header, settings={"date_format": "MM/DD/YYYY"})
    assert counted(report) == (0, 1, 0, 0)
    assert Subscription.objects.get().next_on == date(2026, 3, 4)


def test_rows_without_a_product_are_of_the_only_one_that_is_declared(desk: Desk) -> None:
    declare_product(organization=desk.organization, key="gold", name="Gold", actor="tester", now=NOW)
    report = desk.take_in("m.csv", "1,a@b.example,2026-04-03", header="id,email,next payment")
    assert Subscription.objects.select_related("product").get().product.external_id == "gold"
    assert any('all rows are of "Gold"' in warning for warning in report.warnings)


def test_rows_that_name_no_product_are_of_one_without_a_name(desk: Desk) -> None:
    """Members read the words of their own language for it; a table calls it by its id."""
    report = desk.take_in("m.csv", "1,a@b.example,2026-04-03", header="id,email,next payment")
    product = Subscription.objects.select_related("product").get().product
    assert (product.external_id, product.name, product.label) == ("membership", "", "membership")
    assert any('are of "membership", and messages name none.' in warning for warning in report.warnings)
    again = desk.take_in("m.csv", "1,a@b.example,2026-04-03", header="id,email,next payment")
    assert counted(again) == (0, 0, 1, 0)
    desk.take_in("m.csv", "1,a@b.example,2026-04-03,Gold", header="id,email,next payment,product")
    assert Subscription.objects.select_related("product").get().product.name == "Gold"


def test_the_owner_is_told_what_a_file_does_not_say(desk: Desk) -> None:
    report = desk.take_in("m.csv", "1,a@b.example,", header="id,email,next payment")
    told = " ".join(report.warnings)
    assert report.dateless == 1
    for words in (
        "count as active",
        "the interval",
        "an amount",
        "names a product",
        "time zones",
        "without any date",
    ):
        assert words in told


def test_a_file_is_examined_without_being_taken_in(desk: Desk) -> None:
    path = desk.write("m.csv", header="Nr;E-Mail;Next payment;Auto-renew")
    found = examine_file(organization=desk.organization, path=path, settings={"key": "Nr"}, now=NOW)
    assert (found.name, found.dialect, found.key) == ("m.csv", "UTF-8, separated by semicolons", "Nr")
    assert [(column.theirs, column.ours) for column in found.columns] == [
        ("Nr", "subscription_id"),
        ("E-Mail", "email"),
        ("Next payment", "next_payment"),
        ("Auto-renew", ""),
    ]
    assert found.columns[0].note == "tells subscriptions apart"
    assert "by hand" in found.columns[3].note
    assert not Source.objects.exists()


def test_a_source_that_is_no_file_takes_none(desk: Desk) -> None:
    Source.objects.create(organization=desk.organization, key="stripe", kind="stripe")
    with pytest.raises(FileRefusedError, match="no file"):
        desk.take_in("m.csv", *rows(1), source_key="stripe")


@pytest.mark.parametrize("name", ["s 2", "Shop", "a/b", "../x", "é", "", "x" * 65])
def test_a_source_is_called_by_what_a_blueprint_can_declare(desk: Desk, name: str) -> None:
    for dry_run in (True, False):
        with pytest.raises(SettingsRefusedError, match="cannot be the name of a source"):
            desk.take_in("m.csv", *rows(1), source_key=name, dry_run=dry_run)
    assert not Source.objects.exists()


def test_the_id_is_not_read_when_another_column_tells_subscriptions_apart(desk: Desk) -> None:
    path = desk.write("m.csv", header="id,Vertrag,email,next payment")
    found = examine_file(organization=desk.organization, path=path, settings={"key": "Vertrag"}, now=NOW)
    assert [(column.theirs, column.ours) for column in found.columns[:2]] == [
        ("id", ""),
        ("Vertrag", "subscription_id"),
    ]
    assert "Vertrag" in found.columns[0].note


def test_the_mapping_of_a_woocommerce_export_says_of_which_zone_its_times_are(desk: Desk) -> None:
    header = "subscription_id,subscription_status,billing_email,next_payment_date,start_date,billing_period"
    path = desk.write("m.csv", header=f"{header},billing_interval")

    def notes(**settings: str) -> list[str]:
        found = examine_file(organization=desk.organization, path=path, settings=settings, now=NOW)
        return [column.note for column in found.columns]

    utc = "times taken as UTC"
    assert notes() == ["tells subscriptions apart; order number", "", "", utc, utc, "", ""]
    assert notes(times_in="UTC")[3] == utc
    assert notes(times_in="Europe/Paris")[3] == "times taken as of Europe/Paris"


def test_progress_goes_through_all_lines(desk: Desk) -> None:
    at_once = ROWS_AT_ONCE
    desk.take_in("m.csv", *rows(2 * at_once + 500))
    assert [done for done, _ in desk.seen] == [at_once + 1, 2 * at_once + 1, 2 * at_once + 501]
    assert {total for _, total in desk.seen} == {2 * at_once + 501}


def test_freshness_and_health(desk: Desk) -> None:
    desk.take_in("m.csv", *rows(2), row(3, amount="lots"))
    [health] = source_health(desk.organization, desk.now)
    assert (health.key, health.last_told_at, health.is_stale, health.rejected) == ("csv", desk.now, False, 1)
    assert health.fresh_until == desk.now + timedelta(days=45)
    assert freshness(desk.organization, desk.now) == {"csv": desk.now - timedelta(days=45)}
    [later] = source_health(desk.organization, desk.now + timedelta(days=46))
    assert later.is_stale


def test_a_file_of_which_nothing_was_understood_is_no_news(desk: Desk) -> None:
    desk.take_in("m.csv", row(0, amount="lots"))
    assert Source.objects.get().last_told_at is None


@pytest.mark.parametrize(
    "content", [b"", b"id,email\n1,a@b.example\n", "id,email,due date\n".encode("utf-16")]
)
def test_a_refused_file_leaves_nothing_behind(desk: Desk, home: Path, content: bytes) -> None:
    path = desk.folder / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(SourcesError):
        import_file(organization=desk.organization, path=path, actor="tester", now=NOW)
    assert not Source.objects.exists()
    assert not list(home.rglob("*.csv"))


def test_a_header_without_rows_is_an_empty_telling(desk: Desk) -> None:
    report = desk.take_in("m.csv")
    assert (report.rows, counted(report)) == (0, (0, 0, 0, 0))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's memory is set by its operator")
def test_an_import_gives_back_the_memory_that_it_was_lent(desk: Desk) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-1000")
    lent: list[int] = []

    def look(_done: int, _total: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size")
            lent.append(cursor.fetchone()[0])

    path = desk.write("m.csv", *rows(2))
    import_file(organization=desk.organization, path=path, actor="tester", now=NOW, progress=look)
    look(0, 0)
    assert lent == [-128_000, -1_000]
