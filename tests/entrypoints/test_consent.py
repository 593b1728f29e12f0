"""An owner says at the command line who is left alone, and reads there why."""

from pathlib import Path

from tests.entrypoints.club import row, set_up, write_members
from tests.entrypoints.desk import Desk
from tests.support.smtp_servers import ScriptedServer


def test_addresses_are_suppressed_listed_and_used_again(desk: Desk) -> None:
    set_up(desk)
    said = desk.run("suppressions", "add", "Ana@example.org", "ben@example.org", "--why", "by phone").stdout
    assert "Nothing goes to 2 addresses any more." in said
    assert "1 was suppressed already." in desk.run("suppressions", "add", "ana@example.org").stdout
    listed = desk.run("suppressions", "list").stdout
    assert "Ana@example.org" in listed
    assert "by phone" in " ".join(listed.split())
    assert "2 addresses are suppressed in all." in listed
    assert '"ana" is not an email address.' in desk.run("suppressions", "add", "ana", expect=1).stderr
    assert "is past" in desk.run("suppressions", "add", "x@y.z", "--until", "2020-01-01", expect=1).stderr
    (left,) = desk.read_json("suppressions", "remove", "ANA@example.org")["removed"]
    assert left["address"] == "Ana@example.org"
    assert "nothing was done" in desk.run("suppressions", "remove", "ana@example.org").stdout
    assert "Say which" in desk.run("suppressions", "remove", expect=1).stderr
    assert "1 address may be used" in desk.run("suppressions", "remove", "--reason", "owner").stdout
    assert "No address is suppressed." in desk.run("suppressions", "list").stdout
    ended = desk.read_json("suppressions", "list", "--all")
    assert [one["lifted_at"] is not None for one in ended] == [True, True]


def test_a_list_comes_in_with_its_faults_named_and_goes_out_again(desk: Desk, tmp_path: Path) -> None:
    set_up(desk)
    path = tmp_path / "bounced.csv"
    path.write_text("email;reason\nana@example.org;hard_bounce\nben;owner\ncid@example.org;tired\n", "utf-8")
    said = desk.run("suppressions", "import", path, "--dry-run", expect=4).stdout
    assert "3 rows: 1 new, 0 as before, 2 rejected." in said
    assert "nothing was changed" in said
    done = desk.read_json("suppressions", "import", path, expect=4)
    assert [(one["line"], one["column"]) for one in done["rejected"]] == [(3, "address"), (4, "reason")]
    lines = desk.run("suppressions", "export").stdout.splitlines()
    assert lines[0] == "address,reason,detail,since,until"
    assert lines[1].startswith("ana@example.org,hard_bounce,,")
    out = tmp_path / "out.csv"
    desk.run("suppressions", "export", out)
    assert "1 row: 0 new, 1 as before, 0 rejected." in desk.run("suppressions", "import", out).stdout
    path.write_bytes("address\njos\xe9@example.org\n".encode("latin-1"))
    assert "is not UTF-8" in desk.run("suppressions", "import", path, expect=1).stderr


def test_a_wish_is_kept_and_explained(desk: Desk, server: ScriptedServer) -> None:
    set_up(desk, server.port)
    desk.run("import", write_members(desk.home, [row(1), row(2)]))
    assert "Name what they wish" in desk.run("preferences", "set", "member1@example.org", expect=1).stderr
    desk.run("preferences", "set", "member1@example.org", "--courtesy", "off", "--locale", "fr")
    shown = desk.read_json("preferences", "show", "member1@example.org")
    assert (shown["wants_courtesy"], shown["locale"]) == (False, "fr")
    assert "no; what law" in desk.run("preferences", "show", "member1@example.org").stdout
    desk.run("suppressions", "add", "member2@example.org")
    assert [one["withheld"] for one in desk.read_json("upcoming")] == ["opted_out", "suppressed"]
    assert "0 reminders (and 2 that are withheld)." in desk.run("go-live", "--yes").stdout
    desk.run("pulse")
    assert server.arrived == []
    told = desk.run("explain", "S-1").stdout
    assert told.count("The member wants no courtesy reminders.") == 2
    told = desk.run("explain", "S-2").stdout
    assert "Nothing goes to member2@example.org since" in told
    assert "The address is one that we must not write to" in told
    plain = desk.read_json("explain", "S-2")
    assert [one["address"] for one in plain["suppressions"]] == ["member2@example.org"]
    desk.run("preferences", "set", "member1@example.org", "--courtesy", "on")
    desk.run("suppressions", "remove", "member2@example.org")
    desk.run("pulse")
    assert sorted(letter.recipients[0] for letter in server.arrived) == [
        "member1@example.org",
        "member2@example.org",
    ]
