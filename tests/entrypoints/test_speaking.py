"""From a file to a reminder in somebody's mailbox, typed as a person types it."""

import pytest

from forenotice.entrypoints.cli.exits import ExitCode
from tests.entrypoints.club import in_days, row, set_up, write_members
from tests.entrypoints.desk import Desk
from tests.support.smtp_servers import HANG_UP, Script, ScriptedServer

TEST = ("messages", "send-test", "renewal", "--to")


@pytest.fixture
def club(desk: Desk, server: ScriptedServer) -> Desk:
    """Three members, of whom two are to be told now."""
    set_up(desk, server.port)
    desk.run("import", write_members(desk.home, [row(1), row(2), row(3, days=30)]))
    return desk


def test_a_fresh_instance_rehearses(club: Desk, server: ScriptedServer) -> None:
    said = club.run("pulse").stdout
    assert "2 reminders left, 2 messages taken" in said
    assert "nothing went to members" in said
    assert "test mailbox" in club.run("deliveries", "list").stdout
    number = club.read_json("deliveries", "list")[0]["delivery_id"]
    assert "by test mailbox" in club.run("deliveries", "show", str(number)).stdout
    assert server.arrived == []
    letters = club.read_json("mailbox", "list")
    assert {letter["to"] for letter in letters} == {
        "Member1 <member1@example.org>",
        "Member2 <member2@example.org>",
    }
    shown = club.run("mailbox", "show", "last").stdout
    assert "Hello Member" in shown
    assert "€12.50" in shown
    assert "<html" in club.run("mailbox", "show", "1", "--html").stdout


def test_an_empty_mailbox_says_what_fills_it(club: Desk) -> None:
    for words in (["list"], ["show", "last"]):
        printed = club.run("mailbox", *words, expect=int("show" in words))
        assert "A rehearsal fills it" in printed.stdout + printed.stderr


def test_what_is_upcoming_is_what_then_happens(club: Desk) -> None:
    ahead = club.read_json("upcoming", "--days", "2")
    assert [one["subscription"] for one in ahead] == ["S-1", "S-2"]
    printed = club.run("upcoming", "--days", "60").stdout
    assert "Member3" in printed
    assert "the test mailbox" in printed
    club.run("pulse")
    told = club.read_json("reminders")
    assert {(one["subscription"], one["state"]) for one in told} == {("S-1", "released"), ("S-2", "released")}
    assert "Member1" in club.run("reminders").stdout
    assert club.read_json("upcoming", "--days", "2") == []
    assert club.read_json("reminders", "--state", "skipped") == []


def test_a_dry_pulse_says_and_writes_nothing(club: Desk) -> None:
    assert "2 reminders written down: " in club.run("pulse", "--dry-run").stdout
    assert club.read_json("reminders") == []
    assert club.read_json("mailbox", "list") == []


def test_going_live_shows_what_will_leave_and_wants_a_word(club: Desk, server: ScriptedServer) -> None:
    done = club.run("go-live", expect=ExitCode.REFUSED)
    assert "Member1" in done.stdout
    assert "go-live --yes" in done.stderr
    assert "rehears" in club.run("check").stdout
    seen = club.read_json("go-live", "--yes")
    assert [one["subscription"] for one in seen["upcoming"]] == ["S-1", "S-2"]
    assert seen["inside"][0]["count"] == 2
    club.run("pulse")
    assert len(server.arrived) == 2
    assert "is live already" in club.run("go-live", "--yes", expect=1).stderr


def test_a_cap_keeps_the_first_day_small(club: Desk, server: ScriptedServer) -> None:
    club.run("go-live", "--yes", "--cap", "1")
    assert "The cap of the first day is reached" in club.run("pulse").stdout
    club.run("pulse")
    assert len(server.arrived) == 1


def test_what_was_rehearsed_is_still_said_to_members(club: Desk, server: ScriptedServer) -> None:
    club.run("pulse")
    club.run("go-live", "--yes")
    club.run("pulse")
    assert sorted(message.recipients for message in server.arrived) == [
        ("member1@example.org",),
        ("member2@example.org",),
    ]
    club.run("pulse")
    assert len(server.arrived) == 2


def test_a_live_organization_can_rehearse_again(club: Desk, server: ScriptedServer) -> None:
    club.run("go-live", "--yes")
    assert "rehearses again" in club.run("go-live", "--back").stdout
    assert "Nothing was changed" in club.run("go-live", "--back").stdout
    club.run("pulse")
    assert server.arrived == []


def test_going_live_without_a_way_out_is_refused(desk: Desk) -> None:
    path = set_up(desk)
    path.write_text(
        path.read_text().replace("on = true", "").replace('key = "monthly"', 'key = "monthly"\non = false')
    )
    desk.run("apply", path)
    assert "No rule is switched on" in desk.run("go-live", "--yes", expect=1).stderr


def test_the_whole_chain_is_explained(club: Desk) -> None:
    club.run("pulse")
    told = club.run("explain", "S-1").stdout
    for words in (
        "Member1 <member1@example.org>",
        "Monthly, 7 days before",
        "planned",
        "released",
        "accepted",
        "to member1@example.org, by test mailbox",
    ):
        assert words in told
    assert "It speaks on" in club.run("explain", "member3@example.org").stdout
    near = club.run("explain", "S-1", "--step", "week-before").stdout
    assert "yes  Its kind is renewal." in near
    assert "No rule has a step" in club.run("explain", "S-1", "--step", "bogus", expect=1).stderr
    assert "There is no subscription" in club.run("explain", "nobody", expect=1).stderr
    plain = club.read_json("explain", "S-1")["due_dates"][0]["steps"][0]
    assert plain["deliveries"][0]["recipient"] == "member1@example.org"


