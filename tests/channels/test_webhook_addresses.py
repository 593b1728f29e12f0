"""Where webhooks may call: tables of addresses and hosts, and names that change where they lead."""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from forenotice.channels.addresses import AllowList, plain_host, refusal
from forenotice.channels.contract_examples import example_payload
from forenotice.kernel.message import Outcome
from tests.support.certificates import make_certificate
from tests.support.web_sinks import Answer, WebSink
from tests.support.webhooks import hand_over, open_webhook

NOT_PUBLIC = {
    "unspecified": "0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0",
    "private": "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 fc00::1 fd00:ec2::254 fec0::1 ::ffff:10.0.0.1",
    "shared": "100.64.0.1 100.100.100.200 100.127.255.255",
    "loopback": "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1 ::ffff:7f00:1 64:ff9b::127.0.0.1",
    "link-local": "169.254.169.254 169.254.170.2 fe80::1 fe80::1%1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe",
    "multicast": "224.0.0.1 239.255.255.255 ff02::1",
    "reserved": "192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.9 240.0.0.1 255.255.255.255"
    " 2001:db8::1 3fff::1 ::127.0.0.1 100::1 4000::1 5f00::1 8000::1",
    "translated": "2002:7f00:1:: 2002:a9fe:a9fe::1 2001:0:7f00:1:: 2001:10::1 64:ff9b:1::a00:1",
    "provider's": "168.63.129.16",
}
PUBLIC = "1.1.1.1 9.9.9.9 172.15.0.1 172.32.0.1 192.169.0.1 100.63.255.255 100.128.0.1 223.255.255.255"
PUBLIC_TOO = "2606:4700::1111 2a00:1450:4001::1 ::ffff:1.1.1.1 64:ff9b::1.1.1.1"


@pytest.mark.parametrize(
    ("address", "word"), [(one, word) for word, several in NOT_PUBLIC.items() for one in several.split()]
)
def test_what_is_not_public_is_refused_by_its_name(address: str, word: str) -> None:
    assert refusal("crm.test", ipaddress.ip_address(address), AllowList()) == word


@pytest.mark.parametrize("address", f"{PUBLIC} {PUBLIC_TOO}".split())
def test_what_is_public_may_be_called(address: str) -> None:
    assert refusal("crm.test", ipaddress.ip_address(address), AllowList()) == ""


@given(st.ip_addresses())
def test_nothing_is_called_that_python_knows_to_be_private(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if not address.is_global or address.is_multicast:
        assert refusal("crm.test", address, AllowList())


@pytest.mark.parametrize(
    ("entries", "host", "address", "may_be_called"),
    [
        ("10.1.0.0/16", "crm.test", "10.1.2.3", True),
        ("10.1.0.0/16", "crm.test", "::ffff:10.1.2.3", True),
        ("10.1.0.0/16", "crm.test", "10.2.0.1", False),
        ("CRM.test., 10.9.9.9", "crm.test", "192.168.0.9", True),
        ("crm.test", "other.test", "192.168.0.9", False),
        ("10.9.9.9,fd00::/8", "crm.test", "fd00:ec2::254", True),
        ("10.9.9.9", "10.9.9.9", "10.9.9.9", True),
        ("", "crm.test", "10.9.9.9", False),
    ],
)
def test_the_operator_allows_hosts_addresses_and_networks(
    entries: str, host: str, address: str, may_be_called: bool
) -> None:
    allowed = AllowList.parse(entries)
    assert (refusal(host, ipaddress.ip_address(address), allowed) == "") is may_be_called


@pytest.mark.parametrize("entry", ["10.1.2.3/8", "a b", "http://crm.test", "2130706433", "-x-", "crm..test"])
def test_an_entry_that_is_none_of_the_three_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        AllowList.parse(f"10.0.0.0/8, {entry}")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("CRM.Example.COM.", "crm.example.com"),
        ("müller.example", "xn--mller-kva.example"),
        ("[2606:4700:0:0::1111]", "2606:4700::1111"),
        ("１２７.０.０.１", "127.0.0.1"),
        ("a_b.example", "a_b.example"),
    ],
)
def test_a_host_has_one_plain_form(text: str, host: str) -> None:
    assert plain_host(text) == host


