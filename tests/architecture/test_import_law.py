"""The law of the river holds, and nobody comes in through a window."""

import ast
import fnmatch
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.exceptions import OPEN_DOORS
from tests.architecture.source_tree import PACKAGE, ROOT, Source, contract, rooms, sources

DOORS = frozenset({"queries", "operations", "models", "states", "errors"})
HOUSES_OF_SIBLINGS = ("sources", "channels", "entrypoints")


def _pure_modules() -> list[str]:
    return [name.removeprefix("forenotice.") for name in contract("Pure files")["source_modules"]]


def test_every_import_contract_is_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_says_in_a_few_lines_what_enters_and_what_leaves() -> None:
    for room in rooms():
        introduction = ast.get_docstring(Source(PACKAGE / room / "__init__.py").tree) or ""
        assert 3 <= len(introduction.splitlines()) <= 8, f"{room}/__init__.py: about five lines, please"
        assert "own" in introduction.lower(), f"{room}/__init__.py does not say which rows it owns"


def test_every_states_file_and_every_kernel_file_is_declared_pure() -> None:
    declared = _pure_modules()
    assert {"kernel", "*.states"} <= set(declared)
    for source in sources():
        if source.path.name == "states.py":
            assert any(fnmatch.fnmatch(source.module, pattern) for pattern in declared), source.name


@pytest.mark.parametrize("house", HOUSES_OF_SIBLINGS)
def test_siblings_are_declared_independent(house: str) -> None:
    siblings = {f"forenotice.{house}.{path.parent.name}" for path in (PACKAGE / house).glob("*/__init__.py")}
    siblings -= {f"forenotice.{house}.migrations"}
    assert siblings
    if len(siblings) > 1:
        assert siblings == set(contract(f"siblings in {house}")["modules"])


def test_rooms_are_entered_by_their_doors() -> None:
    """Other rooms use queries, operations, models, states, errors and the open doors, and nothing private."""
    windows = []
    for source in sources():
        for module, name in source.imports():
            room, _, inside = module.partition(".")
            if not room or room == source.room:
                continue
            wanted = module if inside else f"{room}.{name}"
            door = wanted.split(".")[1]
            is_open = door in DOORS or wanted in OPEN_DOORS or room == "kernel"
            if not is_open or name.startswith("_"):
                windows.append(f"{source.name} takes {name or 'all'} from {wanted}")
    assert not windows, "\n".join(windows)


def test_every_open_door_is_still_used() -> None:
    used = {
        module
        for source in sources()
        for module, _ in source.imports()
        if module.split(".")[0] != source.room
    }
    assert set(OPEN_DOORS) - used == set()


def test_imports_stand_at_the_top_or_say_why_not() -> None:
    """An import inside a function has a comment on it, or right above it, that says why."""
    silent = []
    for source in sources():
        lines = source.text.splitlines()
        for function in source.functions():
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    above, here = lines[node.lineno - 2], lines[node.lineno - 1]
                    before = lines[function.body[0].lineno - 2]
                    if not any("#" in line for line in (above, here, before)):
                        silent.append(f"{source.name}:{node.lineno}")
    assert not silent, silent


def test_pure_files_run_without_django() -> None:
    """What the import graph promises is true in a running interpreter too."""
    names = [
        f"forenotice.{source.module}"
        for source in sources()
        if any(fnmatch.fnmatch(source.module, pattern) for pattern in (*_pure_modules(), "kernel.*"))
    ]
    program = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    program += "sys.exit('Django was imported' if 'django' in sys.modules else 0)"
    done = subprocess.run(
        [sys.executable, "-c", program, *names], capture_output=True, text=True, check=False
    )
    assert len(names) > 5
    assert done.returncode == 0, done.stderr
