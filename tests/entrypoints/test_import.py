"""`forenotice import`: the mapping, the counts, the rejected rows and the exit codes."""

import csv
import os
import pty
import re
import subprocess

from forenotice.entrypoints.cli.exits import ExitCode
from tests.entrypoints.club import BLUEPRINT, in_days, row, set_up, write_members
from tests.entrypoints.desk import Desk
from tests.support.instance import COMMAND, Instance


def test_the_mapping_and_the_counts_are_printed(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1), row(2)])
    printed = desk.run("import", path).stdout
    assert "next payment" in printed
    assert "next_payment" in printed
    assert "tells subscriptions apart" in printed
    assert "2 rows: 2 new, 0 changed, 0 as before, 0 rejected." in printed


def test_the_same_file_again_changes_nothing_and_says_so(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1), row(2)])
    desk.run("import", path)
    assert "Nothing was changed" in desk.run("import", path).stdout
    april = write_members(desk.home, [row(1), row(2), row(3)], "april.csv")
    assert "3 rows: 1 new, 0 changed, 2 as before" in desk.run("import", april).stdout


def test_a_dry_run_changes_nothing(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1)])
    assert "dry run" in desk.run("import", path, "--dry-run").stdout
    assert desk.read_json("import", path)["created"] == 1


def test_bad_rows_are_told_and_written_and_do_not_stop_the_good_ones(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1), row(2, next_payment="03/04/2027"), row(3, amount="1,5x")])
    done = desk.run("import", path, expect=ExitCode.IN_PART)
    assert "1 new" in done.stdout
    assert "3  next payment" in done.stdout
    assert "is ambiguous" in done.stdout
    assert "--date-format DD/MM/YYYY or" in done.stdout, "how to declare what is to be declared"
    rejects = desk.home / "members.rejected.csv"
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        assert [line[0] for line in csv.reader(file)] == ["forenotice_line", "3", "4"]


def test_corrected_rejects_are_imported_like_any_file(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1), row(2, next_payment="03/04/2027")])
    desk.run("import", path, "--rejects", "rejects.csv", expect=ExitCode.IN_PART)
    rejects = desk.home / "rejects.csv"
    rejects.write_text(rejects.read_text(encoding="utf-8-sig").replace("03/04/2027", "2027-04-03"))
    assert "1 row: 1 new" in desk.run("import", rejects).stdout


def test_a_column_is_mapped_by_hand(desk: Desk) -> None:
    set_up(desk)
    path = desk.home / "odd.csv"
    path.write_text("Nr=1,Mail,Quand\n7,a@example.org,31/12/2027\n")
    refused = desk.run("import", path, expect=ExitCode.REFUSED)
    assert "--map" in refused.stderr
    assert 'holds "Nr=1", "Mail", "Quand"' in refused.stderr
    words = ("--map", "Quand=next_payment", "--key", "Nr=1", "--date-format", "DD/MM/YYYY")
    taken = desk.run("import", path, *words).stdout
    assert "1 new" in taken
    assert "subscription_id  tells subscriptions apart" in taken
    assert "is no mapping" in desk.run("import", path, "--map", "Quand", expect=1).stderr


def test_what_an_amount_is_for_is_said_by_an_option(desk: Desk) -> None:
    set_up(desk)
    path = desk.home / "stripe.csv"
    path.write_text(
        "id,Customer ID,Customer Email,Current Period End (UTC),Quantity,Amount,Currency\n"
        "sub_1,cus_1,ann@example.org,2027-02-28 10:00,3,12.00,eur\n"
    )
    done = desk.run("import", path, "--source", "stripe", expect=ExitCode.IN_PART)
    assert "--amount-is each" in " ".join(done.stdout.split())
    assert "1 new" in desk.run("import", path, "--source", "stripe", "--amount-is", "each").stdout
    assert "each" in desk.run("import", path, "--amount-is", "some", expect=ExitCode.REFUSED).stderr


def test_a_product_told_by_its_id_gets_a_name_in_the_blueprint(desk: Desk) -> None:
    blueprint = set_up(desk)
    path = write_members(desk.home, [row(1, product="prod_QX1")])
    path.write_text(path.read_text().replace("product", "product id", 1))
    desk.run("import", path)
    assert "prod_QX1" in desk.run("explain", "S-1").stdout
    declared = '\n[[products]]\nkey = "prod_QX1"\nname = "Keeper"\n'
    blueprint.write_text(blueprint.read_text() + declared)
    desk.run("apply", blueprint)
    assert "Keeper, active" in desk.run("explain", "S-1").stdout
    blueprint.write_text(blueprint.read_text().replace("prod_QX1", "Keeper of old"))
    assert "cannot be the key of a product" in desk.run("apply", blueprint, expect=1).stderr


