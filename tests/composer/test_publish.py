"""Owners' words are published in revisions that never change."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forenotice.accounts.models import Organization
from forenotice.composer.blocks.kinds import Greeting, PaymentTable, Thanks
from forenotice.composer.compose import compose
from forenotice.composer.defaults import DEFAULT_KEYS, LANGUAGES, default_message
from forenotice.composer.errors import MessageRefusedError, UnknownDefaultError
from forenotice.composer.models import Message, MessageRevision, MessageText
from forenotice.composer.operations import Publication, publish_message
from forenotice.composer.queries import message_keys, message_sources, published_texts, text_of_revision
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.samples import ENVELOPE, facts

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
HELLO = MessageSource("Hello", "Soon", "<p>Hello {{ member.first_name }}</p>")
BONJOUR = MessageSource("Bonjour", "", "<p>Bonjour {{ member.first_name }}</p>", "Bonjour")


def new_organization(key: str = "museum") -> Organization:
    return Organization.objects.create(key=key, name=key.title(), created_at=NOW)


def publish(organization: Organization, **changes: Any) -> Publication:
    values: dict[str, Any] = {
        "key": "renewal",
        "name": "Renewal",
        "message_class": MessageClass.COURTESY,
        "texts": {"en": HELLO},
        "actor": "blueprint",
        "now": NOW,
    }
    return publish_message(organization=organization, **(values | changes))


def test_published_words_speak(db: None) -> None:
    organization = new_organization()
    assert publish(organization, texts={"en": HELLO, "fr_FR": BONJOUR}) == Publication(True, 1)
    message = published_texts(organization)["renewal"]
    assert (message.name, message.revision, message.message_class) == ("Renewal", 1, MessageClass.COURTESY)
    assert set(message.texts) == {"en", "fr-FR"}
    said = compose(message.text_for("fr", "en"), facts(), ENVELOPE).message
    assert (said.subject, said.text) == ("Bonjour", "Bonjour\n")
    assert said.revision == f"{message.revision_id}:fr-FR"


def test_the_same_words_again_change_nothing(db: None) -> None:
    organization = new_organization()
    publish(organization)
    before = list(MessageRevision.objects.values())
    assert publish(organization, now=NOW + timedelta(days=1)) == Publication(False, 1)
    assert publish(organization, name="Our renewal") == Publication(False, 1)
    assert list(MessageRevision.objects.values()) == before
    assert Message.objects.get().name == "Our renewal"


@pytest.mark.parametrize(
    "change",
    [
        {"texts": {"en": MessageSource("Hi", "Soon", HELLO.html)}},
        {"texts": {"en": MessageSource("Hello", "Later", HELLO.html)}},
        {"texts": {"en": MessageSource("Hello", "Soon", HELLO.html, "Own text")}},
        {"texts": {"en": HELLO, "fr": BONJOUR}},
        {"message_class": MessageClass.REQUIRED},
    ],
)
def test_other_words_make_a_new_revision_and_leave_the_old_one(db: None, change: dict[str, Any]) -> None:
    organization = new_organization()
    publish(organization)
    old = published_texts(organization)["renewal"].texts["en"]
    rows = list(MessageText.objects.values())
    assert publish(organization, **change) == Publication(True, 2)
    assert published_texts(organization)["renewal"].revision == 2
    assert list(MessageText.objects.filter(revision__number=1).values()) == rows
    assert text_of_revision(organization, old.name) == old


def test_going_back_to_old_words_is_a_revision_of_its_own(db: None) -> None:
    organization = new_organization()
    publish(organization)
    publish(organization, texts={"en": BONJOUR})
    assert publish(organization) == Publication(True, 3)


def test_faulty_words_change_nothing_and_every_fault_is_told(db: None) -> None:
    organization = new_organization()
    publish(organization)
    faulty = {
        "en": MessageSource("{{ member.frist_name }}", "", "<p>a</p>\n<p>{{ paymant.amount }}</p>"),
        "fr": MessageSource("Bonjour", "", "<p>{% if cancel_by %}</p>"),
    }
    with pytest.raises(MessageRefusedError) as caught:
        publish(organization, texts=faulty)
    places = [(p.where, p.line, p.column, p.nearest) for p in caught.value.problems]
    assert places == [
        ("en: subject", 1, 4, "member.first_name"),
        ("en: html", 2, 7, "payment.amount"),
        ("fr: html", 1, 4, ""),
    ]
    assert 'The message "renewal" was not published.' in str(caught.value)
    assert published_texts(organization)["renewal"].revision == 1
    assert MessageRevision.objects.count() == 1


def test_a_refused_first_message_leaves_no_row(db: None) -> None:
    organization = new_organization()
    with pytest.raises(MessageRefusedError, match="at least one language"):
        publish(organization, texts={})
    assert not Message.objects.exists()


def test_organizations_do_not_see_each_other(db: None) -> None:
    museum, choir = new_organization("museum"), new_organization("choir")
    publish(museum)
    publish(choir, texts={"fr": BONJOUR})
    assert set(published_texts(museum)["renewal"].texts) == {"en"}
    assert set(published_texts(choir)["renewal"].texts) == {"fr"}
    name = published_texts(museum)["renewal"].texts["en"].name
    assert text_of_revision(choir, name) is None
    assert message_keys(choir) == {"renewal"}


def test_every_message_is_read_in_one_query(db: None) -> None:
    organization = new_organization()
    for key in DEFAULT_KEYS:
        default = default_message(key)
        publish(organization, key=key, name=default.name, texts=default.texts)
    with CaptureQueriesContext(connection) as queries:
        messages = published_texts(organization)
    assert len(queries) == 1
    assert set(messages) == set(DEFAULT_KEYS)
    assert all(set(message.texts) == set(LANGUAGES) for message in messages.values())


def test_an_export_gives_back_what_was_written(db: None) -> None:
    organization = new_organization()
    publish(organization, texts={"en": HELLO, "fr": BONJOUR})
    (message,) = message_sources(organization)
    assert (message.key, message.name, message.message_class) == ("renewal", "Renewal", MessageClass.COURTESY)
    assert message.texts == {"en": HELLO, "fr": BONJOUR}
    assert publish(organization, texts=message.texts) == Publication(False, 1)


def test_blocks_are_kept_and_exported_as_they_were_written(db: None) -> None:
    organization = new_organization()
    blocks = (Greeting(words="Dear {{ member.first_name }},"), PaymentTable(labels=(("amount", "Sum"),)))
    source = MessageSource("Hello", "Soon", blocks=blocks)
    publish(organization, texts={"en": source})
    (message,) = message_sources(organization)
    assert message.texts == {"en": source}
    assert publish(organization, texts=message.texts) == Publication(False, 1)
    other = MessageSource("Hello", "Soon", blocks=(Thanks(words="Dear {{ member.first_name }},"), blocks[1]))
    assert publish(organization, texts={"en": other}) == Publication(True, 2)


def test_an_unknown_default_is_told_by_name() -> None:
    with pytest.raises(
        UnknownDefaultError, match=r'no default message "renewl"\. There are renewal, payment_due'
    ):
        default_message("renewl")
