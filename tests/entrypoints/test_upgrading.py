"""After a later version was installed: what has changed since the one before."""

from forenotice.entrypoints.cli.upgrading import news_since

NOTES = """# Changelog

Words.

## 0.3.0, not released yet

- Third.

## 0.2.0

Much has changed.

- Second.
- Also.

## 0.1.0

- First.
"""


def test_what_changed_is_told_from_the_version_on_that_was_there() -> None:
    assert news_since(NOTES, "0.1.0") == {
        "0.3.0, not released yet": ["Third."],
        "0.2.0": ["Second.", "Also."],
    }
    assert news_since(NOTES, "0.3.0") == {}
    assert list(news_since(NOTES, "0.0.1")) == ["0.3.0, not released yet", "0.2.0", "0.1.0"]
