"""What the coach can put into a message by itself, so that an owner need not know how it is written."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from forenotice.composer.blocks.kinds import (
    Block,
    BoosterBlock,
    CallToAction,
    Divider,
    Due,
    Greeting,
    PaymentTable,
    Signature,
    Support,
    Terms,
    Text,
    Thanks,
)
from forenotice.composer.coach.findings import Code, Finding
from forenotice.composer.texts import MessageSource

_POLICY = "organization.late_policy"
_LAST = (BoosterBlock, Thanks, Divider, Signature, Support)


def can_mend(finding: Finding, source: MessageSource) -> bool:
    """Whether the coach can do by itself what a finding asks for."""
    return mended(finding, source) is not None


def mended(finding: Finding, source: MessageSource) -> MessageSource | None:
    """The words with what a finding asks for; None where it takes a person to say it."""
    if finding.code in (Code.TEXT_MISSING, Code.TEXT_DIFFERS):
        return replace(source, text=None)
    if finding.code is Code.EXCLAMATION_MARKS:
        return _calmer(finding, source)
    if source.blocks:
        change = _IN_BLOCKS.get(finding.code)
        return None if change is None else replace(source, blocks=change(source.blocks))
    words = _IN_HTML.get(finding.code)
    return None if words is None else replace(source, html=f"{source.html.rstrip()}\n{words}\n")


def _calmer(finding: Finding, source: MessageSource) -> MessageSource | None:
    """The subject alone: elsewhere it takes a person to see which mark is one too many."""
    if not finding.place.where.endswith(": subject") or "{" in source.subject:
        return None
    return replace(source, subject=source.subject.replace("!", "").strip())


_Change = Callable[[tuple[Block, ...]], tuple[Block, ...]]


def _first(block: Block) -> _Change:
    return lambda blocks: (block, *blocks)


def _after_greeting(block: Block) -> _Change:
    """As near to the top as there is room, so that it is seen at once."""

    def change(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        at = 1 if blocks and isinstance(blocks[0], Greeting) else 0
        return (*blocks[:at], block, *blocks[at:])

    return change


def _after_facts(block: Block) -> _Change:
    """Behind what is due and its facts."""

    def change(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        opening = (Greeting, Due, PaymentTable)
        at = max((n for n, each in enumerate(blocks, 1) if isinstance(each, opening)), default=0)
        return (*blocks[:at], block, *blocks[at:])

    return change


def _before_the_end(block: Block) -> _Change:
    """Before thanks, signature and where to ask."""

    def change(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        at = next((n for n, each in enumerate(blocks) if isinstance(each, _LAST)), len(blocks))
        return (*blocks[:at], block, *blocks[at:])

    return change


def _last(block: Block) -> _Change:
    return lambda blocks: (*blocks, block)


def _without_boosters(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if not isinstance(block, BoosterBlock))


_IN_BLOCKS: Mapping[Code, _Change] = MappingProxyType(
    {
        Code.AMOUNT_MISSING: _after_facts(PaymentTable()),
        Code.DATE_MISSING: _after_facts(PaymentTable()),
        Code.CONSEQUENCE_MISSING: _after_greeting(Due()),
        Code.LATE_POLICY_MISSING: _before_the_end(Text(words=f"{{{{ {_POLICY} }}}}", when=_POLICY)),
        Code.FIRST_NAME_MISSING: _first(Greeting()),
        Code.ACTION_MISSING: _after_facts(CallToAction()),
        Code.THANKS_MISSING: _before_the_end(Thanks()),
        Code.SUPPORT_MISSING: _last(Support()),
        Code.BOOSTER_MISSING: _before_the_end(BoosterBlock()),
        Code.BOOSTER_FORBIDDEN: _without_boosters,
        Code.CANCEL_MISSING: _before_the_end(Terms()),
    }
)
_IN_HTML: Mapping[Code, str] = MappingProxyType(
    {
        Code.AMOUNT_MISSING: "<p>{{ payment.amount }}</p>",
        Code.DATE_MISSING: '<p>{{ payment.due_date|date("full") }}</p>',
        Code.LATE_POLICY_MISSING: f"{{% if {_POLICY} %}}<p>{{{{ {_POLICY} }}}}</p>{{% endif %}}",
        Code.SUPPORT_MISSING: "<p>{{ organization.support_email }}</p>",
        Code.BOOSTER_MISSING: "{{ booster.html }}",
    }
)
