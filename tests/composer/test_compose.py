"""Facts and an envelope become a finished message, which can be made again from what was kept."""

import json

import pytest

from forenotice.composer.compose import compose, compose_from, context_for, kept_context
from forenotice.composer.defaults import DEFAULT_KEYS
from forenotice.composer.errors import RenderError
from forenotice.composer.texts import CompiledText, PublishedMessage, tidy_locale
from forenotice.kernel.message import MessageClass
from tests.composer.samples import ENVELOPE, compiled_default, facts


def test_a_message_carries_its_envelope() -> None:
    text = compiled_default("renewal")
    message = compose(text, facts(), ENVELOPE).message
    assert message.message_id == ENVELOPE.message_id
    assert (message.sender, message.recipient) == (ENVELOPE.sender, ENVELOPE.recipient)
    assert (message.composed_at, message.boundary) == (ENVELOPE.composed_at, ENVELOPE.boundary)
    assert (message.revision, message.locale) == (text.name, "en")
    assert message.message_class is MessageClass.COURTESY


@pytest.mark.parametrize("locale", ["en", "fr"])
@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_what_was_said_can_be_said_again_from_what_was_kept(key: str, locale: str) -> None:
    text = compiled_default(key, locale)
    said = compose(text, facts(kind=key), ENVELOPE)
    kept = json.loads(json.dumps(kept_context(text, said.context)))
    again = compose_from(text, kept, ENVELOPE)
    assert again.message == said.message
    assert again.warnings == said.warnings
    assert len(json.dumps(kept)) < 3_000


def test_only_what_a_text_reads_is_kept() -> None:
    text = CompiledText("kept", "en", "{{ member.first_name }}", "{{ cancel_by|date('short') }}", "x")
    kept = kept_context(text, context_for(text, facts()))
    assert set(kept) == {"locale", "member.first_name", "cancel_by", "cancel_by:short"}


def test_an_english_text_for_a_german_reader_stays_english() -> None:
    message = compose(compiled_default("renewal"), facts(member__locale="de-DE"), ENVELOPE).message
    assert "Friday, May 15, 2026" in message.text


def test_a_british_reader_gets_british_dates() -> None:
    message = compose(compiled_default("renewal"), facts(member__locale="en-GB"), ENVELOPE).message
    assert "Friday 15 May 2026" in message.text.replace(",", "")
    assert "US$120.00" in message.text


def test_what_cannot_be_rendered_is_an_error_of_this_room() -> None:
    text = CompiledText("broken", "en", "{{ payment.amount / 2 }}", "h", "t")
    with pytest.raises(RenderError, match='The text "broken" could not be rendered'):
        compose(text, facts(), ENVELOPE)


def published(*locales: str) -> PublishedMessage:
    texts = {locale: CompiledText(f"1:{locale}", locale, "s", "h", "t") for locale in locales}
    return PublishedMessage("renewal", "Renewal", MessageClass.COURTESY, 1, 1, texts)


@pytest.mark.parametrize(
    ("locales", "member", "organization", "read"),
    [
        (("en", "fr"), "fr", "en", "fr"),
        (("en", "fr"), "fr-CA", "en", "fr"),
        (("en", "fr", "fr-CA"), "fr_ca", "en", "fr-CA"),
        (("en", "fr-CA"), "fr-FR", "en", "fr-CA"),
        (("en", "fr"), "de", "fr-FR", "fr"),
        (("en", "fr"), "", "fr", "fr"),
        (("fr", "nl"), "de", "en", "fr"),
        (("nl",), "", "", "nl"),
    ],
)
def test_a_member_reads_the_nearest_language(
    locales: tuple[str, ...], member: str, organization: str, read: str
) -> None:
    assert published(*locales).text_for(member, organization).locale == read


@pytest.mark.parametrize(
    ("written", "tidy"),
    [("fr_FR.UTF-8", "fr-FR"), ("EN", "en"), ("zh-hant-tw", "zh-Hant-TW"), ("", ""), (" pt_br ", "pt-BR")],
)
def test_a_locale_is_tidied(written: str, tidy: str) -> None:
    assert tidy_locale(written) == tidy