def test_many_gone_are_refused_before_anything_is_applied(desk: Desk) -> None:
    set_up(desk)
    desk.run("import", write_members(desk.home, [row(number) for number in range(10)]))
    fewer = write_members(desk.home, [row(number) for number in range(5)], "fewer.csv")
    refused = desk.run("import", fewer, "--complete", expect=ExitCode.REFUSED)
    assert "--yes" in refused.stderr
    assert "5 gone" in desk.run("import", fewer, "--complete", "--yes").stdout


def test_a_dry_run_refuses_what_the_import_would(desk: Desk) -> None:
    set_up(desk)
    desk.run("import", write_members(desk.home, [row(number) for number in range(10)]))
    fewer = write_members(desk.home, [row(number) for number in range(7)], "fewer.csv")
    refused = desk.run("import", fewer, "--complete", "--dry-run", expect=ExitCode.REFUSED)
    assert "--yes" in refused.stderr
    assert "3 gone" in refused.stdout
    assert "3 gone" in desk.run("import", fewer, "--complete", "--dry-run", "--yes").stdout


def test_a_source_keeps_a_name_that_can_be_exported_and_applied(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1)])
    refused = desk.run("import", path, "--source", "s 2", expect=ExitCode.REFUSED)
    assert '"s 2" cannot be the name of a source' in refused.stderr
    assert '"s-2"' in refused.stderr


def test_what_was_said_with_the_last_file_is_used_and_said(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1, amount="1250")])
    desk.run("import", path, "--amount-format", "minor")
    again = desk.run("import", path).stdout
    assert "As you said with the last file of this source: --amount-format minor." in again
    assert "Nothing was changed" in again


def test_a_lead_time_as_long_as_the_interval_is_warned_of(desk: Desk) -> None:
    set_up(desk)
    weekly = write_members(desk.home, [row(1), row(2, interval="1 week"), row(3, interval="1 week")])
    expected = 'Rule "monthly", step "week-before" speaks 7 days before, and meets 2 subscriptions'
    assert expected not in " ".join(desk.run("import", weekly, "--dry-run").stderr.split())
    assert expected in " ".join(desk.run("import", weekly).stderr.split())
    assert any(expected in warning for warning in desk.read_json("import", weekly)["warnings"])
    told = " ".join(desk.run("check", expect=ExitCode.REFUSED).stdout.split())
    assert "rule monthly" in told
    assert "paid every week" in told


def test_a_file_without_rows_says_so(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [])
    assert "no rows below its first line" in desk.run("import", path, "--dry-run").stdout
    taken = desk.run("import", path).stdout
    assert "no rows below its first line" in taken
    assert "known already" not in taken


def test_a_file_that_is_not_there_is_one_sentence(desk: Desk) -> None:
    set_up(desk)
    done = desk.run("import", "nothing.csv", expect=ExitCode.REFUSED)
    assert "nothing.csv" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_bar_is_shown_to_a_person_only(instance: Instance) -> None:
    set_up(instance)
    path = write_members(instance.home, [row(number) for number in range(50)])
    assert "Importing" not in instance.run("import", path).stderr
    ours, theirs = pty.openpty()
    more = write_members(instance.home, [row(number) for number in range(90)], "more.csv")
    process = subprocess.Popen(
        [COMMAND, "import", more],
        env=instance.environment | {"TERM": "xterm"},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    while process.poll() is None or seen == b"":
        try:
            seen += os.read(ours, 4096)
        except OSError:
            break
    assert process.wait() == 0
    assert b"Importing" in seen


def test_a_file_without_products_can_be_told_of_and_looked_for(desk: Desk) -> None:
    """No product is made up for the member who reads; the owner's tables call it by its id."""
    asked = BLUEPRINT.replace("[[rules.steps]]", 'audience = { products = ["Membership"] }\n[[rules.steps]]')
    set_up(desk, text=asked)
    path = desk.home / "members.csv"
    path.write_text(f"id,email,first name,amount,next payment\nS-1,a@example.org,Ann,12.50,{in_days(3)}\n")
    assert 'are of "membership", and messages name none' in desk.run("import", path).stderr
    assert [one["product"] for one in desk.read_json("upcoming")] == ["membership"]
    assert "membership, active" in desk.run("explain", "S-1").stdout
    assert desk.read_json("explain", "S-1")["product"] == "membership"
    desk.run("pulse")
    said = desk.run("mailbox", "show", "1").stdout
    assert "Your membership renews automatically" in said
    assert not re.search("Membership|“|named", said)