def test_a_silence_is_explained_too(desk: Desk) -> None:
    set_up(desk)
    path = write_members(desk.home, [row(1, amount="0.00"), row(2, days=30, amount="0.00")])
    desk.run("import", path)
    desk.run("pulse")
    assert "Nothing is to be paid" in desk.run("explain", "S-1").stdout
    later = desk.run("explain", "S-2").stdout
    assert "Nobody is told: Nothing is to be paid." in later
    assert "It speaks on" not in later


def test_what_a_member_will_read_can_be_sent_to_its_owner_first(club: Desk, server: ScriptedServer) -> None:
    said = club.run(*TEST, "owner@example.org").stdout
    assert "Sent by email: [Test] " in said
    assert "It is what Member1 will read, but for links that act for them." in said
    assert [message.recipients for message in server.arrived] == [("owner@example.org",)]
    assert b"Subject: [Test] " in server.arrived[0].content
    assert club.read_json("reminders") == [], "no reminder is used up by a test"
    plain = club.read_json(*TEST, "owner@example.org", "--member", "S-3")
    assert (plain["name"], plain["channel"], plain["outcome"]) == ("Member3", "email", "accepted")
    assert server.arrived[0].message_id != server.arrived[1].message_id
    by_nothing = club.run(*TEST, "o@example.org", "--channel", "bogus", expect=1)
    assert "no channel called bogus" in by_nothing.stderr


def test_a_test_that_is_not_taken_says_why(desk: Desk) -> None:
    with ScriptedServer(Script(recipient="550 5.1.1 Unknown")) as server:
        set_up(desk, server.port)
        desk.run("import", write_members(desk.home, [row(1)]))
        done = desk.run(*TEST, "owner@example.org", expect=1)
    assert "The channel email refused it: 550 5.1.1 Unknown" in done.stderr
    down = desk.run(*TEST, "owner@example.org", expect=1)
    assert "The channel email could not take it now: " in down.stderr
    assert "now: connect" not in down.stderr, "a code without a number is for programs"


def test_deliveries_in_doubt_are_decided_by_a_person(desk: Desk) -> None:
    with ScriptedServer(Script(message=HANG_UP)) as server:
        set_up(desk, server.port)
        desk.run("import", write_members(desk.home, [row(1), row(2)]))
        desk.run("go-live", "--yes")
        assert "in doubt" in desk.run("pulse").stdout
        doubtful = desk.read_json("deliveries", "unknown")
        assert len(doubtful) == 2
        assert "resend" in desk.run("deliveries", "unknown").stdout
        desk.run("deliveries", "let-be", str(doubtful[0]["delivery_id"]))
        server.script = Script()
        server.arrived.clear()
        desk.run("deliveries", "resend", "--all")
        desk.run("pulse")
        assert [one.message_id for one in server.arrived] == [doubtful[1]["message_id"]]
    assert "Nothing is in doubt" in desk.run("deliveries", "unknown").stdout
    assert {one["state"] for one in desk.read_json("deliveries", "list")} == {"let_be", "accepted"}
    assert "let_be" in desk.run("deliveries", "list").stdout
    shown = desk.run("deliveries", "show", str(doubtful[1]["delivery_id"])).stdout
    assert "Try 2" in shown
    assert "Hello Member" in shown
    assert (
        "only unknown ones"
        in desk.run("deliveries", "resend", str(doubtful[0]["delivery_id"]), expect=1).stderr
    )
    assert "Say which" in desk.run("deliveries", "resend", expect=1).stderr


def test_check_looks_at_everything(club: Desk, server: ScriptedServer) -> None:
    told = club.run("check").stdout
    for words in ("home", "disk", "database", "this host", "channel email", "test mailbox", "source csv"):
        assert words in told
    server.stop()
    found = club.run("check", "--json", expect=ExitCode.REFUSED).stdout
    assert '"mark": "bad"' in found


def test_dates_are_those_of_the_member(club: Desk) -> None:
    ahead = club.read_json("upcoming", "--days", "60")
    assert {one["due_on"] for one in ahead if one["subscription"] == "S-3"} >= {in_days(30).isoformat()}


def test_programs_can_read_what_a_busy_pulse_did(club: Desk) -> None:
    said = club.read_json("pulse")["organizations"][0]
    assert said["planned"]["written"] == {"past_moment": 2}
    assert said["dispatched"]["released"] == 2


@pytest.mark.parametrize("address", ["nobody", "o@example.org\nBcc: x@example.org"])
def test_a_test_goes_to_addresses_only(club: Desk, address: str) -> None:
    said = club.run(*TEST, address, expect=ExitCode.REFUSED).stderr
    assert "is not an email address" in said
    assert len(said.splitlines()) == 1


def test_changes_are_explained_in_words(club: Desk) -> None:
    club.run("import", write_members(club.home, [row(1, amount="20.00"), row(2), row(3, days=30)], "b.csv"))
    assert "amount minor 1250 -> 2000" in club.run("explain", "S-1").stdout
