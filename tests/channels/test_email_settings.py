"""What an owner may say of an email channel, and how wrong settings are told."""

from typing import Any

import pytest

from forenotice.channels.email.settings import Security, read_settings
from forenotice.channels.errors import ChannelRefusedError
from tests.channels.test_dkim import RSA, as_pem

HOST = {"host": "mail.example.org"}


def test_a_host_is_all_that_is_needed() -> None:
    settings = read_settings(HOST, {})
    assert (settings.security, settings.port, settings.connections) == (Security.STARTTLS, 587, 8)
    assert (settings.timeout_seconds, settings.rate_per_minute, settings.signer) == (60, 0, None)


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465)])
def test_the_usual_port_follows_from_the_security(security: str, port: int) -> None:
    assert read_settings(HOST | {"security": security}, {}).port == port
    assert read_settings(HOST | {"security": security, "port": 2525}, {}).port == 2525


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_may_be_spoken_to_in_the_open(host: str) -> None:
    assert read_settings({"host": host, "security": "none"}, {}).port == 25


@pytest.mark.parametrize("host", ["mail.example.org", "10.0.0.1", "localhost.example.org", "192.168.1.1"])
def test_other_machines_only_when_the_owner_insists(host: str) -> None:
    with pytest.raises(ChannelRefusedError, match="allow_plain = true"):
        read_settings({"host": host, "security": "none"}, {})
    with pytest.raises(ChannelRefusedError, match="allow_plain"):
        read_settings({"host": host, "security": "none", "allow_plain": "yes"}, {})
    assert read_settings({"host": host, "security": "none", "allow_plain": True}, {}).host == host


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({}, "host"),
        (HOST | {"host": 7}, "host must be a text"),
        (HOST | {"host": "a\nb"}, "host must be a text"),
        (HOST | {"hots": "x"}, "no setting hots; did you mean host?"),
        (HOST | {"zzz": "x"}, "no setting zzz; remove it"),
        (HOST | {"security": "ssl"}, "starttls, tls, none"),
        (HOST | {"port": 0}, "port must be a whole number from 1 to 65535"),
        (HOST | {"port": "587"}, "port"),
        (HOST | {"connections": 0}, "connections"),
        (HOST | {"connections": True}, "connections"),
        (HOST | {"rate_per_minute": -1}, "rate_per_minute"),
        (HOST | {"messages_per_connection": 1.5}, "messages_per_connection"),
        (HOST | {"timeout_seconds": 0}, "timeout_seconds"),
        (HOST | {"timeout_seconds": "60"}, "timeout_seconds"),
        (HOST | {"username": "office"}, "both username and password"),
        (HOST | {"password": "secret"}, "password is a secret"),
        (HOST | {"return_path": "nobody"}, "return_path must be an address"),
        (HOST | {"from": "office@example.org"}, "from must be a table with email and name"),
        (HOST | {"from": {"mail": "office@example.org"}}, "no setting from.mail; did you mean email?"),
        (HOST | {"from": {"name": "Office"}}, "from.email"),
        (HOST | {"from": {"email": "office"}}, "email must be an address"),
        (HOST | {"dkim": {"domain": "example.org", "selector": "x"}}, "dkim.key"),
        (HOST | {"dkim": {"domain": "example.org", "key": "x"}}, "no setting dkim.key"),
    ],
)
def test_wrong_settings_are_refused_by_name(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ChannelRefusedError) as refusal:
        read_settings(settings, {})
    assert words in str(refusal.value)


def test_secrets_are_refused_when_nothing_belongs_to_them() -> None:
    for secrets, words in (
        ({"password": "x"}, "both username"),
        ({"passwort": "x"}, "passwort"),
        ({"dkim_key": "x"}, "dkim"),
    ):
        with pytest.raises(ChannelRefusedError, match=words):
            read_settings(HOST, secrets)


def test_a_signer_needs_a_domain_a_selector_and_a_key() -> None:
    signing = HOST | {"dkim": {"domain": "example.org", "selector": "mail"}}
    assert read_settings(signing, {"dkim_key": as_pem(RSA)}).signer is not None
    with pytest.raises(ChannelRefusedError, match="PEM"):
        read_settings(signing, {"dkim_key": "nonsense"})


def test_the_sender_is_an_address_with_or_without_a_name() -> None:
    for sender in ({}, {"email": "a@example.org"}, {"email": "a@example.org", "name": "Ana"}):
        assert read_settings(HOST | {"from": sender}, {}).host
