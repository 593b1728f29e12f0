"""A message as each sample member sees it: what all checks look at."""

from collections.abc import Collection
from dataclasses import dataclass

from forenotice.composer.coach.language import Language, language_of
from forenotice.composer.coach.page import Page
from forenotice.composer.coach.places import Places
from forenotice.composer.coach.reader import page_of
from forenotice.composer.compose import context_for, one_line
from forenotice.composer.facts import Facts
from forenotice.composer.fill import LOCALE, Context, fill
from forenotice.composer.render import render
from forenotice.composer.samples import Sample, Setting, sample_facts, samples_for
from forenotice.composer.texts import CompiledText, MessageSource

KINDS = ("renewal", "payment_due", "trial_end", "term_end", "card_expiry")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one sample member sees. ``values`` are those of all smart tags, ``empty`` the silent ones."""

    sample: Sample
    facts: Facts
    values: Context
    subject: str
    html: str
    page: Page
    text: str
    empty: tuple[str, ...]

    @property
    def name(self) -> str:
        """The sample's name."""
        return self.sample.name

    @property
    def is_usual(self) -> bool:
        """An occasion, and not a reader made up to be difficult."""
        return bool(self.sample.kind)

    @property
    def must_act(self) -> bool:
        """Whether this member has something to do, or would have to do something to stay."""
        payment = self.facts.payment
        expires = bool(self.values["payment.method_expires_before_due"])
        return not payment.is_automatic or expires or self.facts.kind in ("term_end", "card_expiry")

    def shows(self, value: object) -> bool:
        """Whether a value stands among the words of the page."""
        return flat(str(value)) in flat(self.page.words)


@dataclass(frozen=True, slots=True)
class Case:
    """One locale of a message with all who see it. ``language`` is None where we have no lists for it."""

    text: CompiledText
    source: MessageSource
    seen: tuple[Seen, ...]
    language: Language | None
    places: Places

    def usual(self) -> tuple[Seen, ...]:
        """What the occasions see, without the difficult readers."""
        return tuple(seen for seen in self.seen if seen.is_usual)


def case_of(text: CompiledText, source: MessageSource, kinds: Collection[str], setting: Setting) -> Case:
    """The message as it is seen on occasions of these kinds, in their usual order."""
    ordered = [kind for kind in KINDS if kind in kinds] or ["renewal"]
    samples = samples_for(ordered)
    seen = tuple(_seen(text, sample, sample_facts(sample.name, setting, ordered[0])) for sample in samples)
    return Case(text, source, seen, language_of(text.locale), Places(source, text.locale))


def flat(words: str) -> str:
    """Words in small letters on one line, every kind of blank the same, to find one in the other."""
    return " ".join(words.split()).casefold()


def _seen(text: CompiledText, sample: Sample, facts: Facts) -> Seen:
    context = context_for(text, facts)
    words = render(text, context)
    return Seen(
        sample=sample,
        facts=facts,
        values=fill(facts, str(context[LOCALE])),
        subject=one_line(words.subject),
        html=words.html,
        page=page_of(words.html),
        text=words.text,
        empty=words.warnings,
    )
