"""Which booster a member is shown."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.boosters.offers import BoosterKind, BoosterOffer, BoosterTerms, Library
from forenotice.composer.boosters.pick import pick
from forenotice.composer.texts import CompiledText

DAY = date(2026, 5, 3)


def offer(key: str, *locales: str, kind: str = "news", **terms: object) -> BoosterOffer:
    texts = {locale: CompiledText(f"{key}:{locale}", locale, key, key, key) for locale in locales or ("en",)}
    made = BoosterTerms(kind=BoosterKind(kind), **terms)  # type: ignore[arg-type]
    return BoosterOffer(key=key, terms=made, texts=texts)


def picked(library: Library, **asked: object) -> str:
    values = {
        "product": "gold",
        "country": "FR",
        "locale": "en",
        "on": DAY,
        "seen": (),
        "seed": "a",
        "fields": {},
    } | asked
    found = pick(library, **values)  # type: ignore[arg-type]
    return found[0].key if found else ""


def test_nothing_on_offer_is_nothing_shown() -> None:
    assert picked(Library()) == ""


def test_only_what_is_for_this_member_today_and_in_their_language_is_shown() -> None:
    fits = offer("fits", products=("gold", "silver"), countries=("FR",), starts_on=DAY, ends_on=DAY)
    others = (
        offer("product", products=("silver",)),
        offer("country", countries=("DE",)),
        offer("early", starts_on=DAY + timedelta(days=1)),
        offer("over", ends_on=DAY - timedelta(days=1)),
        offer("language", "fr"),
    )
    assert picked(Library(offers=(*others, fits))) == "fits"
    assert picked(Library(offers=others)) == ""
    assert picked(Library(offers=others), locale="fr-CA") == "language"


def test_words_that_would_have_a_hole_are_not_shown() -> None:
    seat = "{% if member.custom.seat %}, {{ member.custom.seat }}{% endif %}"
    words = "You came {{ member.custom.visits }} times" + seat
    text = CompiledText("visits:en", "en", "Visits", f"<p>{words}</p>", words)
    visits = BoosterOffer(key="visits", terms=BoosterTerms(kind=BoosterKind.TIP), texts={"en": text})
    library = Library(offers=(visits,))
    assert picked(library) == ""
    assert picked(library, fields={"Visits": "3"}) == ""
    assert picked(library, fields={"visits": ""}) == ""
    assert picked(library, fields={"visits": "3"}) == "visits"


def test_a_kind_comes_in_every_so_manieth_reminder_and_none_comes_again_too_soon() -> None:
    praise = offer("praise", kind="testimonial"), offer("more-praise", kind="testimonial")
    library = Library(offers=praise, apart=3, every={BoosterKind.TESTIMONIAL: 3})
    seen: list[str] = []
    for number in range(12):
        seen.insert(0, picked(library, seen=seen, seed=str(number)))
    assert [bool(key) for key in reversed(seen)] == [number % 3 == 0 for number in range(12)]
    first, second = [key for key in reversed(seen) if key][:2]
    assert first != second


def test_the_last_few_are_never_shown_again_even_if_nothing_else_is_left() -> None:
    library = Library(offers=(offer("one"), offer("two")), apart=2)
    assert picked(library, seen=["one", "two"]) == ""
    assert picked(library, seen=["", "one", "two"]) == "two"
    assert picked(Library(offers=(offer("one"),), apart=0), seen=["one"]) == "one"


def test_what_weighs_more_is_shown_more_often() -> None:
    library = Library(offers=(offer("rare"), offer("often", weight=3)))
    counted = Counter(picked(library, seed=f"reminder {number}") for number in range(4000))
    assert 0.7 < counted["often"] / 4000 < 0.8


KEYS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=6)


@given(keys=KEYS, seen=KEYS, seed=st.text(max_size=5), days=st.integers(0, 400), apart=st.integers(0, 4))
def test_whoever_asks_is_told_the_same_and_never_one_just_seen(
    keys: list[str], seen: list[str], seed: str, days: int, apart: int
) -> None:
    offers = [offer(key, weight=1 + index) for index, key in enumerate(sorted(set(keys)))]
    on = DAY + timedelta(days=days)
    found = picked(Library(offers=tuple(offers), apart=apart), seen=seen, seed=seed, on=on)
    assert found not in seen[:apart]
    assert bool(found) == bool({each.key for each in offers} - set(seen[:apart]))
    turned = Library(offers=tuple(reversed(offers)), apart=apart)
    assert picked(turned, seen=seen, seed=seed, on=on) == found
    if found:
        fewer = tuple(each for each in offers if each.key in (found, *keys[:1]))
        assert picked(Library(offers=fewer, apart=apart), seen=seen, seed=seed, on=on) == found
