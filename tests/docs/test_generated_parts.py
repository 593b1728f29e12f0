"""What the documentation says in tables is what the code does."""

import pytest

from tests.docs.generated import PARTS
from tests.docs.pages import DOCS, pages, parts


@pytest.mark.parametrize("name", PARTS)
def test_every_generated_part_stands_somewhere_and_is_up_to_date(name: str) -> None:
    found = [parts(page)[name] for page in pages() if name in parts(page)]
    assert found, f"no page holds <!-- generated: {name} -->"
    assert set(found) == {PARTS[name]()}, "run `make docs`"


def test_no_page_asks_for_a_part_that_nobody_writes() -> None:
    assert {name for page in pages() for name in parts(page)} <= set(PARTS)


def test_states_stand_with_the_concepts() -> None:
    assert {"reminder states", "delivery states"} <= set(parts(DOCS / "concepts.md"))
