"""What an owner may say of a webhook, and the sentence for what makes no sense."""

from typing import Any

import pytest

from forenotice.channels.addresses import AllowList
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.filters import KINDS as KINDS_HERE
from forenotice.channels.states import Kind
from forenotice.channels.webhook.settings import Form, is_signed, read_settings, remarks_on
from forenotice.ledger.states import Kind as DueKind
from tests.support.webhooks import SECRET

URL = "https://crm.example.com/hooks/forenotice"
ALLOWED = AllowList.parse("crm.intern, 10.1.0.0/16")


def _read(kind: str = Kind.WEBHOOK, secrets: dict[str, str] | None = None, **settings: Any) -> Any:
    return read_settings(kind, {"url": URL} | settings, secrets or {}, ALLOWED)


def test_everything_but_the_address_has_a_default() -> None:
    read = _read(secrets={"secret": SECRET})
    assert (read.url, read.host, read.port) == (URL, "crm.example.com", 443)
    assert (read.connections, read.timeout_seconds, read.form, read.headers) == (8, 15.0, Form.STANDARD, {})
    assert [secret.text for secret in read.secrets] == [SECRET]


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://CRM.example.com:8443/a?b=c&d=%20e", "crm.example.com", 8443),
        ("https://müller.example/", "xn--mller-kva.example", 443),
        ("https://93.184.216.34/x", "93.184.216.34", 443),
        ("https://[2606:4700::1111]:444/x", "2606:4700::1111", 444),
        ("http://crm.intern/x", "crm.intern", 80),
        ("http://10.1.2.3:8080/x", "10.1.2.3", 8080),
        ("https://10.1.2.3/x", "10.1.2.3", 443),
    ],
)
def test_where_a_webhook_may_lead(url: str, host: str, port: int) -> None:
    read = _read(url=url)
    assert (read.host, read.port) == (host, port)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "set url"),
        ("crm.example.com/x", "no web address|must be a web address"),
        ("ftp://crm.example.com/x", "must be a web address"),
        ("https://", "is not a host"),
        ("https://crm.example.com:99999/x", "must be a web address"),
        ("https://user:pa55/x", "must be a web address"),
        ("https://crm.example.com/a b", "must be a web address"),
        ("https://crm.example.com\\@evil.example/x", "no web address|must be a web address"),
        ("https://crm.example.com/\nx", "text on one line"),
        ("https://crm.example.com/" + "x" * 2000, "must be a web address"),
        ("https://user:pa55@crm.example.com/x", "no name and password"),
        ("https://crm.example.com/x#y", "no #"),
        ("http://crm.example.com/x", "must begin with https"),
        ("https://127.0.0.1/x", "loopback address.*FORENOTICE_WEBHOOK_ALLOW"),
        ("https://localhost/x", "loopback address"),
        ("https://LOCALHOST./x", "loopback address"),
        ("https://[::1]/x", "loopback address"),
        ("https://[::ffff:169.254.169.254]/latest", "link-local address"),
        ("https://169.254.169.254/latest/meta-data", "link-local address"),
        ("https://10.2.0.1/x", "private address"),
        ("https://2130706433/x", "four plain numbers"),
        ("https://0x7f.1/x", "four plain numbers"),
        ("https://0177.0.0.1/x", "four plain numbers"),
        (5, "text on one line"),
    ],
)
def test_where_it_may_not(url: str, words: str) -> None:
    with pytest.raises(ChannelRefusedError, match=words) as refused:
        _read(url=url)
    assert "pa55" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"conections": 5}, "did you mean connections"),
        ({"secret": SECRET}, "may not be kept among its settings"),
        ({"connections": 0}, "from 1 to 64"),
        ({"connections": True}, "from 1 to 64"),
        ({"timeout_seconds": 31}, "from 1 to 30"),
        ({"form": "xml"}, "standard or membermouse"),
        ({"events": ["sent"]}, "knows no .*reminder.withdrawn"),
        ({"kinds": ["renewl"]}, "did you mean renewal"),
        ({"kinds": []}, "leave it out"),
        ({"products": "gold"}, "list of texts"),
        ({"products": [" "]}, "list of texts"),
        ({"headers": "X"}, "table of names"),
        ({"headers": {"X Team": "a"}}, "no name of a header"),
        ({"headers": {"X-Team": "a\r\nb"}}, "X-Team must be"),
        ({"headers": {"X-Team": ""}}, "X-Team must be"),
        ({"headers": {"X-Team": "é"}}, "X-Team must be"),
        ({"headers": {"Content-Length": "5"}}, "written by the channel"),
        ({"headers": {"Webhook-Id": "x"}}, "written by the channel"),
        ({"headers": {"X-A": "1", "x-a": "2"}}, "same header twice"),
        ({"headers": {f"X-{n}": "x" for n in range(21)}}, "more than 20"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_name(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ChannelRefusedError, match=words):
        _read(**settings)


@pytest.mark.parametrize(
    ("kind", "secrets", "settings", "words"),
    [
        (Kind.WEBHOOK, {"secret": "whsec_short"}, {}, "24 to 64"),
        (Kind.WEBHOOK, {"password": "x"}, {}, "no setting password"),
        (Kind.WEBHOOK, {"headers.X-A": "1"}, {"headers": {"X-A": "2"}}, "same header twice"),
        (Kind.WEBHOOK, {"secret": SECRET}, {"form": "membermouse"}, "not signed"),
        (Kind.ZAPIER, {"secret": SECRET}, {}, "hook of Zapier's has no setting secret"),
        (Kind.ZAPIER, {}, {"form": "membermouse"}, "has no setting form"),
        (Kind.ZAPIER, {}, {"headers": {}}, "has no setting headers"),
    ],
)
def test_secrets_go_where_they_belong(
    kind: Kind, secrets: dict[str, str], settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(ChannelRefusedError, match=words) as refused:
        _read(kind, secrets, **settings)
    assert SECRET not in str(refused.value)


def test_secret_headers_stand_beside_the_plain_ones() -> None:
    read = _read(secrets={"secret": SECRET, "headers.X-Key": "k3y"}, headers={"X-Team": "members"})
    assert read.headers == {"X-Team": "members", "X-Key": "k3y"}


def test_only_the_standard_form_of_a_webhook_is_signed() -> None:
    assert is_signed(Kind.WEBHOOK, {})
    assert not is_signed(Kind.WEBHOOK, {"form": "membermouse"})
    assert not is_signed(Kind.ZAPIER, {})
    assert remarks_on({}) == []
    assert "personal" not in " ".join(remarks_on({"form": "membermouse"}))
    assert "web address itself" in " ".join(remarks_on({"form": "membermouse"}))


def test_the_kinds_of_due_date_are_those_of_the_ledger() -> None:
    assert tuple(DueKind) == KINDS_HERE
