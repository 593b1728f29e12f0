"""The mail account: tried step by step, changed without losing what else its channel says."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forenotice.channels.models import Channel
from forenotice.channels.operations import declare_channel
from forenotice.channels.queries import secrets_of
from tests.support.console import Person
from tests.support.mail_server import MailServer
from tests.support.world import World

pytestmark = pytest.mark.django_db
LOGIN = ("ana", "open sesame")


def test_an_account_is_changed_and_the_rest_of_its_channel_stays(world: World, owner: Person) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    more = {
        "dkim": {"domain": "club.example", "selector": "post"},
        "from": {"email": "desk@club.example"},
        "connections": 3,
    }
    secrets = {"password": LOGIN[1], "dkim_key": pem.decode()}
    with MailServer(credentials=LOGIN) as server:
        declare_channel(
            organization=world.organization,
            key="post",
            kind="email",
            settings=server.settings(**more),
            secrets=secrets,
            references={"dkim_key": "env:KEY", "password": "env:WORD"},
            actor="test",
            now=world.now,
        )
        assert 'value="ana"' in owner.look("start/mail-account/post")
        form = {"host": "localhost", "port": server.port, "security": "none", "username": "ana"}
        form["to"] = "ana@club.example"
        wrong = owner.send("start/mail-account/post", **form, password="shut").content.decode()
        assert "The server refuses the user name or the password." in wrong
        assert wrong.count("Not tried") == 1
        moved = owner.send("start/mail-account/post", **form | {"host": "127.0.0.1"}).content.decode()
        assert "type it again" in moved
        assert server.envelopes == []
        done = owner.send("start/mail-account/post", **form).content.decode()
        owner.send("start/mail-account", **form, password=LOGIN[1])
    for step in ("is not encrypted", "accepts the user name", "took a letter to ana@club.example"):
        assert step in done
    assert "settings/ways-out/post/records?look=1" in done, "the DNS is asked on the same page"
    assert server.envelopes[0].mail_from == "desk@club.example"
    assert b"DKIM-Signature" in server.contents[0]
    (kept,) = Channel.objects.filter(organization=world.organization)
    assert more.items() <= kept.settings.items()
    assert secrets_of(kept) == secrets
    assert kept.secret_references == {"dkim_key": "env:KEY"}, "a password that was typed has no place"
