"""Two versions of a text, as a person reads what became of one."""

import pytest

from forenotice.composer.blocks.kinds import Block, Divider, Due, Greeting, PaymentTable, Text
from forenotice.composer.texts import MessageSource
from forenotice.entrypoints.console.messages.difference import changes_between, word_changes
from forenotice.entrypoints.console.messages.telling import anchor_of, field_of, place_words


def marked(before: str, after: str) -> str:
    signs = {"in": "+", "out": "-", "same": ""}
    return "".join(
        f"{signs[part.kind]}{part.words}{signs[part.kind]}" for part in word_changes(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("It renews soon.", "It renews soon.", "It renews soon."),
        ("It renews soon.", "It ends soon.", "It -renews-+ends+ soon."),
        ("", "New", "+New+"),
        ("{{ payment.amount }} due", "{{ payment.due_date }} due", None),
        ("a " * 4_000, "a " * 4_000 + "b", None),
    ],
)
def test_words_that_differ_are_marked(before: str, after: str, shown: str | None) -> None:
    parts = word_changes(before, after)
    assert "".join(part.words for part in parts if part.kind != "out").endswith(after[-3:])
    if shown is not None:
        assert marked(before, after) == shown
    if before.startswith("{{"):
        assert marked(before, after) == "-{{ payment.amount }}-+{{ payment.due_date }}+ due"


def of(*blocks: Block) -> MessageSource:
    return MessageSource("Subject", "", blocks=blocks)


def test_blocks_that_moved_or_changed_are_named() -> None:
    before = of(Greeting(), Due(headline="Pay"), Text(words="Old words"), PaymentTable())
    after = of(Greeting(), Divider(), Due(headline="Pay now"), PaymentTable(rows=("amount",)))
    labels = [
        (change.label, [part.kind for part in change.parts]) for change in changes_between(before, after)
    ]
    assert ("What is due: Headline", ["same", "in"]) in labels
    assert ("Line", ["in"]) in labels
    assert ("Text", ["out"]) in labels
    assert any(label == "Payment facts: Rows" for label, _ in labels)
    assert changes_between(before, before) == []


@pytest.mark.parametrize(
    ("where", "field", "anchor", "words"),
    [
        ("fr: block 3 (due), words", "block-2-words", "block-2", "Block 3, What is due: Words"),
        ("fr: block 1 (payment_table), labels.amount", "block-0-labels.amount", "block-0", None),
        ("en: subject", "subject", "subject", "Subject"),
        ("en: blocks", "blocks", "", "Blocks"),
        ("message", "", "", ""),
    ],
)
def test_a_place_is_found_in_the_editor(where: str, field: str, anchor: str, words: str | None) -> None:
    assert (field_of(where), anchor_of(where)) == (field, anchor)
    assert words in (None, place_words(where))
