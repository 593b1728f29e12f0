"""Reading the words that speak, and the smart tags they may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from forenotice.accounts.models import Organization
from forenotice.composer.blocks.tables import blocks_from
from forenotice.composer.models import Message, MessageText
from forenotice.composer.smarttags import SMART_TAGS, SmartTag
from forenotice.composer.texts import CompiledText, MessageSource, PublishedMessage
from forenotice.kernel.message import MessageClass


@dataclass(frozen=True, slots=True)
class MessageSources:
    """A message as its owner wrote it: what an export writes back."""

    key: str
    name: str
    message_class: MessageClass
    texts: Mapping[str, MessageSource]


def published_texts(organization: Organization) -> Mapping[str, PublishedMessage]:
    """Every message of an organization that speaks, by its key. One query."""
    return {key: _published_message(rows) for key, rows in _texts_by_key(organization)}


def message_sources(organization: Organization) -> Sequence[MessageSources]:
    """Every message of an organization that speaks, in the owner's own words, by key."""
    return [_message_sources(rows) for _, rows in _texts_by_key(organization)]


def text_of_revision(organization: Organization, name: str) -> CompiledText | None:
    """The text of that name (``12:fr``) as it was compiled then, also when it speaks no more."""
    revision, _, locale = name.partition(":")
    row = (
        MessageText.objects.filter(organization=organization, revision_id=int(revision), locale=locale)
        .select_related("revision")
        .first()
    )
    return _compiled_text(row) if row else None


def message_keys(organization: Organization) -> frozenset[str]:
    """The keys of the messages that speak."""
    keys = Message.objects.filter(organization=organization, published__isnull=False)
    return frozenset(keys.values_list("key", flat=True))


def smart_tags() -> Sequence[SmartTag]:
    """Every smart tag an owner may write, in the order a reader looks them up."""
    return tuple(SMART_TAGS.values())


def _texts_by_key(organization: Organization) -> list[tuple[str, list[MessageText]]]:
    rows = (
        MessageText.objects.filter(
            organization=organization, revision__message__published_id=F("revision_id")
        )
        .select_related("revision__message")
        .order_by("revision__message__key", "locale")
    )
    groups = groupby(rows, key=lambda row: row.revision.message.key)
    return [(key, list(group)) for key, group in groups]


def _published_message(rows: Sequence[MessageText]) -> PublishedMessage:
    revision = rows[0].revision
    return PublishedMessage(
        key=revision.message.key,
        name=revision.message.name,
        message_class=MessageClass(revision.message_class),
        revision_id=revision.pk,
        revision=revision.number,
        texts={row.locale: _compiled_text(row) for row in rows},
    )


def _compiled_text(row: MessageText) -> CompiledText:
    return CompiledText(
        name=f"{row.revision_id}:{row.locale}",
        locale=row.locale,
        subject=row.subject_compiled,
        html=row.html_compiled,
        text=row.text_compiled,
        message_class=MessageClass(row.revision.message_class),
    )


def _message_sources(rows: Sequence[MessageText]) -> MessageSources:
    revision = rows[0].revision
    return MessageSources(
        key=revision.message.key,
        name=revision.message.name,
        message_class=MessageClass(revision.message_class),
        texts={row.locale: _message_source(row) for row in rows},
    )


def _message_source(row: MessageText) -> MessageSource:
    blocks = blocks_from(row.blocks)
    return MessageSource(row.subject, row.preheader, row.html_source, row.text_source, blocks)
