"""Nobody reads a neighbour's rows: every row has an organization, and every question says which."""

import ast
import re
from collections.abc import Iterator

from django.apps import apps
from django.db.models import ForeignKey, Model, OneToOneField

from tests.architecture.exceptions import ACROSS_ORGANIZATIONS, ROWS_OF_THE_WHOLE_HOUSE
from tests.architecture.source_tree import Function, Source, rooms, sources

TABLE = re.compile(rf"\b(?:from|join|update|into)\s+(?:{'|'.join(rooms())})_[a-z]+", re.IGNORECASE)


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("forenotice.")]


def _has_an_organization(model: type[Model]) -> bool:
    fields = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey | OneToOneField)]
    return any(field.name == "organization" and not field.null for field in fields)


def _questions(function: Function) -> Iterator[str]:
    """Every chain on `objects` in a function, as source."""
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    inner = {id(call.func.value) for call in calls if isinstance(call.func, ast.Attribute)}
    for call in calls:
        if id(call) not in inner and ".objects" in ast.unparse(call.func):
            yield ast.unparse(call)


def _statements(source: Source) -> Iterator[tuple[int, str]]:
    """Every SQL text of a file that names one of our tables, with its line."""
    inside_joined = {
        id(part) for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for part in node.values
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside_joined:
            text = node.value
        else:
            continue
        if TABLE.search(text):
            yield node.lineno, text


def _name_around(source: Source, line: int) -> str:
    """The function or the constant that this line belongs to."""
    for node in source.tree.body:
        if node.lineno <= line <= (node.end_lineno or node.lineno):
            if isinstance(node, ast.Assign | ast.AnnAssign):
                return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
            return getattr(node, "name", "module")
    return "module"


def _says_which(question: str) -> bool:
    """Whether a chain names an organization, or need not: a row that is written cannot be without one."""
    model = question.split(".objects")[0]
    is_for_all = any(label.endswith(f".{model}") for label in ROWS_OF_THE_WHOLE_HOUSE)
    return is_for_all or "organization" in question or ".bulk_create(" in question


def test_every_row_belongs_to_an_organization() -> None:
    without = {model._meta.label for model in _models() if not _has_an_organization(model)}
    assert without == set(ROWS_OF_THE_WHOLE_HOUSE)


def test_every_question_names_an_organization() -> None:
    found = set()
    for source in sources():
        for function in source.functions():
            for question in _questions(function):
                if not _says_which(question):
                    found.add(f"{source.name}::{function.name}")
        for line, statement in _statements(source):
            if "organization" not in statement:
                found.add(f"{source.name}::{_name_around(source, line)}")
    assert found == set(ACROSS_ORGANIZATIONS), "\n".join(sorted(found ^ set(ACROSS_ORGANIZATIONS)))
