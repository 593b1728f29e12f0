"""Webhooks in a blueprint: their secrets by reference, and back again without a difference."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from forenotice.accounts.models import Organization
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.errors import BlueprintRefusedError
from forenotice.blueprint.layout import lay_out
from forenotice.blueprint.operations import Applied, Surroundings, apply_blueprint
from forenotice.blueprint.queries import blueprint_text
from forenotice.blueprint.sections.channels import ChannelDeclaration, write_channel
from forenotice.blueprint.sections.secrets import SecretReference
from forenotice.channels.models import Channel
from forenotice.channels.operations import OVERLAP, create_endpoint, retire, rotate_secret
from forenotice.channels.queries import secrets_of
from forenotice.channels.states import Kind
from forenotice.channels.webhook.keys import secret_of

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST, SECOND = secret_of(b"1" * 32), secret_of(b"2" * 32)
PLAIN = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "Europe/Paris"
"""
TEXT = f"""{PLAIN}
[[channels]]
key = "crm"
kind = "webhook"
url = "https://crm.example.com/hooks/forenotice"
secret = {{ env = "CRM_SECRET" }}
events = ["reminder.due"]
kinds = ["renewal"]
products = ["gold"]
headers = {{ X-Team = "members", X-Key = {{ env = "CRM_KEY" }} }}
"""


def _apply(text: str = TEXT, *, now: datetime = NOW, secret: str = FIRST) -> Applied:
    return apply_blueprint(
        blueprint=read_blueprint(text, "club.toml"),
        name="club.toml",
        surroundings=Surroundings({"CRM_SECRET": secret, "CRM_KEY": "k3y"}, Path()),
        actor="a test",
        now=now,
    )


def _club() -> Organization:
    return Organization.objects.get(key="club")


def _channel(key: str = "crm") -> Channel:
    return Channel.objects.get(organization=_club(), key=key)


def test_a_webhook_goes_in_and_comes_out_the_same() -> None:
    applied = _apply()
    assert [str(one) for one in applied.differences[1:]] == ['+ channel "crm": webhook']
    channel = _channel()
    assert channel.settings["headers"] == {"X-Team": "members"}
    assert secrets_of(channel) == {"secret": FIRST, "headers.X-Key": "k3y"}
    written = blueprint_text(_club())
    assert 'X-Key = { env = "CRM_KEY" }' in written
    assert not any(secret in written for secret in (FIRST, "k3y"))
    assert _apply(written).differences == ()


def test_a_changed_secret_signs_beside_the_one_before() -> None:
    _apply()
    later = NOW + timedelta(days=9)
    assert [str(one) for one in _apply(now=later, secret=SECOND).differences] == [
        '~ channel "crm": its secrets were renewed'
    ]
    until = f"secret until {(later + OVERLAP).isoformat()}"
    assert secrets_of(_channel()) == {"secret": SECOND, until: FIRST, "headers.X-Key": "k3y"}
    much_later = later + timedelta(days=30)
    assert _apply(now=much_later, secret=SECOND).differences == (), "nothing is tidied where nothing changed"


def test_what_a_blueprint_gives_no_secret_gets_one_and_keeps_it() -> None:
    _apply()
    without = TEXT.replace('secret = { env = "CRM_SECRET" }\n', "").replace(
        ', X-Key = { env = "CRM_KEY" }', ""
    )
    _apply(without)
    assert secrets_of(_channel()) == {"secret": FIRST}, "a header that is spoken of no more is gone"
    _apply(without.replace('key = "crm"', 'key = "other"'))
    made = secrets_of(_channel("other"))["secret"]
    assert made.startswith("whsec_")
    assert made != FIRST
    _apply(without.replace('key = "crm"', 'key = "other"'))
    assert secrets_of(_channel("other"))["secret"] == made


def test_what_was_made_by_the_api_is_exported_and_kept() -> None:
    _apply(PLAIN)
    by: dict[str, Any] = {"organization": _club(), "actor": "a test", "now": NOW}
    settings = {"url": "https://crm.example.com/hook", "headers": {"X-Team": "members"}}
    made = create_endpoint(settings=settings, key="crm", secret_headers={"X-Key": "k3y"}, **by)
    create_endpoint(kind=Kind.ZAPIER, settings={"url": "https://hooks.zapier.com/hooks/catch/1/2/"}, **by)
    create_endpoint(settings=settings, key="gone", **by)
    retire(key="gone", **by)
    before = list(Channel.objects.order_by("pk").values())
    written = blueprint_text(_club())
    assert written.count("[[channels]]") == 1, "hooks come from Zapier itself, and what is retired stays out"
    assert _apply(written).differences == ()
    assert list(Channel.objects.order_by("pk").values()) == before
    fresh = rotate_secret(key="crm", **by)
    assert _apply(written).differences == ()
    assert secrets_of(_channel())["secret"] == fresh != made.secret


def test_personal_facts_in_addresses_are_warned_about() -> None:
    form = TEXT.replace('secret = { env = "CRM_SECRET" }', 'form = "membermouse"')
    (warning,) = _apply(form).warnings
    assert warning.startswith('Channel "crm": the form membermouse writes names')
    assert _apply().warnings == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("https://crm", "http://crm", 'channels]] "crm": The setting url must begin with https'),
        ('{ env = "CRM_SECRET" }', f'"{FIRST}"', "line 11.*secret: a secret may not.*WEBHOOK_SECRET"),
        ("reminder.due", "reminder.do", "did you mean reminder.due"),
        ('X-Team = "members"', "X-Team = 5", "X-Team must be"),
        ('X-Team = "members"', 'X-Team = { var = "X" }', "line 15.*X-Team: write { env"),
        ("kinds =", "kind_of =", "has no setting kind_of; did you mean kinds"),
    ],
)
def test_a_webhook_that_makes_no_sense_is_refused_with_its_place(old: str, new: str, words: str) -> None:
    with pytest.raises(BlueprintRefusedError, match=words) as refused:
        _apply(TEXT.replace(old, new))
    assert FIRST not in str(refused.value)


@pytest.mark.parametrize(
    ("headers", "secret"),
    [
        ({}, ["secret"]),
        ({"X-Team": "members"}, []),
        ({"x.y": "dots"}, ["headers.a.b", "secret"]),
        ({}, ["headers.env"]),
        ({"env": "a header of that name"}, ["headers.file"]),
    ],
)
def test_headers_of_any_name_are_written_and_read_again(headers: dict[str, str], secret: list[str]) -> None:
    declared = ChannelDeclaration(
        key="crm",
        kind="webhook",
        settings={"url": "https://crm.example.com/"} | ({"headers": headers} if headers else {}),
        references={name: SecretReference("env", "X") for name in secret},
    )
    tables = {"organization": {"key": "club", "name": "Club", "time_zone": "UTC"}}
    text = lay_out({**tables, "channels": [write_channel(declared)]})
    assert read_blueprint(text, "club.toml").channels == (declared,)


def test_a_step_may_speak_to_whatever_hooks_zapier_made() -> None:
    rule = """
[[messages]]
key = "renewal"
default = "renewal"
[[rules]]
key = "renewals"
kinds = ["renewal"]
[[rules.steps]]
key = "week"
lead = "7 days"
message = "renewal"
channels = ["zapier"]
"""
    _apply(PLAIN + rule)
    assert _apply(blueprint_text(_club())).differences == ()
