"""A booster's words become what is shown to members: checked and cleaned, once."""

import hashlib
from dataclasses import dataclass

from forenotice.composer.blocks.markup import Markup
from forenotice.composer.boosters.offers import BoosterWords
from forenotice.composer.check import check, check_rendering
from forenotice.composer.compile import plain_words
from forenotice.composer.placeholders import Placeholders
from forenotice.composer.problems import Problem, problem_at
from forenotice.composer.template import paths_in, segments
from forenotice.composer.texts import CompiledText

_IN_ITSELF = "A booster cannot show a booster."
_ITS_OWN = frozenset({"booster.coupon", "booster.link"})
_WHOLE_LINK = "A link begins with https://, mailto: or tel:, or with the smart tag of a link."


@dataclass(frozen=True, slots=True)
class CompiledBooster:
    """One language of a booster, ready to be shown, or the problems for which it is not."""

    text: CompiledText
    problems: tuple[Problem, ...] = ()


def compile_booster(source: BoosterWords, locale: str) -> CompiledBooster:
    """Compile a booster for one locale. Words are written as in the blocks of a message, without HTML."""
    problems = _faults(source.title, f"{locale}: title") + _faults(source.words, f"{locale}: words")
    for name, words in (("title", source.title), ("words", source.words)):
        if not words.strip():
            problems.append(Problem(f"{locale}: {name}", 0, 0, "A booster needs a title and words."))
    if problems:
        return CompiledBooster(compiled_text(locale, "", "", ""), tuple(problems))
    hidden = Placeholders(source.title + source.words)
    markup = Markup(hidden)
    marked = markup.paragraphs(source.words)
    for written in markup.broken_links:
        at = max(source.words.find(written), 0)
        sentence = f'"{written}" is no whole link. {_WHOLE_LINK}'
        problems.append(problem_at(source.words, at, f"{locale}: words", sentence))
    html = hidden.restore(marked)
    problems += check_rendering(html, f"{locale}: words, as HTML")
    title, text = " ".join(source.title.split()), plain_words(marked, hidden, locale).strip()
    return CompiledBooster(compiled_text(locale, title, html, text), tuple(problems))


def compiled_text(locale: str, title: str, html: str, text: str) -> CompiledText:
    """The compiled words under a name that follows from them, as the engine wants it."""
    digest = hashlib.sha256("\x1f".join((title, html, text)).encode()).hexdigest()[:32]
    return CompiledText(f"booster-{digest}:{locale}", locale, title, html, text)


def _faults(words: str, where: str) -> list[Problem]:
    within = [
        problem_at(words, segment.offset, where, _IN_ITSELF)
        for segment in segments(words)
        if any(path.startswith("booster.") and path not in _ITS_OWN for path in paths_in(segment))
    ]
    return [*check(words, where), *within]
