"""Reading the words that speak, and the smart tags they may hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from forenotice.accounts.models import Organization
from forenotice.composer.blocks.tables import blocks_from
from forenotice.composer.errors import UnknownMessageError
from forenotice.composer.models import Message, MessageRevision, MessageText
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


@dataclass(frozen=True, slots=True)
class RevisionTold:
    """One revision: when it was written down, and since when it spoke, if it ever did."""

    number: int
    message_class: MessageClass
    created_at: datetime
    published_at: datetime | None
    actor: str


@dataclass(frozen=True, slots=True)
class MessageTold:
    """A message with its revisions, the newest first; there is at least one. One may speak, one be a draft.

    ``locales`` are those of the revision that speaks, else of the draft.
    """

    key: str
    name: str
    published: RevisionTold | None
    draft: RevisionTold | None
    locales: tuple[str, ...]
    revisions: tuple[RevisionTold, ...]
    archived_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TextTold:
    """One locale of a revision: what its owner wrote, and the text part that members without HTML read."""

    source: MessageSource
    text: str


@dataclass(frozen=True, slots=True)
class RevisionWords(RevisionTold):
    """A revision with its words by locale."""

    texts: Mapping[str, TextTold]


def published_texts(organization: Organization) -> Mapping[str, PublishedMessage]:
    """Every message of an organization that speaks, by its key. One query."""
    return {key: _published_message(rows) for key, rows in _texts_by_key(organization, _SPEAKS)}


def draft_texts(organization: Organization) -> Mapping[str, PublishedMessage]:
    """Every draft of an organization, by the key of its message: what would speak if it were published."""
    return {key: _published_message(rows) for key, rows in _texts_by_key(organization, _is_draft())}


def message_sources(organization: Organization) -> Sequence[MessageSources]:
    """Every message of an organization that speaks, in the owner's own words, by key."""
    return [_message_sources(rows) for _, rows in _texts_by_key(organization, _SPEAKS)]


def draft_sources(organization: Organization) -> Sequence[MessageSources]:
    """Every draft of an organization, in the owner's own words, by the key of its message."""
    return [_message_sources(rows) for _, rows in _texts_by_key(organization, _is_draft())]


def list_messages(organization: Organization) -> Sequence[MessageTold]:
    """Every message of an organization with its revisions, by key; without those that were put away."""
    rows = _with_revisions(organization).filter(archived_at__isnull=True)
    return [_message_told(row) for row in rows.order_by("key")]


def archived_messages(organization: Organization) -> Sequence[MessageTold]:
    """The messages that were put away, the latest first."""
    rows = _with_revisions(organization).filter(archived_at__isnull=False)
    return [_message_told(row) for row in rows.order_by("-archived_at", "key")]


@dataclass(frozen=True, slots=True)
class MessageShelved:
    """A message as a rule may name it. Nothing is said of its class and locales before it speaks."""

    key: str
    name: str
    message_class: MessageClass | None
    locales: frozenset[str]


def messages_on_the_shelf(organization: Organization) -> Sequence[MessageShelved]:
    """The messages that were not put away, by key, without their words. One query."""
    rows = Message.objects.filter(organization=organization, archived_at=None).order_by("key")
    told = rows.values_list("key", "name", "published__message_class", "published__texts__locale")
    found = []
    for (key, name, message_class), group in groupby(told, key=lambda row: row[:3]):
        locales = frozenset(row[3] for row in group if row[3])
        spoken = MessageClass(message_class) if message_class else None
        found.append(MessageShelved(key, name or key, spoken, locales))
    return found


def message_told(organization: Organization, key: str) -> MessageTold:
    """One message; raise :class:`UnknownMessageError` when there is none of that key."""
    row = _with_revisions(organization).filter(key=key).first()
    if row is None:
        known = Message.objects.filter(organization=organization)
        keys = ", ".join(known.order_by("key").values_list("key", flat=True)) or "none yet"
        raise UnknownMessageError(f'There is no message "{key}". Known: {keys}.')
    return _message_told(row)


def revision_told(organization: Organization, key: str, number: int | None = None) -> RevisionWords:
    """A revision with its words: of that number, else the one that speaks, else the draft.

    Raise :class:`UnknownMessageError` when there is none.
    """
    if number is None:
        told = message_told(organization, key)
        number = (told.published or told.revisions[0]).number
    rows = MessageText.objects.filter(
        organization=organization, revision__message__key=key, revision__number=number
    )
    found = list(rows.select_related("revision").order_by("locale"))
    if not found:
        last = message_told(organization, key).revisions[0].number
        raise UnknownMessageError(f'The message "{key}" has no revision {number}. Its last one is {last}.')
    texts = {text.locale: TextTold(_message_source(text), text.text_compiled) for text in found}
    return RevisionWords(*_revision_values(found[0].revision), texts=texts)


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
    rows = Message.objects.filter(organization=organization, archived_at__isnull=True)
    keys = rows.filter(published__isnull=False)
    return frozenset(keys.values_list("key", flat=True))


def message_names(organization: Organization) -> dict[str, str]:
    """What every message is called, also those put away, by key."""
    rows = Message.objects.filter(organization=organization).values_list("key", "name")
    return {key: name or key for key, name in rows}


def smart_tags() -> Sequence[SmartTag]:
    """Every smart tag an owner may write, in the order a reader looks them up."""
    return tuple(SMART_TAGS.values())


_SPEAKS = Q(revision__message__published_id=F("revision_id"))


def _is_draft() -> Q:
    """The newest revision of a message, when it was never published."""
    newer = MessageRevision.objects.filter(
        organization_id=OuterRef("organization_id"),
        message_id=OuterRef("revision__message_id"),
        number__gt=OuterRef("revision__number"),
    )
    return Q(~Exists(newer), revision__published_at__isnull=True)


def _texts_by_key(organization: Organization, wanted: Q) -> list[tuple[str, list[MessageText]]]:
    rows = (
        MessageText.objects.filter(
            wanted, organization=organization, revision__message__archived_at__isnull=True
        )
        .select_related("revision__message")
        .order_by("revision__message__key", "locale")
    )
    groups = groupby(rows, key=lambda row: row.revision.message.key)
    return [(key, list(group)) for key, group in groups]


def _with_revisions(organization: Organization) -> "QuerySet[Message]":
    """Messages with their revisions and the locales of these, without the words."""
    locales = MessageText.objects.filter(organization=organization).only("revision_id", "locale")
    return Message.objects.filter(organization=organization).prefetch_related(
        "revisions", Prefetch("revisions__texts", queryset=locales)
    )


def _message_told(row: Message) -> MessageTold:
    rows = sorted(row.revisions.all(), key=lambda revision: -revision.number)
    told = tuple(RevisionTold(*_revision_values(revision)) for revision in rows)
    speaking = next((revision for revision in rows if revision.pk == row.published_id), None)
    shown = speaking or rows[0]
    return MessageTold(
        key=row.key,
        name=row.name,
        published=RevisionTold(*_revision_values(speaking)) if speaking is not None else None,
        draft=told[0] if told[0].published_at is None else None,
        locales=tuple(sorted(text.locale for text in shown.texts.all())),
        revisions=told,
        archived_at=row.archived_at,
    )


def _revision_values(row: MessageRevision) -> tuple[int, MessageClass, datetime, datetime | None, str]:
    return row.number, MessageClass(row.message_class), row.created_at, row.published_at, row.actor


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
