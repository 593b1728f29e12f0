"""What a member is shown beside the payment, reminder after reminder."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise

from forenotice.composer.boosters.library import archive_boosters_absent_from, declare_booster
from forenotice.composer.boosters.offers import BoosterKind, BoosterTerms, BoosterWords
from forenotice.composer.operations import publish_message
from forenotice.composer.texts import MessageSource
from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.kernel.message import MessageClass
from tests.stories.life import Life

WORDS = MessageSource(
    "Soon", "", "<p>Hello {{ member.first_name }}.</p>{% if booster.title %}{{ booster.html }}{% endif %}"
)


def library(life: Life, **kinds: str) -> None:
    for key, kind in kinds.items():
        declare_booster(
            organization=life.organization,
            key=key,
            terms=BoosterTerms(kind=BoosterKind(kind)),
            texts={"en": BoosterWords(key, f"Words of {key} for {{{{ member.first_name }}}}")},
            now=life.now,
        )


def publish(life: Life) -> None:
    publish_message(
        organization=life.organization,
        key="renewal",
        name="Renewal",
        message_class=MessageClass.COURTESY,
        texts={"en": WORDS},
        actor="test",
        now=life.now,
    )


def shown(who: str) -> list[str | None]:
    rows = Delivery.objects.filter(recipient=f"{who}@example.org").order_by("pk")
    return list(rows.values_list("booster", flat=True))


def test_no_booster_comes_again_too_soon_and_kinds_keep_their_measure(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05", boosters_apart=2, boosters_every={"testimonial": 4})
    publish(life)
    library(life, one="news", two="tip", three="perk", praise="testimonial", more="testimonial")
    life.rule("renewals", "2 days")
    life.told("ana", next_on=date(2026, 1, 10), interval_unit="week")
    life.told("ben", next_on=date(2026, 1, 10), interval_unit="week")
    for _ in range(12):
        life.advance(days=7)
        life.still_there("ana", "ben")
    for who in ("ana", "ben"):
        seen = shown(who)
        assert len(seen) == 12
        assert all(seen)
        assert all(key not in seen[max(0, at - 2) : at] for at, key in enumerate(seen))
        praised = [at for at, key in enumerate(seen) if key in ("praise", "more")]
        assert all(later - earlier >= 4 for earlier, later in pairwise(praised))
    assert shown("ana") != shown("ben")


def test_what_was_shown_stays_provable_when_the_booster_is_gone(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    publish(life)
    library(life, one="news")
    life.rule("renewals", "7 days")
    life.told("ana", member={"first_name": "Ana"}, next_on=date(2026, 1, 20))
    life.until("2026-01-13")
    archive_boosters_absent_from(organization=life.organization, keys=[], now=life.now)
    proof = Attempt.objects.get().proof["context"]
    assert "Words of one for Ana" in proof["booster.html"]
    life.told("ana", next_on=date(2026, 2, 20))
    life.until("2026-02-13")
    assert shown("ana") == ["one", None]


def test_words_without_a_place_show_none(begin: Callable[..., Life]) -> None:
    life = begin("2026-01-05")
    library(life, one="news")
    life.rule("cards", "7 days", kinds=("payment_due",))
    publish_message(
        organization=life.organization,
        key="renewal",
        name="Renewal",
        message_class=MessageClass.COURTESY,
        texts={"en": MessageSource("Soon", "", "<p>Hello</p>")},
        actor="test",
        now=life.now,
    )
    life.told("ana", payer_kind="manual", next_on=date(2026, 1, 20))
    life.until("2026-01-13")
    assert shown("ana") == [None]
