"""Packages that bring channels, laid where Python finds them, as an installer would."""

import importlib
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from forenotice.channels.plugins import GROUP, installed

Announce = Callable[..., None]
EXAMPLE = Path(__file__).parents[2] / "examples" / "forenotice-ntfy"


@pytest.fixture
def announce(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Announce]:
    """Install a package: its name, its entry points by kind, and its modules by name.

    What was found before is forgotten, now and afterwards, as in a new process.
    """
    site = tmp_path / "site"
    site.mkdir()
    written: list[str] = []
    monkeypatch.syspath_prepend(site)

    def install(package: str, entries: Mapping[str, str], modules: Mapping[str, str] | None = None) -> None:
        for name, text in (modules or {}).items():
            written.append(name)
            sys.modules.pop(name, None)
            (site / f"{name}.py").write_text(text)
        folder = site / f"{package.replace('-', '_')}-0.1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 0.1.0\n")
        lines = [f"{kind} = {place}" for kind, place in entries.items()]
        (folder / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines, ""]))
        forget()

    forget()
    yield install
    forget()
    for name in written:
        sys.modules.pop(name, None)


def forget() -> None:
    """Look for packages anew, as a new process would."""
    importlib.invalidate_caches()
    installed.cache_clear()


def announce_example(announce: Announce) -> None:
    """The example package, by the entry point that its own pyproject.toml declares."""
    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    announce(project["name"], project["entry-points"][GROUP])
