"""Subscriptions come by a sample or a system that is asked, and go again."""

from pathlib import Path

from forenotice.ledger.models import Member
from forenotice.sources.models import Source
from tests.support.console import Person


def test_the_sample_comes_and_goes(home: Path, owner: Person) -> None:
    page = owner.send("start/sample").content.decode()
    assert "60 made-up subscriptions" in page
    assert "Take the sample out again" in page
    assert "made-up members are still here" in owner.send("start/leaving", is_off="on").content.decode()
    owner.send("start/sample", remove="yes")
    assert not Member.objects.exists()


def test_what_does_not_answer_is_not_kept(home: Path, owner: Person) -> None:
    page = owner.send("start/connect/stripe", api_key="nonsense").content.decode()
    assert "none of Stripe" in page
    database = {"preset": "memberpress", "host": "localhost", "port": 1, "name": "wp", "account": "reader"}
    page = owner.send("start/connect/wordpress", password="s3cret", **database).content.decode()
    assert 'class="fault"' in page
    assert "s3cret" not in page
    shop = {"url": "http://localhost:1", "consumer_key": "ck_1", "consumer_secret": "cs_1"}
    assert 'class="fault"' in owner.send("start/connect/woocommerce", **shop).content.decode()
    assert not Source.objects.exists()
    assert owner.browser.get(owner.address("start/connect/unknown")).status_code == 404
    assert "Choose a file first" in owner.send("start/file").content.decode()
