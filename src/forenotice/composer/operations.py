"""Writing down an owner's words."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.composer.blocks.tables import tables_of
from forenotice.composer.compile import COMPILER, Compiled, compile_text
from forenotice.composer.errors import MessageRefusedError
from forenotice.composer.models import Message, MessageRevision, MessageText
from forenotice.composer.problems import Problem
from forenotice.composer.texts import MessageSource, tidy_locale
from forenotice.kernel.message import MessageClass


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing did: whether a new revision speaks from now on, and the number of the one that does.

    ``remarks`` is what its owner should know of the words although they are published, also of old ones.
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

    The same words again make no new revision. A new name alone is no new revision either. Tags of
    MemberMouse are kept as what became of them, and the remarks tell it.
    """
    tidy = {tidy_locale(locale): source for locale, source in sorted(texts.items())}
    compiled = _compile_all(key, tidy, message_class)
    tidy = {locale: each.source for locale, each in compiled.items()}
    fingerprint = _fingerprint(message_class, tidy)
    remarks = tuple(remark for each in compiled.values() for remark in each.remarks)
    with transaction.atomic():
        message, _ = Message.objects.select_for_update().get_or_create(
            organization=organization, key=key, defaults={"name": name}
        )
        if message.name != name:
            message.name = name
            message.save(update_fields=["name"])
        current = message.published
        if current is not None and current.fingerprint == fingerprint:
            return Publication(False, current.number, remarks)
        revision = _new_revision(message, message_class, fingerprint, actor, now)
        MessageText.objects.bulk_create(
            _text_row(revision, locale, source, compiled[locale]) for locale, source in tidy.items()
        )
        message.published = revision
        message.save(update_fields=["published"])
        return Publication(True, revision.number, remarks)


def _compile_all(
    key: str, texts: Mapping[str, MessageSource], message_class: MessageClass
) -> dict[str, Compiled]:
    compiled = {locale: compile_text(source, locale, message_class) for locale, source in texts.items()}
    problems = [problem for each in compiled.values() for problem in each.problems]
    if not texts:
        problems = [Problem("message", 0, 0, "A message needs words in at least one language.")]
    if problems:
        raise MessageRefusedError(key, problems)
    return compiled


def _new_revision(
    message: Message, message_class: MessageClass, fingerprint: str, actor: str, now: datetime
) -> MessageRevision:
    last = MessageRevision.objects.filter(organization_id=message.organization_id, message=message)
    newest = last.order_by("-number").first()
    return MessageRevision.objects.create(
        organization_id=message.organization_id,
        message=message,
        number=newest.number + 1 if newest else 1,
        message_class=message_class,
        fingerprint=fingerprint,
        created_at=now,
        published_at=now,
        actor=actor,
    )


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
