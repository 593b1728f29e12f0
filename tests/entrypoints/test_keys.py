"""Keys of programs at the command line: made, listed, revoked."""

from tests.entrypoints.club import set_up
from tests.entrypoints.desk import Desk


def test_a_key_is_shown_once(desk: Desk) -> None:
    set_up(desk)
    assert "There is no key yet" in desk.run("keys", "list").stdout
    secret = desk.run("keys", "create", "crm", "--scope", "read").stdout.splitlines()[0]
    assert secret.startswith("fn_")
    assert "already" in desk.run("keys", "create", "crm", expect=1).stderr
    listed = desk.run("keys", "list").stdout
    assert "crm" in listed
    assert secret not in listed
    assert secret not in str(desk.read_json("keys", "list"))
    desk.run("keys", "revoke", "crm")
    assert desk.read_json("keys", "list")[0]["revoked_at"] is not None
    assert "no key in use" in desk.run("keys", "revoke", "crm", expect=1).stderr


def test_a_port_that_is_taken_is_named(desk: Desk) -> None:
    assert "nowhere.invalid" in desk.run("serve", "--web-only", "--host", "nowhere.invalid", expect=1).stderr
