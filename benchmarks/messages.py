"""Our own messages, put into words and into MIME, against the template engine alone.

Each message of ours in each of its languages is measured, with a booster in it, and the one in the middle is
told of: half of our messages are made faster.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from benchmarks.compose import known_members
from benchmarks.figure import Figure
from forenotice.channels.mime import build_mime
from forenotice.composer.boosters.compile import compile_booster
from forenotice.composer.boosters.offers import BoosterKind, BoosterOffer, BoosterTerms, BoosterWords
from forenotice.composer.boosters.show import with_booster
from forenotice.composer.compile import compile_text
from forenotice.composer.compose import Context, Envelope, compose_from, context_for, names_used
from forenotice.composer.defaults import DEFAULT_KEYS, default_message
from forenotice.composer.engine import new_environment
from forenotice.composer.facts import Facts
from forenotice.composer.fill import LOCALE
from forenotice.composer.template import engine_name, flatten
from forenotice.composer.texts import CompiledText

_ROUNDS = 5
_BURST = 400
_WORDS = BoosterWords(
    "Open late on Fridays",
    "You have finished **{{ member.custom.courses }} courses**, {{ member.first_name }}. Bring a friend:"
    " whoever comes with you on a Friday evening pays nothing. [See what is on](https://bench.example/friday)",
)


@dataclass(frozen=True, slots=True)
class _Rates:
    """Messages a second and core, of one message in one language."""

    name: str
    size: int
    whole: float
    engine: float
    filling: float


def run(rows: int) -> list[Figure]:
    """The message in the middle: made a second on one core, and beside the engine and the filling in."""
    members = list(islice(known_members(), min(rows, _ROUNDS * _BURST)))
    measured = [
        _measure(key, locale, members) for key in DEFAULT_KEYS for locale in default_message(key).texts
    ]
    middle = sorted(measured, key=lambda rates: rates.whole)[len(measured) // 2]
    note = f"{middle.name} of {len(measured)}, {middle.size / 1000:.1f} KB; {1e6 / middle.whole:.0f} us"
    slowest = min(measured, key=lambda rates: rates.whole)
    return [
        Figure("whole messages, values given", middle.whole, "messages/s", 10_000, note=note),
        Figure(
            "the slowest of ours",
            slowest.whole,
            "messages/s",
            note=f"{slowest.name}, {slowest.size / 1000:.1f} KB",
        ),
        Figure(
            "the same / MiniJinja alone",
            middle.whole / middle.engine,
            "",
            note=f"{middle.engine:,.0f}/s for subject, HTML and text without us",
        ),
        Figure(
            "filling in values and booster / making the message",
            middle.whole / middle.filling,
            "x",
            at_most=1,
            note=f"{1e6 / middle.filling:.0f} us",
        ),
    ]


def _measure(key: str, locale: str, members: Sequence[tuple[Facts, Envelope]]) -> _Rates:
    text = _compiled(key, locale)
    booster = compile_booster(_WORDS, locale).text
    offer = BoosterOffer(key="friday", terms=BoosterTerms(kind=BoosterKind.PERK))

    def fill(facts: Facts) -> Context:
        return context_for(text, with_booster(facts, offer, booster))

    told = [(_of_kind(facts, key, locale), envelope) for facts, envelope in members]
    given = [(fill(facts), envelope) for facts, envelope in told]
    whole = _rate(lambda pair: build_mime(compose_from(text, *pair).message), given)
    size = len(build_mime(compose_from(text, *given[0]).message).whole)
    filling = _rate(lambda pair: fill(pair[0]), told)
    return _Rates(f"{key} in {locale}", size, whole, _engine_alone(text, given), filling)


def _engine_alone(text: CompiledText, given: Sequence[tuple[Context, Envelope]]) -> float:
    """The same three templates as the engine renders them, each with values that are already at hand."""
    environment = new_environment()
    sources = {"subject.txt": text.subject, "text.txt": text.text, "html.html": text.html}
    for name, source in sources.items():
        environment.add_template(name, flatten(source).source)
    values = [
        {engine_name(name): context.get(name, "") for name in (LOCALE, *names_used(text))}
        for context, _ in given
    ]
    render = environment.render_template
    return _rate(lambda each: [render(name, **each) for name in sources], values)


def _compiled(key: str, locale: str) -> CompiledText:
    ours = default_message(key)
    made = compile_text(ours.texts[locale], locale, ours.message_class)
    assert not made.problems, made.problems
    return CompiledText(f"{key}:{locale}", locale, made.subject, made.html, made.text, ours.message_class)


def _of_kind(facts: Facts, kind: str, locale: str) -> Facts:
    return facts._replace(
        kind=kind,
        member=facts.member._replace(locale=locale),
        payment=facts.payment._replace(card_expires_on=date(2026, 3, 31)),
    )


def _rate(make: Callable[..., object], given: Sequence[object]) -> float:
    """The median of a few rounds, each over members that none before it has met."""
    rates = []
    for at in range(0, len(given), _BURST):
        burst = given[at : at + _BURST]
        began = time.process_time()
        for each in burst:
            make(each)
        rates.append(len(burst) / (time.process_time() - began))
    return statistics.median(rates)
