"""Words on somebody's screen: looked at before they are kept, and never written over somebody else's."""

from datetime import UTC, datetime
from typing import Any

import pytest

from forenotice.accounts.models import AuditEntry, Organization
from forenotice.composer.by_light import by_light
from forenotice.composer.defaults import default_message
from forenotice.composer.errors import MessageRefusedError, StaleWordsError, UnknownMessageError
from forenotice.composer.operations import edit_message, set_message_aside
from forenotice.composer.queries import (
    archived_messages,
    list_messages,
    message_keys,
    message_sources,
    message_told,
    published_texts,
)
from forenotice.composer.texts import MessageSource
from forenotice.composer.unsaved import unsaved
from forenotice.kernel.message import MessageClass

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
WORDS = MessageSource("It renews", "", "<p>Hello {{ member.first_name }}</p>")
OTHERS = MessageSource("It renews soon", "", "<p>Hello {{ member.first_name }}</p>")


@pytest.fixture
def museum(db: None) -> Organization:
    return Organization.objects.create(key="museum", name="Museum", created_at=NOW)


def edit(organization: Organization, source: MessageSource, base: int, **changes: Any) -> int:
    values: dict[str, Any] = {
        "organization": organization,
        "key": "spring",
        "name": "Spring",
        "message_class": MessageClass.COURTESY,
        "texts": {"en": source},
        "base": base,
        "speaks": True,
        "actor": "person:ana@example.org",
        "now": NOW,
    }
    return edit_message(**values | changes).revision


def test_nobody_writes_over_what_was_written_meanwhile(museum: Organization) -> None:
    assert edit(museum, WORDS, 0) == 1
    with pytest.raises(StaleWordsError) as stale:
        edit(museum, OTHERS, 0)
    assert stale.value.newest == 1
    assert edit(museum, OTHERS, 1, speaks=False) == 2
    with pytest.raises(StaleWordsError):
        edit(museum, WORDS, 1)
    told = message_told(museum, "spring")
    assert (told.published and told.published.number, told.draft and told.draft.number) == (1, 2)
    trail = AuditEntry.objects.filter(organization=museum).order_by("pk")
    assert [(each.action, each.actor) for each in trail] == [
        ("message.published", "person:ana@example.org"),
        ("message.drafted", "person:ana@example.org"),
    ]


def test_faults_keep_nothing(museum: Organization) -> None:
    with pytest.raises(MessageRefusedError):
        edit(museum, MessageSource("", "", "<p>{{ nobody }}</p>"), 0)
    assert list_messages(museum) == []


def test_a_message_that_was_put_away_speaks_no_more_until_it_is_taken_out(museum: Organization) -> None:
    edit(museum, WORDS, 0)
    by: dict[str, Any] = {"organization": museum, "actor": "ana", "now": NOW}
    assert set_message_aside(key="spring", aside=True, **by)
    assert not set_message_aside(key="spring", aside=True, **by)
    assert (list_messages(museum), message_keys(museum), message_sources(museum)) == ([], frozenset(), [])
    assert published_texts(museum) == {}
    assert [told.key for told in archived_messages(museum)] == ["spring"]
    assert set_message_aside(key="spring", aside=False, **by)
    assert [told.key for told in list_messages(museum)] == ["spring"]
    set_message_aside(key="spring", aside=True, **by)
    edit(museum, OTHERS, 1)
    assert message_keys(museum) == {"spring"}
    with pytest.raises(UnknownMessageError):
        set_message_aside(key="autumn", aside=True, **by)


def test_words_on_the_screen_are_compiled_as_if_they_were_kept() -> None:
    found = unsaved(WORDS, "en", MessageClass.COURTESY)
    message = found.as_message("spring", "Spring")
    assert message is not None
    assert message.text_for("en", "en").subject == "It renews"
    broken = unsaved(MessageSource("x", "", "{{ nobody }}"), "en", MessageClass.COURTESY)
    assert broken.as_message("spring", "Spring") is None
    assert [problem.where for problem in broken.problems] == ["en: html"]


@pytest.mark.parametrize("source", [WORDS, default_message("renewal").texts["en"]], ids=["html", "blocks"])
def test_a_page_can_be_seen_by_day_and_by_night(source: MessageSource) -> None:
    text = unsaved(source, "en", MessageClass.COURTESY).text
    assert text is not None
    dark, light = (by_light(text.html, dark=each) for each in (True, False))
    assert "@media all" in dark
    assert "@media not all" in light
    assert "prefers-color-scheme" not in dark + light
    assert 'content="dark"' in dark
    assert "light dark" not in dark + light