@pytest.mark.parametrize(
    "text",
    [
        *("2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "017700000001", "1.2.3.4.5", "1.0x"),
        *("127.0.0.0x1", "", " ", "a b", "-a.example", "a..b", "a" * 64, "x." * 127 + "example", "a@b"),
        "a%2eb",
    ],
)
def test_what_systems_would_read_in_their_own_way_is_no_host(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        plain_host(text)


class Names(AbstractResolver):
    """Leads to these addresses in turn, the last one for ever, and counts how often it was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 (there is only one here)
    ) -> list[ResolveResult]:
        """See aiohttp."""
        self.asked += 1
        answer = self.answers[min(self.asked, len(self.answers)) - 1]
        if not answer:
            raise OSError("no such name")
        return [
            ResolveResult(
                hostname=host,
                host=one,
                port=port,
                family=socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for one in answer.split()
        ]

    async def close(self) -> None:
        """Nothing is open."""


Deliver = Callable[..., tuple[list[tuple[Outcome, str]], Names]]


@pytest.fixture
def sinks(tmp_path: Path) -> Iterator[tuple[WebSink, WebSink]]:
    """Two endpoints of one name and port; only the first is allowed. Each hangs up after an answer."""
    certificate = make_certificate(tmp_path)
    with (
        WebSink(certificate=certificate) as allowed,
        WebSink(certificate=certificate, host="127.0.0.2", port=allowed.port) as other,
    ):
        for sink in (allowed, other):
            sink.answer = lambda _: Answer(headers={"Connection": "close"})
        yield allowed, other


@pytest.fixture
def deliver(sinks: tuple[WebSink, WebSink], tmp_path: Path) -> Deliver:
    """Hands two payloads over, one after the other, while the name leads to where is said."""

    def run(*answers: str) -> tuple[list[tuple[Outcome, str]], Names]:
        names = Names(*answers)
        channel = open_webhook(
            f"https://crm.test:{sinks[0].port}/",
            ca_file=str(tmp_path / "ca.pem"),
            resolver=lambda: names,
            connections=1,
        )
        receipts = hand_over(channel, example_payload(1), example_payload(2))
        return [(receipt.outcome, receipt.code) for receipt in receipts], names

    return run


def test_a_name_is_looked_up_once_for_each_connection_and_that_address_is_called(
    sinks: tuple[WebSink, WebSink], deliver: Deliver
) -> None:
    receipts, names = deliver("127.0.0.1")
    assert receipts == [(Outcome.ACCEPTED, "200")] * 2
    assert (names.asked, sinks[0].connections) == (2, 2)


def test_a_name_that_leads_elsewhere_the_next_time_is_not_followed(
    sinks: tuple[WebSink, WebSink], deliver: Deliver
) -> None:
    receipts, names = deliver("127.0.0.1", "127.0.0.2")
    assert receipts == [(Outcome.ACCEPTED, "200"), (Outcome.LATER, "address")]
    assert (names.asked, sinks[1].connections) == (2, 0)


def test_of_several_addresses_only_those_are_called_that_may_be(
    sinks: tuple[WebSink, WebSink], deliver: Deliver
) -> None:
    receipts, _ = deliver("127.0.0.2 127.0.0.1", "127.0.0.2 169.254.169.254")
    assert receipts == [(Outcome.ACCEPTED, "200"), (Outcome.LATER, "address")]
    assert sinks[1].connections == 0


def test_a_name_that_is_not_known_means_later_for_all(
    sinks: tuple[WebSink, WebSink], deliver: Deliver
) -> None:
    assert deliver("")[0] == [(Outcome.LATER, "dns")]


def test_an_address_that_is_allowed_no_more_is_refused_when_it_is_called() -> None:
    """The address stands in the URL itself, so that nothing is ever looked up."""
    with WebSink() as sink:
        channel = open_webhook(sink.url, allow=["127.0.0.1"], still_allowed=())
        (receipt,) = hand_over(channel, example_payload())
        probe = open_webhook(sink.url, allow=["127.0.0.1"], still_allowed=()).probe()
    assert (receipt.outcome, receipt.code, receipt.whole_channel) == (Outcome.LATER, "address", True)
    assert (probe.is_reachable, probe.code) == (False, "address")
    assert "FORENOTICE_WEBHOOK_ALLOW" in receipt.detail
    assert sink.connections == 0


def test_what_the_environment_says_of_proxies_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    with WebSink() as sink, WebSink() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "")
        (receipt,) = hand_over(open_webhook(sink.url), example_payload())
    assert receipt.outcome is Outcome.ACCEPTED
    assert proxy.connections == 0
