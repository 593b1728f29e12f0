"""Scripts and channels of plugins in a blueprint: read, refused with their place, and written back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forenotice.accounts.models import Organization
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.errors import BlueprintRefusedError
from forenotice.blueprint.operations import Applied, Surroundings, apply_blueprint
from forenotice.blueprint.queries import blueprint_text
from forenotice.channels.queries import channel_by_key, secrets_of
from tests.support.plugins import Announce, announce, announce_example

pytestmark = pytest.mark.django_db
__all__ = ["announce"]

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PLAIN = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "Europe/Paris"
"""
SCRIPT = """
[[channels]]
key = "crm-script"
kind = "script"
script = "tell-crm"
timeout_seconds = 60
idempotent = true
kinds = ["renewal"]
"""
NTFY = """
[[channels]]
key = "team"
kind = "ntfy"
server = "https://ntfy.example.org"
topic = "renewals"
token = { env = "NTFY_TOKEN" }
products = ["gold"]
"""


def _apply(text: str, token: str = "tk_secret") -> Applied:
    return apply_blueprint(
        blueprint=read_blueprint(text, "club.toml"),
        name="club.toml",
        surroundings=Surroundings({"NTFY_TOKEN": token}, Path()),
        actor="a test",
        now=NOW,
    )


def _refusal(text: str) -> str:
    with pytest.raises(BlueprintRefusedError) as refused:
        _apply(text)
    return str(refused.value)


def test_what_is_applied_is_exported_and_applied_again_without_a_difference(announce: Announce) -> None:
    announce_example(announce)
    _apply(PLAIN + SCRIPT + NTFY)
    club = Organization.objects.get(key="club")
    script, team = channel_by_key(club, "crm-script"), channel_by_key(club, "team")
    assert script.settings == {
        "script": "tell-crm",
        "timeout_seconds": 60,
        "idempotent": True,
        "kinds": ["renewal"],
    }
    assert team.settings == {
        "server": "https://ntfy.example.org",
        "topic": "renewals",
        "products": ["gold"],
    }
    assert secrets_of(team) == {"token": "tk_secret"}
    text = blueprint_text(club)
    assert "tk_secret" not in text
    assert 'token = { env = "NTFY_TOKEN" }' in text
    assert _apply(text).differences == ()
    assert [str(one) for one in _apply(text, token="tk_other").differences] == [
        '~ channel "team": its secrets were renewed'
    ]


def test_what_makes_no_sense_is_refused_with_its_place(announce: Announce) -> None:
    announce_example(announce)
    said = _refusal(PLAIN + SCRIPT.replace("tell-crm", "/bin/sh") + NTFY.replace("server =", "sever ="))
    assert '[[channels]] "crm-script": The setting script must be the bare name of a file' in said
    assert '[[channels]] "team": ntfy has no setting sever. Set server to a web address' in said
    said = _refusal(PLAIN + NTFY.replace('{ env = "NTFY_TOKEN" }', '{ env = "NTFY TOKEN" }'))
    assert '"NTFY TOKEN" is no name of a variable' in said


def test_a_kind_that_nobody_brings_is_refused_with_its_line(announce: Announce) -> None:
    announce("other", {"fax": "no_such_module"})
    said = _refusal(PLAIN + NTFY)
    assert "line 9, " in said
    assert '"ntfy" is none of "mailbox", "email", "webhook", "script", "anymail" and "fax".' in said
    said = _refusal(PLAIN + NTFY.replace('"ntfy"', '"fax"'))
    assert "The plugin fax of other 0.1.0 cannot be used: it cannot be loaded: ModuleNotFoundError" in said
