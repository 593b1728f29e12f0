"""A draft is kept beside what speaks until somebody publishes it, and no revision is ever changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forenotice.accounts.models import AuditEntry, Organization
from forenotice.composer.errors import MessageRefusedError, UnknownMessageError
from forenotice.composer.models import MessageRevision, MessageText
from forenotice.composer.operations import Publication, publish_message, publish_revision, save_draft
from forenotice.composer.queries import (
    draft_sources,
    draft_texts,
    list_messages,
    message_sources,
    message_told,
    published_texts,
    revision_told,
)
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(days=3)
OLD = MessageSource("Old words", "", "<p>Old words, {{ member.first_name }}</p>")
NEW = MessageSource("New words", "", "<p>New words, {{ member.first_name }}</p>")
OTHER = MessageSource("Other words", "", "<p>Other words, {{ member.first_name }}</p>")


@pytest.fixture
def museum(db: None) -> Organization:
    return Organization.objects.create(key="museum", name="Museum", created_at=NOW)


def words(organization: Organization, source: MessageSource, **changes: Any) -> dict[str, Any]:
    return {
        "organization": organization,
        "key": "renewal",
        "name": "Renewal",
        "message_class": MessageClass.COURTESY,
        "texts": {"en": source},
        "actor": "ana",
        "now": NOW,
    } | changes


def publish(organization: Organization, number: int | None = None) -> Publication:
    return publish_revision(organization=organization, key="renewal", number=number, actor="ana", now=LATER)


def speaks(organization: Organization) -> str:
    return published_texts(organization)["renewal"].texts["en"].subject


def test_a_draft_does_not_speak_until_it_is_published(museum: Organization) -> None:
    publish_message(**words(museum, OLD))
    assert save_draft(**words(museum, NEW)) == Publication(True, 2)
    assert speaks(museum) == "Old words"
    assert draft_texts(museum)["renewal"].texts["en"].subject == "New words"
    told = message_told(museum, "renewal")
    assert told.draft is not None
    assert told.published is not None
    assert (told.published.number, told.draft.number, told.draft.published_at) == (1, 2, None)
    before = list(MessageText.objects.order_by("pk").values())
    assert publish(museum) == Publication(True, 2)
    assert speaks(museum) == "New words"
    assert list(MessageText.objects.order_by("pk").values()) == before
    told = message_told(museum, "renewal")
    assert told.published is not None
    assert (told.published.number, told.published.published_at, told.draft) == (2, LATER, None)
    assert list(AuditEntry.objects.values_list("action", "subject", "detail")) == [
        ("message.published", "renewal", {"revision": 2, "words_of": 2})
    ]


def test_a_message_may_begin_as_a_draft(museum: Organization) -> None:
    assert save_draft(**words(museum, NEW)) == Publication(True, 1)
    assert published_texts(museum) == {}
    assert message_sources(museum) == []
    (draft,) = draft_sources(museum)
    assert (draft.key, draft.texts) == ("renewal", {"en": NEW})
    assert revision_told(museum, "renewal").number == 1
    publish(museum)
    assert (speaks(museum), draft_sources(museum)) == ("New words", [])


def test_the_same_words_make_no_second_draft(museum: Organization) -> None:
    publish_message(**words(museum, OLD))
    assert save_draft(**words(museum, OLD)) == Publication(False, 1)
    save_draft(**words(museum, NEW))
    assert save_draft(**words(museum, NEW)) == Publication(False, 2)
    assert save_draft(**words(museum, OTHER)) == Publication(True, 3)
    assert draft_texts(museum)["renewal"].revision == 3
    assert save_draft(**words(museum, OLD)) == Publication(True, 4)


def test_publishing_the_words_of_the_draft_publishes_the_draft(museum: Organization) -> None:
    publish_message(**words(museum, OLD))
    save_draft(**words(museum, NEW))
    assert publish_message(**words(museum, NEW, now=LATER)) == Publication(True, 2)
    assert MessageRevision.objects.get(number=2).published_at == LATER
    assert MessageRevision.objects.count() == 2


def test_other_published_words_leave_an_older_draft_behind(museum: Organization) -> None:
    publish_message(**words(museum, OLD))
    save_draft(**words(museum, NEW))
    assert publish_message(**words(museum, OTHER)) == Publication(True, 3)
    assert draft_texts(museum) == {}
    with pytest.raises(UnknownMessageError, match="has no draft"):
        publish(museum)
    assert publish(museum, 2) == Publication(True, 4), "it can still be had by its number"
    assert speaks(museum) == "New words"


def test_going_back_publishes_old_words_as_a_new_revision(museum: Organization) -> None:
    publish_message(**words(museum, OLD, message_class=MessageClass.REQUIRED))
    publish_message(**words(museum, NEW))
    assert publish(museum, 1) == Publication(True, 3)
    assert speaks(museum) == "Old words"
    assert published_texts(museum)["renewal"].message_class is MessageClass.REQUIRED
    told = message_told(museum, "renewal")
    assert [(one.number, one.published_at) for one in told.revisions] == [(3, LATER), (2, NOW), (1, NOW)]
    assert publish(museum, 3) == Publication(False, 3), "it speaks already"
    assert publish(museum, 1) == Publication(False, 3), "its words speak already"


def test_a_faulty_draft_is_refused_like_a_faulty_message(museum: Organization) -> None:
    faulty = MessageSource("Hello", "", "<p>{{ member.frist_name }}</p>")
    with pytest.raises(MessageRefusedError, match=r"was not saved[\s\S]*line 1, column 7.*first_name"):
        save_draft(**words(museum, faulty))
    assert list_messages(museum) == []


def test_what_is_not_there_is_told_with_what_is(museum: Organization) -> None:
    with pytest.raises(UnknownMessageError, match=r'no message "renewal"\. Known: none yet'):
        message_told(museum, "renewal")
    save_draft(**words(museum, NEW))
    with pytest.raises(UnknownMessageError, match=r'no message "renewl"\. Known: renewal'):
        message_told(museum, "renewl")
    with pytest.raises(UnknownMessageError, match=r"has no revision 7\. Its last one is 1"):
        publish(museum, 7)


def test_messages_are_listed_without_reading_their_words(museum: Organization) -> None:
    choir = Organization.objects.create(key="choir", name="Choir", created_at=NOW)
    save_draft(**words(choir, NEW, key="secret"))
    publish_message(**words(museum, OLD, texts={"fr": OLD, "en": OLD}))
    for key in ("b", "a"):
        save_draft(**words(museum, NEW, key=key))
    with CaptureQueriesContext(connection) as queries:
        found = list_messages(museum)
    assert [(one.key, one.locales, one.published is None) for one in found] == [
        ("a", ("en",), True),
        ("b", ("en",), True),
        ("renewal", ("en", "fr"), False),
    ]
    assert len(queries) == 3
    assert "compiled" not in " ".join(query["sql"] for query in queries)


def test_a_revision_is_read_with_its_words(museum: Organization) -> None:
    publish_message(**words(museum, OLD))
    save_draft(**words(museum, NEW))
    speaking, draft = revision_told(museum, "renewal"), revision_told(museum, "renewal", 2)
    assert (speaking.texts["en"].source, draft.texts["en"].source) == (OLD, NEW)
    assert "New words, {{ member.first_name }}" in draft.texts["en"].text
