"""People let in at the command line."""

from tests.entrypoints.club import set_up
from tests.entrypoints.desk import Desk


def test_a_person_is_let_in_by_a_link(desk: Desk) -> None:
    set_up(desk)
    link = desk.run("people", "add", "ana@club.example", "--role", "owner").stdout.splitlines()[0]
    assert link.startswith("http://localhost:8000/start/invitation/")
    again = desk.read_json("people", "add", "ana@club.example", "--role", "owner")
    assert again["role"] == "owner"
    assert again["link"] != link, "the one before opens nothing any more"
    assert "not an email address" in desk.run("people", "add", "ana", expect=1).stderr
