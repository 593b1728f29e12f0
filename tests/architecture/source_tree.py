"""The source as the architecture tests read it: files, rooms and what stands in them, never imported."""

import ast
import functools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "forenotice"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file of the package."""

    path: Path

    @property
    def name(self) -> str:
        """Its path inside the package: `planner/schedule.py`."""
        return self.path.relative_to(PACKAGE).as_posix()

    @property
    def module(self) -> str:
        """Its dotted name inside the package: `planner.schedule`."""
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def room(self) -> str:
        """The room it lies in."""
        return self.name.split("/", maxsplit=1)[0]

    @property
    def text(self) -> str:
        """What is written in it."""
        return self.path.read_text(encoding="utf-8")

    @functools.cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text, filename=str(self.path))

    def functions(self) -> Iterator[Function]:
        """Every function and method, wherever it stands."""
        yield from (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def imports(self) -> Iterator[tuple[str, str]]:
        """Every import of our own, as (module inside the package, name taken from it or nothing)."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((_inside(name.name), "") for name in node.names if _is_ours(name.name))
            elif isinstance(node, ast.ImportFrom) and node.module and _is_ours(node.module):
                yield from ((_inside(node.module), name.name) for name in node.names)


@functools.cache
def sources() -> tuple[Source, ...]:
    """Every file of the package that a person wrote; migrations are written by Django."""
    files = sorted(PACKAGE.rglob("*.py"))
    return tuple(Source(path) for path in files if "migrations" not in path.parts)


def rooms() -> list[str]:
    """The rooms as they stand on disk."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def contract(words: str) -> dict[str, Any]:
    """The import contract whose name holds these words."""
    configuration = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = configuration["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if words in contract["name"])


def length(function: Function) -> int:
    """How many lines a function takes, its decorators left out."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _is_ours(name: str) -> bool:
    return name.split(".")[0] == "forenotice"


def _inside(name: str) -> str:
    return name.removeprefix("forenotice").removeprefix(".")
