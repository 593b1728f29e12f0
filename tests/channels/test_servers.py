"""Where the operator names places, mail servers and databases of owners stand at these or in public."""

import re
import sqlite3
from pathlib import Path

import pytest

from forenotice.channels.anymail.settings import read_settings as read_provider
from forenotice.channels.calling import address_of, call
from forenotice.channels.email.carrier import EmailChannel
from forenotice.channels.email.settings import read_settings
from forenotice.channels.errors import ChannelRefusedError
from forenotice.channels.returned.box import BoxFaultError, try_box
from forenotice.channels.returned.settings import BoxSettings, Security
from forenotice.channels.servers import ServerRefusedError, server_places
from forenotice.sources.errors import SourceRefusedError
from forenotice.sources.sql_query.connect import open_session
from forenotice.sources.sql_query.settings import read_database
from tests.support.mail_server import MailServer

NOWHERE = server_places("")


def test_a_mail_server_stands_anywhere_unless_the_operator_says_where() -> None:
    assert server_places(" * ") is None
    with MailServer() as server:
        for allowed in (None, server_places("localhost"), server_places("127.0.0.0/8, ::1")):
            settings = read_settings(server.settings(host="localhost"), {}, allowed=allowed)
            assert EmailChannel(settings).probe().is_reachable, allowed
        with pytest.raises(ChannelRefusedError, match="FORENOTICE_SERVER_ALLOW"):
            read_settings(server.settings(), {}, allowed=NOWHERE)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.0.0.8", "169.254.169.254", "::1", "0x7f.1"])
def test_what_is_not_public_is_refused(host: str) -> None:
    assert NOWHERE is not None
    with pytest.raises(ServerRefusedError):
        address_of(host, 25, NOWHERE)
    with pytest.raises(ServerRefusedError):
        call(host, 25, 1.0, NOWHERE)
    box = BoxSettings(host, 143, Security.NONE, "ana", "x", allowed=NOWHERE)
    with pytest.raises(BoxFaultError, match="does not let it call"):
        try_box(box)
    if re.fullmatch(r"[\w.]+", host):
        with pytest.raises(SourceRefusedError, match="FORENOTICE_SERVER_ALLOW"):
            open_session(read_database(f"mysql://reader@{host}/wp"), "", 1.0, NOWHERE)


def test_a_provider_of_ones_own_is_held_to_it_too() -> None:
    postal = {"provider": "postal", "api_url": "https://10.0.0.8/api"}
    with pytest.raises(ChannelRefusedError, match="does not let it call"):
        read_provider(postal, {"api_key": "x"}, NOWHERE)
    assert read_provider(postal, {"api_key": "x"}, server_places("10.0.0.0/8")).name == "postal"


@pytest.mark.parametrize("allowed", ["", "127.0.0.1", "localhost, 127.0.0.0/8, ::1, /srv"])
def test_no_address_opens_a_file_or_a_socket(allowed: str) -> None:
    for url in (
        "sqlite:////etc/passwd",
        "mysql:///wp?socket=/run/mysqld.sock",
        "sqlite:////srv/../etc/passwd",
    ):
        with pytest.raises(SourceRefusedError, match="allow its folder by FORENOTICE_SERVER_ALLOW"):
            open_session(read_database(url), "", 1.0, server_places(allowed))


def test_a_folder_opens_what_is_really_in_it(tmp_path: Path) -> None:
    inside, outside, beside = (tmp_path / name for name in ("in/a.db", "out.db", "in-not/a.db"))
    for path in (inside, outside, beside):
        path.parent.mkdir(exist_ok=True)
        sqlite3.connect(path).close()
    (tmp_path / "in" / "link.db").symlink_to(outside)
    places = server_places(f"10.0.0.8, {tmp_path / 'in'}")
    open_session(read_database(f"sqlite:///{inside}"), "", 1.0, places).close()
    for path in (outside, beside, tmp_path / "in" / "link.db"):
        open_session(read_database(f"sqlite:///{path}"), "", 1.0, None).close()
        with pytest.raises(SourceRefusedError, match="does not let it open"):
            open_session(read_database(f"sqlite:///{path}"), "", 1.0, places)
