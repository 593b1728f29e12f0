"""A message's words said in our own tags before they are compiled, and the report as faults and remarks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from forenotice.composer.blocks.kinds import Block, PerRow
from forenotice.composer.blocks.places import place_of
from forenotice.composer.membermouse.changes import Verdict
from forenotice.composer.membermouse.report import Translation
from forenotice.composer.membermouse.translate import translate
from forenotice.composer.problems import Problem
from forenotice.composer.texts import MessageSource


@dataclass(frozen=True, slots=True)
class Native:
    """A message's words in our own tags. ``translations`` has what became of each part, by its name."""

    source: MessageSource
    translations: Mapping[str, Translation]

    @property
    def faults(self) -> list[Problem]:
        """The tags that stayed as they were, for which the message cannot be published."""
        return [*self._told(Verdict.FAULT)]

    @property
    def remarks(self) -> list[Problem]:
        """What became of all others: those of which there is more to know, and the rest in one line each."""
        return [*self._plain(), *self._told(Verdict.NEAREST, Verdict.MISSING)]

    def placed(self, problems: Iterable[Problem]) -> list[Problem]:
        """The same problems at the places where the owner wrote what they are about."""
        return [self._placed(problem) for problem in problems]

    def _told(self, *verdicts: Verdict) -> Iterable[Problem]:
        for where, translation in self.translations.items():
            for entry in translation.report:
                if entry.change.verdict in verdicts:
                    yield Problem(where, entry.line, entry.column, entry.change.sentence)

    def _plain(self) -> Iterable[Problem]:
        for where, translation in self.translations.items():
            exact = (each.change for each in translation.report if each.change.verdict is Verdict.EXACT)
            said = dict.fromkeys(f"{change.was} became {change.became}" for change in exact)
            if said:
                yield Problem(where, 0, 0, f"Translated from MemberMouse: {'; '.join(said)}.")

    def _placed(self, problem: Problem) -> Problem:
        translation = self.translations.get(problem.where)
        if translation is None or not problem.line:
            return problem
        line, column = translation.place_before(problem.line, problem.column)
        return replace(problem, line=line, column=column)


def to_native(source: MessageSource, locale: str) -> Native:
    """Translate every part of a message; parts are named as faults name them (``fr: html``)."""
    found: dict[str, Translation] = {}

    def say(where: str, words: str) -> str:
        done = translate(words)
        if done.changes:
            found[where] = done
        return done.text

    translated = replace(
        source,
        subject=say(f"{locale}: subject", source.subject),
        preheader=say(f"{locale}: preheader", source.preheader),
        html=say(f"{locale}: html", source.html),
        blocks=tuple(
            _native_block(block, place_of(locale, number, block), say)
            for number, block in enumerate(source.blocks, start=1)
        ),
        text=None if source.text is None else say(f"{locale}: text", source.text),
    )
    return Native(translated, found)


def _native_block(block: Block, place: str, say: Callable[[str, str], str]) -> Block:
    """A block with all its words translated; its condition was never one of theirs."""
    said: dict[str, Any] = {}
    for field in fields(block):
        value = getattr(block, field.name)
        if field.type == PerRow:
            where = f"{place}, {field.name}"
            said[field.name] = tuple((row, say(f"{where}.{row}", words)) for row, words in value)
        elif isinstance(value, str) and field.name != "when":
            said[field.name] = say(f"{place}, {field.name}", value)
    return replace(block, **said)
