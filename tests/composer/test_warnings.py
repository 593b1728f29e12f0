"""A smart tag that stood in a message and had nothing to say is told, and no other."""

import pytest

from forenotice.composer.facts import LinkFacts, SenderFacts
from forenotice.composer.smarttags import SMART_TAGS
from tests.composer.samples import facts, say

NOTHING_KNOWN = facts(links=LinkFacts(), sender=SenderFacts(), cancel_by_on=None)


@pytest.mark.parametrize(
    ("html", "warnings"),
    [
        ("{{ sender.name }}", ("sender.name",)),
        ("{{ member.first_name }}", ()),
        ("{{ sender.name|default('us') }}", ()),
        ("{{ sender.name|upper }}", ("sender.name",)),
        ("{% if sender.name %}{{ sender.name }}{% endif %}x", ()),
        ("{% if sender.name or sender.email %}{{ sender.name }}{% endif %}x", ()),
        ("{% if sender.name or member.email %}{{ sender.name }}{% endif %}x", ()),
        ("{% if payment.is_automatic %}{{ sender.name }}{% endif %}x", ("sender.name",)),
        ("{% if not payment.is_automatic %}{{ sender.name }}{% endif %}x", ()),
        (
            "{% if payment.days_left < 3 %}{{ sender.name }}{% else %}{{ cancel_by }}{% endif %}x",
            ("cancel_by",),
        ),
        (
            "{% if payment.is_last %}a{% elif payment.is_automatic %}{{ sender.name }}{% endif %}x",
            ("sender.name",),
        ),
        ("{% if links.pay %}a{% else %}{{ sender.email }}{% endif %}x", ("sender.email",)),
        ("<a href='{{ links.pay }}'>x</a>", ("links.pay",)),
        ("<a href='https://a.example/?q={{ sender.name }}'>x</a>", ("sender.name",)),
        ("{{ member.custom.missing }}x", ("member.custom.missing",)),
        ("{{ member.custom.instrument }}x", ()),
        ("{{ cancel_by|date('short') }}x", ("cancel_by",)),
        ("{{ 'a' if payment.is_last else '' }}x", ()),
        ("{{ payment.days_left }}{{ payment.is_last }}", ()),
        ("{{ sender.name }}{{ sender.name }}{{ links.pay }}", ("sender.name", "links.pay")),
        ("{% for n in range(2) %}{{ sender.name }}{% endfor %}x", ("sender.name",)),
    ],
)
def test_only_what_was_shown_and_empty_is_told(html: str, warnings: tuple[str, ...]) -> None:
    assert say(f"<p>{html}</p>", NOTHING_KNOWN).warnings == warnings


@pytest.mark.parametrize(
    "name",
    [
        *("links.portal", "links.preferences", "links.unsubscribe", "links.calendar"),
        *("booster.title", "booster.html", "booster.text"),
    ],
)
def test_tags_whose_time_is_still_to_come_are_empty_and_told(name: str) -> None:
    assert name in SMART_TAGS
    composed = say(f"<p>[{{{{ {name} }}}}]</p>")
    assert composed.message.text.startswith("[]")
    assert composed.warnings == (name,)


def test_a_subject_is_looked_at_too() -> None:
    assert say("<p>x</p>", NOTHING_KNOWN, subject="From {{ sender.name }}").warnings == ("sender.name",)


def test_many_different_members_leave_every_warning_right() -> None:
    """More combinations of empty tags than are remembered for one text."""
    names = [f"member.custom.c{number}" for number in range(9)]
    html = "<p>x" + "".join(f"{{{{ {name} }}}}" for name in names) + "</p>"
    for bits in range(2**9):
        known = {f"c{number}": "v" for number in range(9) if bits >> number & 1}
        missing = tuple(name for name in names if name.rsplit(".", 1)[1] not in known)
        assert say(html, facts(member__custom=known)).warnings == missing
