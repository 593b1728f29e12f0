"""After a later version was installed: a backup, new tables, and what has changed."""

from forenotice import __version__
from forenotice.entrypoints.cli.upgrading import news_since
from tests.support.commands import typist
from tests.support.instance import Instance

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


def test_older_tables_are_backed_up_before_they_change(instance: Instance) -> None:
    with typist(instance) as host:
        host.forked.do("to_older_tables", app="dispatcher", name="0007")
        (host.home / "version").write_text("0.0.9")
        done = host.read_json("upgrade")
        assert (done["from"], done["to"]) == ("0.0.9", __version__)
        assert any(f"{__version__}" in version for version in done["changes"])
        assert host.read_json("restore", done["backup"], "--check")["with_keys"] is False
        again = host.read_json("upgrade")
        assert (again["backup"], again["changes"]) == (None, {})
