"""Messages made of blocks, as they stand in a blueprint."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from forenotice.accounts.models import Organization
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.errors import BlueprintRefusedError
from forenotice.blueprint.operations import Surroundings, apply_blueprint
from forenotice.blueprint.queries import blueprint_text
from forenotice.composer.blocks.kinds import Greeting, PaymentTable

CLUB = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "Europe/Paris"
[[messages]]
key = "renewal"
[messages.text.en]
subject = "Hello"
[[messages.text.en.blocks]]
type = "greeting"
[[messages.text.en.blocks]]
type = "payment_table"
rows = ["amount"]
[messages.text.en.blocks.labels]
amount = "Sum"
"""


def test_words_may_be_blocks() -> None:
    found = read_blueprint(CLUB, "club.toml")
    assert found.messages[0].texts["en"].blocks == (
        Greeting(),
        PaymentTable(rows=("amount",), labels=(("amount", "Sum"),)),
    )


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("greeting", "greetnig", 11, '[[blocks]] number 1, type: "greetnig" is no type of block.'),
        ('amount = "Sum"', "amount = 3", 12, "[[blocks]] number 2, labels.amount: it must be a text"),
        ("rows", "rws", 14, "[[blocks]] number 2, rws: a block of type payment_table has no such"),
        ('"Hello"', '"Hello"\nhtml = "x"', 10, "html: there are also blocks: keep one of the two"),
    ],
)
def test_a_fault_in_a_block_is_told_with_its_place(right: str, wrong: str, line: int, said: str) -> None:
    with pytest.raises(BlueprintRefusedError) as refused:
        read_blueprint(CLUB.replace(right, wrong), "club.toml")
    assert f'line {line}, [[messages]] "renewal", [text], [en], {said}' in str(refused.value)


def _apply(text: str) -> list[str]:
    applied = apply_blueprint(
        blueprint=read_blueprint(text, "club.toml"),
        name="club.toml",
        surroundings=Surroundings({}, Path()),
        actor="a test",
        now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
    )
    return [str(one) for one in applied.differences]


def test_a_change_of_a_block_is_told_with_its_place(db: None) -> None:
    _apply(CLUB)
    assert _apply(CLUB) == []
    place = '~ message "renewal", text, en'
    changed = CLUB.replace('"greeting"', '"greeting"\nwhen = "payment.is_last"')
    assert _apply(changed) == [f'{place}, block 1 (greeting), when: nothing -> "payment.is_last"']
    assert _apply(CLUB.replace('"greeting"', '"thanks"')) == [
        f"{place}, blocks: greeting, payment_table -> thanks, payment_table"
    ]


def test_one_of_ours_may_be_required_and_then_carries_no_booster(db: None) -> None:
    text = CLUB[: CLUB.index("[messages.text")] + 'class = "required"\ndefault = "renewal"\n'
    assert '+ message "renewal": Renewal' in _apply(text)
    assert _apply(text) == []
    exported = blueprint_text(Organization.objects.get(key="club"))
    assert 'default = "renewal"' in exported
    assert "blocks" not in exported
