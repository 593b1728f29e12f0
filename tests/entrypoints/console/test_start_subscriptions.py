"""Subscriptions come by a sample or a system that is asked, and go again."""

import re
from datetime import UTC, datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from waitress.adjustments import Adjustments

from forenotice.accounts.states import Role
from forenotice.engine.importing import take_in
from forenotice.entrypoints.cli.bodies import Parser
from forenotice.ledger.models import Member, Subscription
from forenotice.sources.models import Source, UploadedFile
from tests.support.console import Person
from tests.support.world import World


def test_the_sample_comes_and_goes(home: Path, owner: Person) -> None:
    page = owner.send("start/sample").content.decode()
    assert "60 made-up subscriptions" in page
    assert "Take the sample out again" in page
    assert "made-up members are still here" in owner.send("start/leaving", is_off="on").content.decode()
    assert "Take the sample out?" in owner.send("start/sample", remove="yes").content.decode()
    owner.send("start/sample", remove="yes", confirmed="yes")
    assert not Member.objects.exists()


def test_what_does_not_answer_is_not_kept(home: Path, owner: Person) -> None:
    page = owner.send("start/connect/stripe", api_key="nonsense").content.decode()
    assert "none of Stripe" in page
    french = Person(owner.organization, language="fr", email="francine@example.org")
    page = french.send("start/connect/stripe", api_key="nonsense").content.decode()
    assert "La clé n’est pas une clé de Stripe" in page
    database = {"preset": "memberpress", "host": "localhost", "port": 1, "name": "wp", "account": "reader"}
    page = owner.send("start/connect/wordpress", password="s3cret", **database).content.decode()
    assert 'class="fault"' in page
    assert "s3cret" not in page
    shop = {"url": "http://localhost:1", "consumer_key": "ck_1", "consumer_secret": "cs_1"}
    assert 'class="fault"' in owner.send("start/connect/woocommerce", **shop).content.decode()
    assert not Source.objects.exists()
    assert owner.browser.get(owner.address("start/connect/unknown")).status_code == 404
    assert "Choose a file first" in owner.send("start/file").content.decode()


def test_who_looks_at_a_file_that_cannot_be_read_leaves_it_there(
    home: Path, world: World, owner: Person
) -> None:
    broken = SimpleUploadedFile("club.xlsx", b"PK no workbook")
    assert "Put it away" in owner.send("start/file", file=broken).content.decode()
    for hopeless in (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"PK\x03\x04 no workbook"):
        picture = SimpleUploadedFile("club.xlsx", hopeless)
        page = owner.send("start/file", file=picture, replace="yes").content.decode()
        assert "Put it away" in page
        assert ">Read it so</button>" not in page
    empty = SimpleUploadedFile("nothing.csv", b"")
    assert "“nothing.csv” is empty" in owner.send("start/file", file=empty).content.decode()
    whole = SimpleUploadedFile("members.csv", b"Nr,Wann")
    assert "club.xlsx” waits already" in owner.send("start/file", file=whole).content.decode()
    assert "A file waits." in owner.send("start/sample").content.decode()
    viewer = Person(world.organization, Role.VIEWER)
    assert 'class="fault"' in viewer.look("start/file/columns")
    assert "Nothing of it was taken in" in owner.send("start/file/begin", away="yes").content.decode()
    assert "is deleted" in owner.send("start/file/begin", away="yes", confirmed="yes").content.decode()


def test_days_are_read_as_the_file_itself_settles_it_or_asked_for(home: Path, owner: Person) -> None:
    def of(*days: str) -> SimpleUploadedFile:
        rows = "".join(f"A{number},{number}@example.org,12.00 €,{day}\n" for number, day in enumerate(days))
        return SimpleUploadedFile("club.csv", f"Order no,E-mail,Amount,Next payment\n{rows}".encode())

    page = owner.send("start/file", file=of("01.12.2026", "05.12.2026")).content.decode()
    assert "Dates are read as DD.MM.YYYY: 01.12.2026 is December 1, 2026." in page
    assert "All of the first 2 rows are understood." in page
    assert "€12.00" in page
    page = owner.send("start/file", file=of("01/12/2026", "05/12/2026"), replace="yes").content.decode()
    assert "may be either of two days" in page
    assert re.findall(r'name="date_format" value="(.*?)">(.*?)<', page) == [
        ("DD/MM/YYYY", "December 1, 2026"),
        ("MM/DD/YYYY", "January 12, 2026"),
    ]
    page = owner.send("start/file/columns", date_format="MM/DD/YYYY").content.decode()
    assert "may be either" not in page
    assert "All of the first 2 rows are understood." in page
    assert "No column is read as the status" in page


def test_a_newer_file_with_other_columns_is_offered_to_be_that(home: Path, owner: Person) -> None:
    now = datetime.now(UTC)

    def file(heads: str, standing: str) -> SimpleUploadedFile:
        row = f"A1,ana@example.org,Silber,2027-01-05,{standing},Monat"
        return SimpleUploadedFile("club.csv", f"{heads}\n{row}\n".encode())

    heads = "Order no,E-mail,Product,Next payment,Status,Interval"
    page = owner.send("start/file", file=file(heads, "aktiv")).content.decode()
    assert all(word in page for word in ('data-label="Status">active', 'data-label="Interval">every month'))
    take_in(UploadedFile.objects.get(), actor="test", now=now)
    heads = "Bestellnummer,E-Mail-Adresse,Produkt,Nächste Zahlung,Zustand,Intervall"
    page = owner.send("start/file", file=file(heads, "gekündigt")).content.decode()
    assert "one is of your file already" in page
    assert "is understood." not in page
    page = owner.send("start/file/columns", source="csv").content.decode()
    assert "The one row that was looked at is understood." in page
    assert 'data-label="Status">cancelled' in page
    take_in(UploadedFile.objects.get(), actor="test", now=now)
    assert Subscription.objects.get().standing == "cancelled"


def test_only_who_may_hand_a_file_in_may_send_much(world: World, owner: Person) -> None:
    limits = Adjustments(max_request_body_size=16 * 2**20)

    def refused(browser: Client, size: str, path: str = owner.address("start/file")) -> str:
        parser, cookie = Parser(limits), browser.cookies.output(header="Cookie:", attrs=[])
        head = filter(None, [f"POST {path} HTTP/1.1", size, cookie, "\r\n"])
        parser.received("\r\n".join(head).encode())
        parser.received(b"1000000\r\n" + b"x" * 2**24 if parser.chunked else b"")
        return str(parser.error.to_response()[0]) if parser.error else ""

    large, chunks = "Content-Length: 500000000", "Transfer-Encoding: chunked"
    assert (refused(owner.browser, large), refused(owner.browser, chunks)) == ("", "")
    assert refused(owner.browser, "Content-Length: 600000000").startswith("413")
    assert refused(owner.browser, large, owner.address("settings/")).startswith("413")
    assert refused(owner.browser, large, "/console/another/start/file").startswith("303")
    viewer = Person(world.organization, Role.VIEWER)
    assert refused(viewer.browser, large).startswith("303")
    assert refused(Client(), chunks).startswith("303")
    Session.objects.all().delete()
    assert refused(owner.browser, large).startswith("303"), "they were signed out meanwhile"
