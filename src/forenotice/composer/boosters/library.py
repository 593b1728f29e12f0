"""Rows of boosters, as the library that is on offer and as their owner wrote them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.composer.boosters.compile import compile_booster, compiled_text
from forenotice.composer.boosters.offers import (
    BoosterKind,
    BoosterOffer,
    BoosterTerms,
    BoosterWords,
    Library,
)
from forenotice.composer.errors import BoosterRefusedError
from forenotice.composer.models import Booster, BoosterText
from forenotice.composer.texts import CompiledText, tidy_locale


@dataclass(frozen=True, slots=True, kw_only=True)
class BoosterSource:
    """A booster as its owner wrote it: what an export writes back."""

    key: str
    terms: BoosterTerms
    texts: Mapping[str, BoosterWords]


def library_of(organization: Organization) -> Library:
    """Everything on offer, compiled. One query."""
    told = BoosterText.objects.filter(organization=organization, booster__archived_at__isnull=True)
    rows: dict[int, Booster] = {}
    texts: dict[int, dict[str, BoosterText]] = {}
    for text in told.select_related("booster").order_by("booster__key"):
        rows[text.booster_id] = text.booster
        texts.setdefault(text.booster_id, {})[text.locale] = text
    return Library(
        offers=tuple(
            BoosterOffer(
                key=row.key,
                terms=_terms(row),
                texts={
                    locale: compiled_text(locale, text.title_compiled, text.html_compiled, text.text_compiled)
                    for locale, text in texts[row.pk].items()
                },
            )
            for row in rows.values()
        ),
        apart=organization.boosters_apart,
        every={BoosterKind(kind): count for kind, count in organization.boosters_every.items()},
    )


def booster_sources(organization: Organization, *, archived: bool = False) -> Sequence[BoosterSource]:
    """Every booster on offer in its owner's own words, by key; or those that were taken off."""
    texts = BoosterText.objects.filter(organization=organization)
    written: dict[int, dict[str, BoosterWords]] = {}
    for text in texts.order_by("locale"):
        written.setdefault(text.booster_id, {})[text.locale] = BoosterWords(text.title, text.words)
    return [
        BoosterSource(key=row.key, terms=_terms(row), texts=written.get(row.pk, {}))
        for row in _rows(organization, archived=archived)
    ]


def booster_titles(organization: Organization) -> dict[str, str]:
    """The title of every booster in one of its languages, also of those taken off, by key."""
    rows = BoosterText.objects.filter(organization=organization).order_by("-locale")
    return dict(rows.values_list("booster__key", "title"))


def offer_of(key: str, terms: BoosterTerms, texts: Mapping[str, BoosterWords]) -> BoosterOffer:
    """What would be on offer with these words; raise :class:`BoosterRefusedError` with their faults."""
    return BoosterOffer(key=key, terms=terms, texts=_compiled(key, texts))


@transaction.atomic
def declare_booster(
    *,
    organization: Organization,
    key: str,
    terms: BoosterTerms,
    texts: Mapping[str, BoosterWords],
    now: datetime,
) -> bool:
    """Put a booster on offer as described; return whether that changed anything.

    Raise :class:`BoosterRefusedError` with every fault of its words. What was shown of it before stays with
    the tries that showed it.
    """
    compiled = _compiled(key, texts)
    known = Booster.objects.select_for_update().filter(organization=organization, key=key).first()
    row = known or Booster(organization=organization, key=key)
    wanted = {
        **{name: getattr(terms, name) for name in _PLAIN},
        "kind": str(terms.kind),
        "products": list(terms.products),
        "countries": list(terms.countries),
        "archived_at": None,
    }
    made = {
        tidy_locale(locale): (words.title, words.words, text.subject, text.html, text.text)
        for locale, words in texts.items()
        for text in [compiled[tidy_locale(locale)]]
    }
    is_same = known is not None and all(getattr(row, name) == value for name, value in wanted.items())
    if is_same and made == _made(organization, row):
        return False
    for name, value in wanted.items():
        setattr(row, name, value)
    row.changed_at = now
    row.save()
    _write_texts(organization, row, made)
    return True


@transaction.atomic
def switch_booster(*, organization: Organization, key: str, on: bool, actor: str, now: datetime) -> bool:
    """Take a booster off the library or put it back; return whether that changed anything."""
    rows = Booster.objects.filter(organization=organization, key=key, archived_at__isnull=not on)
    changed = rows.update(archived_at=None if on else now, changed_at=now) > 0
    if changed:
        action = "booster.on" if on else "booster.off"
        record_audit(organization=organization, action=action, subject=key, detail={}, actor=actor, now=now)
    return changed


def archive_boosters_absent_from(
    *, organization: Organization, keys: Collection[str], now: datetime
) -> Sequence[str]:
    """Take every booster that is not among ``keys`` off the library; return the keys of those taken now."""
    absent = Booster.objects.filter(organization=organization, archived_at=None).exclude(key__in=keys)
    taken = sorted(absent.values_list("key", flat=True))
    if taken:
        absent.update(archived_at=now, changed_at=now)
    return taken


_PLAIN = ("starts_on", "ends_on", "weight", "coupon", "link")
_MADE = ("title", "words", "title_compiled", "html_compiled", "text_compiled")


def _compiled(key: str, texts: Mapping[str, BoosterWords]) -> dict[str, CompiledText]:
    compiled = {tidy_locale(locale): compile_booster(words, locale) for locale, words in texts.items()}
    problems = [problem for each in compiled.values() for problem in each.problems]
    if problems:
        raise BoosterRefusedError(key, problems)
    return {locale: each.text for locale, each in compiled.items()}


def _rows(organization: Organization, *, archived: bool = False) -> list[Booster]:
    rows = Booster.objects.filter(organization=organization, archived_at__isnull=not archived)
    return list(rows.order_by("key"))


def _terms(row: Booster) -> BoosterTerms:
    return BoosterTerms(
        kind=BoosterKind(row.kind),
        products=tuple(row.products),
        countries=tuple(row.countries),
        **{name: getattr(row, name) for name in _PLAIN},
    )


def _made(organization: Organization, row: Booster) -> dict[str, tuple[str, ...]]:
    texts = BoosterText.objects.filter(organization=organization, booster=row)
    return {text.locale: tuple(getattr(text, name) for name in _MADE) for text in texts}


def _write_texts(organization: Organization, row: Booster, made: Mapping[str, tuple[str, ...]]) -> None:
    BoosterText.objects.filter(organization=organization, booster=row).delete()
    BoosterText.objects.bulk_create(
        BoosterText(
            organization=organization, booster=row, locale=locale, **dict(zip(_MADE, values, strict=True))
        )
        for locale, values in made.items()
    )
