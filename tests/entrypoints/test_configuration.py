"""`new`, `apply` and `export`, as a person types them."""

import pytest

from forenotice.entrypoints.cli.exits import ExitCode
from tests.entrypoints.club import set_up
from tests.entrypoints.desk import Desk


def test_a_new_blueprint_is_written_and_applies_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run("new", "mine.toml")
    monkeypatch.setenv("SMTP_PASSWORD", "hunter2")
    done = desk.run("apply", "mine.toml")
    assert '+ organization "my-club"' in done.stdout
    assert "is there already" in desk.run("new", "mine.toml", expect=1).stderr


def test_applying_twice_says_that_nothing_was_changed(desk: Desk) -> None:
    path = set_up(desk)
    assert "Nothing was changed" in desk.run("apply", path).stdout
    assert desk.read_json("apply", path)["differences"] == []


def test_an_export_applies_without_a_change(desk: Desk) -> None:
    set_up(desk)
    desk.run("export", "out.toml")
    assert (desk.home / "out.toml").read_text() == desk.run("export").stdout
    assert desk.read_json("apply", "out.toml")["differences"] == []


def test_a_dry_run_shows_what_would_be_different(desk: Desk) -> None:
    path = set_up(desk)
    path.write_text(path.read_text().replace("7 days", "10 days"))
    shown = desk.run("apply", path, "--dry-run").stdout
    assert '~ rule "monthly", step "week-before", lead: "7 days" -> "10 days"' in shown
    assert "dry run" in shown
    assert len(desk.read_json("apply", path, "--dry-run")["differences"]) == 1


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("7 days", "7 dayz", '[[rules]] "monthly", [[steps]] "week-before", lead: "7 dayz" is not'),
        ('key = "club"', 'key = "klub"', "--another"),
        ("port = 2525", "port = 0", '[[channels]] "email"'),
    ],
)
def test_a_refusal_is_told_on_standard_error(desk: Desk, before: str, after: str, said: str) -> None:
    path = set_up(desk)
    path.write_text(path.read_text().replace(before, after, 1))
    done = desk.run("apply", path, expect=ExitCode.REFUSED)
    assert said in done.stderr
    assert done.stdout == ""
