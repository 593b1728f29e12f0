"""Channels as rows: declared, kept with their secrets sealed, and opened again."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.models import AuditEntry, Organization
from forenotice.channels.errors import ChannelRefusedError, UnknownChannelError
from forenotice.channels.models import Channel
from forenotice.channels.operations import declare_channel, retire, switch_off
from forenotice.channels.purpose import is_on
from forenotice.channels.queries import (
    channel_by_key,
    channels_of,
    list_messages,
    mailbox_directory,
    open_channel,
    open_mailbox,
)
from forenotice.channels.states import Disabled
from forenotice.kernel.message import Outcome
from tests.support.mail_server import MailServer
from tests.support.messages import make_message, pull_from

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SERVER = {"host": "mail.example.org", "username": "office"}
SECRETS = {"password": "correct horse"}


@pytest.fixture
def choir() -> Organization:
    return Organization.objects.create(key="choir", name="Harbour Choir", created_at=NOW)


def declare(organization: Organization, key: str = "post", **changes: Any) -> bool:
    declared: dict[str, Any] = {"kind": "email", "settings": SERVER, "secrets": SECRETS, "now": NOW}
    return declare_channel(organization=organization, key=key, actor="owner", **(declared | changes))


def test_a_channel_is_declared_once_and_changes_only_when_something_changed(choir: Organization) -> None:
    assert declare(choir)
    assert not declare(choir, now=NOW + timedelta(days=1))
    (channel,) = channels_of(choir)
    assert (channel.created_at, channel.changed_at) == (NOW, NOW)
    for change in (
        {"settings": SERVER | {"port": 2525}},
        {"settings": SERVER | {"port": 2525}, "secrets": {"password": "another"}},
        {
            "settings": SERVER | {"port": 2525},
            "secrets": {"password": "another"},
            "references": {"password": "env:X"},
        },
        {"kind": "mailbox", "settings": {}, "secrets": {}},
    ):
        later = NOW + timedelta(days=2)
        assert declare(choir, now=later, **change)
        assert not declare(choir, now=later, **change)
    (channel,) = channels_of(choir)
    assert (channel.created_at, channel.changed_at) == (NOW, NOW + timedelta(days=2))
    actions = AuditEntry.objects.filter(organization=choir).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["channel.declared"] + ["channel.changed"] * 4


def test_secrets_never_stand_in_a_row_in_clear(choir: Organization) -> None:
    declare(choir)
    row = str(Channel.objects.filter(organization=choir).values().get())
    assert "correct horse" not in row
    trail = str(list(AuditEntry.objects.filter(organization=choir).values()))
    assert "correct horse" not in trail


def test_a_channel_that_makes_no_sense_changes_nothing(choir: Organization) -> None:
    declare(choir)
    for changes, words in (
        ({"settings": SERVER | {"port": "many"}}, "port"),
        ({"kind": "pigeon"}, "write one of mailbox, email, anymail, webhook"),
        ({"kind": "mailbox", "settings": {"host": "x"}, "secrets": {}}, "only directory"),
        ({"kind": "mailbox", "settings": {}, "secrets": {"password": "x"}}, "only directory"),
    ):
        with pytest.raises(ChannelRefusedError, match=words):
            declare(choir, **changes)
    (channel,) = channels_of(choir)
    assert channel.settings == SERVER


def test_everybody_sees_only_their_own_channels(choir: Organization) -> None:
    club = Organization.objects.create(key="club", name="Chess Club", created_at=NOW)
    declare(choir, key="b")
    declare(choir, key="a")
    declare(club, key="a")
    assert [channel.key for channel in channels_of(choir)] == ["a", "b"]
    assert [channel.organization for channel in channels_of(club)] == [club]
    assert channel_by_key(club, "a").organization == club
    with pytest.raises(UnknownChannelError, match="called b"):
        channel_by_key(club, "b")


def test_a_lost_key_is_told_and_mended_by_declaring_again(choir: Organization, settings: Settings) -> None:
    declare(choir)
    settings.FORENOTICE_SECRET_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(SealBrokenError):
        open_channel(channel_by_key(choir, "post"), clock=lambda: NOW)
    assert declare(choir)
    open_channel(channel_by_key(choir, "post"), clock=lambda: NOW).close()


def test_an_email_channel_opens_with_its_secret(choir: Organization) -> None:
    with MailServer(credentials=("office", "correct horse")) as server:
        declare(choir, settings=server.settings())
        opened = open_channel(channel_by_key(choir, "post"), clock=lambda: NOW)
        receipts = [one for group in opened.deliver(pull_from([make_message(1)])) for one in group]
        opened.close()
    assert [receipt.outcome for receipt in receipts] == [Outcome.ACCEPTED]
    assert len(server.contents) == 1


def test_mailboxes_lie_in_the_home_apart_by_organization(choir: Organization, home: Path) -> None:
    declare(choir, kind="mailbox", settings={}, secrets={})
    declare(choir, key="other", kind="mailbox", settings={"directory": "letters"}, secrets={})
    post, other = channel_by_key(choir, "post"), channel_by_key(choir, "other")
    declared = [open_channel(one, clock=lambda: NOW) for one in (post, other)]
    for number, channel in enumerate([open_mailbox(choir), *declared]):
        for _ in channel.deliver(pull_from([make_message(number)])):
            pass
        channel.close()
    assert mailbox_directory(choir) == home / "mailbox" / "choir"
    assert mailbox_directory(choir, other) == home / "letters"
    assert len(list_messages(mailbox_directory(choir))) == 2
    assert len(list_messages(mailbox_directory(choir, other))) == 1


def test_a_script_is_looked_for_in_the_folder_of_scripts(
    choir: Organization, home: Path, tmp_path: Path, settings: Settings
) -> None:
    declare(choir, key="crm", kind="script", settings={"script": "tell-crm"}, secrets={})
    channel = open_channel(channel_by_key(choir, "crm"), clock=lambda: NOW)
    assert channel.probe().detail.startswith(f"There is no folder {home / 'scripts'}: make it")
    settings.FORENOTICE_SCRIPTS = str(tmp_path)
    (tmp_path / "tell-crm").write_text("#!/bin/sh\n")
    (tmp_path / "tell-crm").chmod(0o700)
    channel = open_channel(channel_by_key(choir, "crm"), clock=lambda: NOW)
    assert channel.probe().is_reachable


def test_a_channel_for_people_never_becomes_one_for_programs(choir: Organization) -> None:
    _programmed(choir, "mailbox")
    with pytest.raises(ChannelRefusedError, match="key of its own"):
        _programmed(choir, "webhook", url="https://example.com/hook")
    assert Channel.objects.get(organization=choir).kind == "mailbox"


def test_who_takes_a_key_that_is_free_again_is_another_channel(choir: Organization) -> None:
    _programmed(choir, "webhook", url="https://old.example/hook")
    old = channel_by_key(choir, "crm")
    retire(organization=choir, key="crm", actor="owner", now=NOW)
    _programmed(choir, "webhook", url="https://new.example/hook")
    new = channel_by_key(choir, "crm")
    assert (new.pk != old.pk, new.retired_at, new.settings["url"]) == (True, None, "https://new.example/hook")
    kept = Channel.objects.get(pk=old.pk)
    assert kept.settings["url"] == "https://old.example/hook"
    with pytest.raises(UnknownChannelError):
        channel_by_key(choir, kept.key)


def test_the_key_of_a_hook_that_is_gone_is_free_again(choir: Organization) -> None:
    by: dict[str, Any] = {"organization": choir, "key": "crm", "actor": "owner", "now": NOW}
    _programmed(choir, "zapier", url="https://old.example/hook")
    assert switch_off(reason=Disabled.GONE, **by)
    _programmed(choir, "zapier", url="https://new.example/hook")
    new = channel_by_key(choir, "crm")
    assert (is_on(new), Channel.objects.filter(organization=choir).count()) == (True, 2)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://EXAMPLE.com/x", ""),
        ("https://[2606:4700:0:0:0:0:0:1]/", ""),
        ("https://xn--a.example/", "cannot exist"),
    ],
)
def test_what_is_declared_can_also_be_called(choir: Organization, url: str, said: str) -> None:
    if said:
        with pytest.raises(ChannelRefusedError, match=said):
            _programmed(choir, "webhook", url=url)
    else:
        _programmed(choir, "webhook", url=url)
        open_channel(channel_by_key(choir, "crm"), clock=lambda: NOW).close()


def _programmed(choir: Organization, kind: str, **settings: str) -> None:
    declare_channel(
        organization=choir,
        key="crm",
        kind=kind,
        settings=settings,
        secrets={},
        actor="owner",
        now=NOW,
    )
