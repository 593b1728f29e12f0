"""Writing down an owner's words."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.composer.blocks.tables import tables_of
from forenotice.composer.compile import COMPILER, Compiled, compile_text
from forenotice.composer.errors import MessageRefusedError, StaleWordsError, UnknownMessageError
from forenotice.composer.models import Message, MessageRevision, MessageText
from forenotice.composer.problems import Problem
from forenotice.composer.queries import message_told, revision_told
from forenotice.composer.texts import MessageSource, tidy_locale
from forenotice.kernel.message import MessageClass


@dataclass(frozen=True, slots=True)
class Publication:
    """Which revision some words are, and whether anything became different by writing them down.

    ``remarks`` is what its owner should know of the words although they are taken, also of old ones.
    """

    changed: bool
    revision: int
    remarks: tuple[Problem, ...] = ()


def publish_message(
    *,
    organization: Organization,
    key: str,
    name: str,
    message_class: MessageClass,
    texts: Mapping[str, MessageSource],
    actor: str,
    now: datetime,
) -> Publication:
    """Let these words speak from now on; raise :class:`MessageRefusedError` with every fault they have.

    The same words again make no new revision, and neither do those of the draft. A new name alone is no
    new revision either. Tags of MemberMouse are kept as what became of them, and the remarks tell it.
    """
    words = _words_of(key, message_class, texts, "published")
    with transaction.atomic():
        message = _message(organization, key, name)
        current = message.published
        if current is not None and current.fingerprint == words.fingerprint:
            return Publication(False, current.number, words.remarks)
        revision = _newest(message)
        if revision is None or revision.published_at or revision.fingerprint != words.fingerprint:
            revision = _new_revision(message, words, actor, now)
        revision.published_at = now
        revision.save(update_fields=["published_at"])
        message.published = revision
        message.save(update_fields=["published"])
        return Publication(True, revision.number, words.remarks)


def save_draft(
    *,
    organization: Organization,
    key: str,
    name: str,
    message_class: MessageClass,
    texts: Mapping[str, MessageSource],
    actor: str,
    now: datetime,
) -> Publication:
    """Keep these words as the draft of a message; what speaks goes on speaking.

    They are checked as if they were published: raise :class:`MessageRefusedError` with every fault they
    have. The words of the newest revision again make no new one.
    """
    words = _words_of(key, message_class, texts, "saved")
    with transaction.atomic():
        message = _message(organization, key, name)
        newest = _newest(message)
        if newest is not None and newest.fingerprint == words.fingerprint:
            return Publication(False, newest.number, words.remarks)
        return Publication(True, _new_revision(message, words, actor, now).number, words.remarks)


def publish_revision(
    *, organization: Organization, key: str, number: int | None = None, actor: str, now: datetime
) -> Publication:
    """Let the draft speak from now on, or the words of an earlier revision.

    Words that spoke before, or that are older than what speaks now, become a new revision: numbers tell in
    which order words were valid, and today's compiler makes what is sent. Raise
    :class:`UnknownMessageError` when there is no such message, revision or draft.
    """
    told = message_told(organization, key)
    if number is None and told.draft is None:
        raise UnknownMessageError(
            f'The message "{key}" has no draft. Name a revision to return to its words: --revision N.'
        )
    written = revision_told(organization, key, told.draft.number if number is None and told.draft else number)
    with transaction.atomic():
        done = publish_message(
            organization=organization,
            key=key,
            name=told.name,
            message_class=written.message_class,
            texts={locale: text.source for locale, text in written.texts.items()},
            actor=actor,
            now=now,
        )
        if done.changed:
            detail = {"revision": done.revision, "words_of": written.number}
            _audit(organization, "published", key, detail, actor, now)
    return done


@transaction.atomic
def edit_message(
    *,
    organization: Organization,
    key: str,
    name: str,
    message_class: MessageClass,
    texts: Mapping[str, MessageSource],
    base: int,
    speaks: bool,
    actor: str,
    now: datetime,
) -> Publication:
    """Write down what somebody made of revision ``base``, as a draft or so that it ``speaks``.

    A message that is to be new has base 0. Raise :class:`StaleWordsError` when there is a newer revision,
    and :class:`MessageRefusedError` with every fault.
    """
    message = Message.objects.select_for_update().filter(organization=organization, key=key).first()
    newest = _newest(message) if message is not None else None
    if (newest.number if newest else 0) != base:
        raise StaleWordsError(key, newest.number if newest else 0)
    write = publish_message if speaks else save_draft
    done = write(
        organization=organization,
        key=key,
        name=name,
        message_class=message_class,
        texts=texts,
        actor=actor,
        now=now,
    )
    if done.changed:
        _audit(
            organization, "published" if speaks else "drafted", key, {"revision": done.revision}, actor, now
        )
    return done


@transaction.atomic
def set_message_aside(
    *, organization: Organization, key: str, aside: bool, actor: str, now: datetime
) -> bool:
    """Put a message away so that it speaks no more, or take it out again; return whether that changed it.

    Every revision stays. Raise :class:`UnknownMessageError` when there is no such message.
    """
    row = Message.objects.select_for_update().filter(organization=organization, key=key).first()
    if row is None:
        raise UnknownMessageError(f'There is no message "{key}".')
    if (row.archived_at is not None) == aside:
        return False
    row.archived_at = now if aside else None
    row.save(update_fields=["archived_at"])
    _audit(organization, "archived" if aside else "restored", key, {}, actor, now)
    return True


@dataclass(frozen=True, slots=True)
class _Words:
    """Texts that are without fault, compiled."""

    message_class: MessageClass
    texts: Mapping[str, MessageSource]
    compiled: Mapping[str, Compiled]
    fingerprint: str

    @property
    def remarks(self) -> tuple[Problem, ...]:
        return tuple(remark for each in self.compiled.values() for remark in each.remarks)


def _words_of(key: str, message_class: MessageClass, texts: Mapping[str, MessageSource], verb: str) -> _Words:
    tidy = {tidy_locale(locale): source for locale, source in sorted(texts.items())}
    compiled = {locale: compile_text(source, locale, message_class) for locale, source in tidy.items()}
    problems = [problem for each in compiled.values() for problem in each.problems]
    if not texts:
        problems = [Problem("message", 0, 0, "A message needs words in at least one language.")]
    if problems:
        raise MessageRefusedError(key, problems, verb)
    tidy = {locale: each.source for locale, each in compiled.items()}
    return _Words(message_class, tidy, compiled, _fingerprint(message_class, tidy))


def _message(organization: Organization, key: str, name: str) -> Message:
    """The row, kept from other writers until the end of the transaction."""
    message, _ = Message.objects.select_for_update().get_or_create(
        organization=organization, key=key, defaults={"name": name}
    )
    if message.name != name or message.archived_at is not None:
        # Who writes a message down anew wants to use it.
        message.name, message.archived_at = name, None
        message.save(update_fields=["name", "archived_at"])
    return message


def _audit(
    organization: Organization, what: str, key: str, detail: dict[str, Any], actor: str, now: datetime
) -> None:
    record_audit(
        organization=organization,
        action=f"message.{what}",
        subject=key,
        detail=detail,
        actor=actor,
        now=now,
    )


def _newest(message: Message) -> MessageRevision | None:
    rows = MessageRevision.objects.filter(organization_id=message.organization_id, message=message)
    return rows.order_by("-number").first()


def _new_revision(message: Message, words: _Words, actor: str, now: datetime) -> MessageRevision:
    newest = _newest(message)
    revision = MessageRevision.objects.create(
        organization_id=message.organization_id,
        message=message,
        number=newest.number + 1 if newest else 1,
        message_class=words.message_class,
        fingerprint=words.fingerprint,
        created_at=now,
        actor=actor,
    )
    MessageText.objects.bulk_create(
        _text_row(revision, locale, source, words.compiled[locale]) for locale, source in words.texts.items()
    )
    return revision


def _text_row(
    revision: MessageRevision, locale: str, source: MessageSource, compiled: Compiled
) -> MessageText:
    return MessageText(
        organization_id=revision.organization_id,
        revision=revision,
        locale=locale,
        subject=source.subject,
        preheader=source.preheader,
        html_source=source.html,
        blocks=tables_of(source.blocks),
        text_source=source.text,
        subject_compiled=compiled.subject,
        html_compiled=compiled.html,
        text_compiled=compiled.text,
    )


def _fingerprint(message_class: MessageClass, texts: Mapping[str, MessageSource]) -> str:
    written = [[locale, asdict(source), tables_of(source.blocks)] for locale, source in texts.items()]
    words = [COMPILER, message_class, written]
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()
