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


def _statements(node: ast.AST) -> Iterator[str]:
    """Every SQL text inside a node that names one of our tables; what is filled in stands as its source."""
    inside = {
        id(part) for joined in ast.walk(node) if isinstance(joined, ast.JoinedStr) for part in joined.values
    }
    for part in ast.walk(node):
        is_text = isinstance(part, ast.Constant) and isinstance(part.value, str) and id(part) not in inside
        if (is_text or isinstance(part, ast.JoinedStr)) and TABLE.search(ast.unparse(part)):
            yield ast.unparse(part)


def _pieces(source: Source) -> Iterator[tuple[str, ast.AST]]:
    """The functions and constants of a file by name. A statement may be made of lines in one of them."""
    for function in source.functions():
        yield function.name, function
    for node in source.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            yield ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target), node


def _without_signature(piece: ast.AST) -> str:
    """What a piece does, without its parameters and its documentation: those do not ask anything."""
    body = piece.body if isinstance(piece, Function) else [piece]
    is_documented = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    return "\n".join(ast.unparse(line) for line in body[is_documented:])


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
        for name, piece in _pieces(source):
            if any(_statements(piece)) and "organization" not in _without_signature(piece):
                found.add(f"{source.name}::{name}")
    assert found == set(ACROSS_ORGANIZATIONS), "\n".join(sorted(found ^ set(ACROSS_ORGANIZATIONS)))
