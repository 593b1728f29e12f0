"""Each good pulse calls the owner's address; whether anybody hears it changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from forenotice.accounts.operations import declare_organization
from forenotice.engine.models import Host
from forenotice.engine.pulse_address import call_pulse_address
from tests.engine.owned_stage import OwnedStage
from tests.support.smtp_servers import ScriptedServer
from tests.support.web_addresses import WebAddress
from tests.support.world import ACTOR


@pytest.fixture
def stage(transactional_db: None, home: Path) -> Iterator[OwnedStage]:
    with ScriptedServer() as server:
        made = OwnedStage(server)
        yield made
        made.close()


def _call(stage: OwnedStage, url: str) -> bool:
    _set(stage, url)
    return call_pulse_address(stage.organization)


def _set(stage: OwnedStage, url: str) -> None:
    declare_organization(key=stage.key, values={}, pulse_url=url, actor=ACTOR, now=stage.now)


def test_every_good_pulse_calls(stage: OwnedStage) -> None:
    with WebAddress() as address:
        _set(stage, address.url)
        stage.pulse()
        stage.pulse()
        assert address.calls == ["/pulse/secret"] * 2


def test_a_held_pulse_does_not_call(stage: OwnedStage) -> None:
    with WebAddress() as address:
        _set(stage, address.url)
        stage.pulse()
        Host.objects.update(fingerprint="of another host")
        stage.pulse()
        assert len(address.calls) == 1


def test_an_address_that_fails_stops_nothing(stage: OwnedStage) -> None:
    with WebAddress(status=500) as address:
        _set(stage, address.url)
        stage.due("ana")
        assert stage.pulse().dispatched.accepted == 1
        assert len(address.calls) == 1
    stage.due("ben")
    assert stage.pulse().dispatched.accepted == 1


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://127.0.0.1/x", "http://[", "x", "http:"])
def test_what_is_no_web_address_is_never_opened(stage: OwnedStage, url: str) -> None:
    assert _call(stage, url) is False


def test_a_web_address_cannot_send_us_to_a_file(stage: OwnedStage) -> None:
    with WebAddress(status=302, location="file:///etc/hostname") as address:
        assert _call(stage, address.url) is False
        assert len(address.calls) == 1


def test_the_address_is_not_logged(stage: OwnedStage, capfd: pytest.CaptureFixture[str]) -> None:
    with WebAddress(status=404) as address:
        assert _call(stage, address.url) is False
    told = capfd.readouterr()
    assert "secret" not in told.out + told.err
