"""Only the entrypoints and the engine know what time it is, and money is never a float."""

import ast

from tests.architecture.exceptions import CLOCK_READERS
from tests.architecture.source_tree import Source, sources

READS = frozenset(
    {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "timezone.now", "timezone.localdate"}
    | {"timezone.localtime", "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.strftime"}
)
MONEY_WORDS = ("amount", "price", "total", "discount", "minor", "cost")


def _called(node: ast.Call) -> str:
    """The last two parts of what is called: `datetime.now` in `datetime.datetime.now(UTC)`."""
    return ".".join(ast.unparse(node.func).split(".")[-2:])


def _reads_a_clock(source: Source) -> bool:
    calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
    functions_of_sql = ("CURRENT_TIMESTAMP", "datetime('now", "now()", "clock_timestamp")
    texts = (node.value for node in ast.walk(source.tree) if isinstance(node, ast.Constant))
    in_sql = any(isinstance(text, str) and any(word in text for word in functions_of_sql) for text in texts)
    return in_sql or any(_called(call) in READS for call in calls)


def test_the_clock_is_read_in_the_entrypoints_and_the_engine_only() -> None:
    readers = {source.name for source in sources() if _reads_a_clock(source)}
    assert {name for name in readers if not name.startswith(("entrypoints/", "engine/"))} == set(
        CLOCK_READERS
    )


def test_no_model_keeps_a_float_or_sets_its_own_time() -> None:
    for source in sources():
        if source.path.name == "models.py":
            for word in ("FloatField", "auto_now"):
                assert word not in source.text, f"{source.name} uses {word}"


def test_nothing_that_is_money_is_a_float() -> None:
    floats = []
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.arg):
                name, annotation = node.arg, node.annotation
            elif isinstance(node, ast.AnnAssign):
                name, annotation = ast.unparse(node.target), node.annotation
            else:
                continue
            is_float = annotation is not None and "float" in ast.unparse(annotation)
            if is_float and any(word in name.lower() for word in MONEY_WORDS):
                floats.append(f"{source.name}:{node.lineno} {name}")
    assert not floats, floats
