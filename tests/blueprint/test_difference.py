"""Differences between two blueprints where a name means one thing here and another there."""

from typing import Any

import pytest

from forenotice.blueprint.difference import differences

CLUB: dict[str, Any] = {"key": "club", "name": "Club"}


@pytest.mark.parametrize(
    ("section", "before", "after", "said"),
    [
        (
            "rules",
            [{"key": "yearly", "audience": {"products": ["gold"]}}],
            [{"key": "yearly", "audience": {"products": ["gold", "silver"]}}],
            '~ rule "yearly", audience, products: ["gold"] -> ["gold", "silver"]',
        ),
        (
            "rules",
            [{"key": "yearly"}],
            [{"key": "yearly", "audience": {"products": ["gold"]}}],
            '~ rule "yearly", audience, products: nothing -> ["gold"]',
        ),
        (
            "boosters",
            [{"key": "friday", "products": ["gold"]}],
            [{"key": "friday"}],
            '~ booster "friday", products: ["gold"] -> nothing',
        ),
        (
            "organization",
            {**CLUB, "boosters": {"apart": 3}},
            {**CLUB, "boosters": {"apart": 5, "every": {"tip": 2}}},
            "~ organization, boosters, apart: 3 -> 5",
        ),
        (
            "organization",
            CLUB,
            {**CLUB, "boosters": {"apart": 5}},
            "~ organization, boosters, apart: nothing -> 5",
        ),
    ],
)
def test_products_and_boosters_that_are_no_sections_of_their_own(
    section: str, before: Any, after: Any, said: str
) -> None:
    assert str(differences({section: before}, {section: after})[0]) == said
