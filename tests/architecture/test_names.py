"""The house speaks the words of its glossary, and none of those it left out."""

import ast
import re

from tests.architecture.exceptions import FOREIGN_WORDS
from tests.architecture.source_tree import Source, sources

# `event` is fine with an adjective: a delivery event, an inbox event.
NOT_USED = frozenset(
    {"notification", "campaign", "job", "task", "user", "outbox", "manager", "helper", "util", "process"}
    | {"handle", "handler", "data", "info"}
)


def _words(name: str) -> set[str]:
    """The words of a name in either spelling, plural or not."""
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)
    words = {part.lower() for part in parts}
    return words | {word.removesuffix("s") for word in words} | {word.removesuffix("es") for word in words}


def _names(source: Source) -> set[str]:
    """The module's own name, its classes, and its functions that others may call."""
    names = {source.path.stem}
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ClassDef) or (
            isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
        ):
            names.add(node.name)
    return names


def test_no_name_uses_a_word_we_left_out() -> None:
    found = {
        f"{source.name}::{name}" for source in sources() for name in _names(source) if _words(name) & NOT_USED
    }
    assert found == set(FOREIGN_WORDS)


def test_an_event_always_has_an_adjective() -> None:
    bare = {
        f"{source.name}::{name}"
        for source in sources()
        for name in _names(source)
        if _words(name) == {"event"}
    }
    assert not bare


def test_instants_end_in_at_and_days_in_on() -> None:
    """In rows, where a wrong name would be believed for years."""
    wrong = []
    for source in sources():
        if source.path.name != "models.py":
            continue
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call)):
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            field = getattr(node.value.func, "attr", "")
            ending = {"DateTimeField": ("_at", "_since", "_until"), "DateField": ("_on",)}.get(field)
            if ending and isinstance(target, ast.Name) and not f"_{target.id}".endswith(ending):
                wrong.append(f"{source.name}: {target.id} is a {field}")
    assert not wrong, wrong
