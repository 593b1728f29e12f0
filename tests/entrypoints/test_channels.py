"""An owner tries a webhook at the command line, and gives it another secret."""

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from forenotice.accounts.models import Organization
from forenotice.channels.operations import retire
from forenotice.channels.webhook.keys import secret_of
from forenotice.channels.webhook.signature import verify
from tests.entrypoints.club import BLUEPRINT, set_up
from tests.entrypoints.desk import Desk
from tests.support.web_sinks import Answer, WebSink

SECRET = secret_of(b"s" * 32)
WEBHOOK = """
[[channels]]
key = "crm"
kind = "webhook"
url = "{url}"
"""


def test_a_webhook_is_tried_and_gets_another_secret(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FORENOTICE_WEBHOOK_ALLOW = "127.0.0.1"
    with WebSink() as sink:
        step = BLUEPRINT.replace('message = "renewal"\n', 'message = "renewal"\nchannels = ["email"]\n')
        set_up(desk, text=step + WEBHOOK.format(url=sink.url))
        secret = desk.run("channels", "rotate-secret", "crm", "--overlap", "1").stdout.splitlines()[0]
        assert "crm took it: 200" in desk.run("channels", "test", "crm").stdout
        told = desk.read_json("channels", "test", "crm", "--type", "reminder.withdrawn")
        sink.answer = lambda _: Answer(404)
        refused = desk.run("channels", "test", "crm", expect=1).stderr
        assert "crm did not take it: 404 It did not take it." in refused
    for asked in sink.asked:
        verify(secrets=[secret], headers=asked.headers, body=asked.body, now=datetime.now(UTC))
    assert told["outcome"] == "accepted"
    assert told["id"] == sink.asked[1].headers["webhook-id"]
    assert b'"type":"reminder.withdrawn"' in sink.asked[1].body
    assert b'"mode":"rehearsal"' in sink.asked[0].body
    assert "speaks to people" in desk.run("channels", "test", "email", expect=1).stderr
    assert "no channel called crn" in desk.run("channels", "test", "crn", expect=1).stderr
    monkeypatch.setenv("CRM", SECRET)
    set_up(desk, text=step + WEBHOOK.format(url=sink.url) + 'secret = { env = "CRM" }\n')
    said = desk.run("channels", "rotate-secret", "crm", expect=1).stderr
    assert "comes from env:CRM" in " ".join(said.split())
    club = Organization.objects.get(key="club")
    retire(organization=club, key="crm", actor="owner", now=datetime.now(UTC))
    looked = desk.run("check", expect=1).stdout
    assert ("channel email" in looked, "crm" in looked) == (True, False)
