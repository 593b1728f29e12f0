"""The sentences that rooms below the console say in English, collected from their code for translators.

A sentence is any text in the code of a room that reads like one; its values are gaps with names. What is
collected here is what :mod:`forenotice.entrypoints.console.frame.sentences` finds again when a page shows it.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter

from babel.messages import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1] / "src" / "forenotice"
LOCALE = ROOT / "entrypoints" / "console" / "frame" / "locale"

ONLY = {
    "engine": ("go_live.py", "sample.py", "undertaking.py"),
    "planner": ("operations/asking_now.py", "operations/by_hand.py", "queries/explaining.py"),
    "dispatcher": ("example.py", "operations/trial.py", "operations/erasing.py"),
    "rules": ("operations.py", "soundness.py"),
    "blueprint": ("sections/boosters.py", "sections/rules.py", "sections/words.py", "table.py"),
    "composer": ("errors.py", "operations.py", "queries.py", "membermouse/"),
}
"""Rooms of which the console says no more than what these files say."""

STATES = "states"
"""The sentences beside enums. Their French stands with the words of the frame."""

ROOMS = ("accounts", "channels", "consent", "kernel", "ledger", "sources", *ONLY, STATES)
"""The rooms whose sentences the console says in its reader's language."""

UNSAID = (
    "channels/contract_examples.py",
    "channels/contract_suite.py",
    "sources/csv_file/headers.py",
    "sources/csv_file/tongues.py",
    "sources/sample/shifted.py",
    "sources/sql_query/columns.py",
    "sources/sql_query/presets/",
)
"""Files whose texts nobody is told: made-up people, words of spreadsheets, queries."""

ALSO = {
    "channels": (
        *(
            "unspecified",
            "private",
            "shared",
            "loopback",
            "link-local",
            "multicast",
            "reserved",
            "translated",
        ),
        "provider's",
    ),
    "ledger": ("active", "trialing", "paused", "cancelled", "ended"),
    "sources": (
        *("comma", "semicolon", "tab", "a sign", "a picture", "a PDF", "a database"),
        *("day", "week", "month", "year", "test", "live", "automatic", "manual"),
        *("row {number}", "of {name}"),
    ),
}
"""Words that fill a gap of a room's sentences, and so cannot be told from names in its code."""

_READS = re.compile(
    r"[^\W\d_]{2,}[\"”',;:]? [\"“(]?(?:a )?[a-z]{2,}|^[A-Z]\w{2,}.*[.!?]$|[a-z]{5,} +\.$|^subscription +$|"
    r"^[a-z]+: +\.?$"
)
_NEVER_SAID = re.compile(
    r"[|\\\n<]|\bSELECT \w+\.\w|\bFROM +[({a-z]|\bSET [A-Z]|^PRAGMA|\w\[\w+\[|[^\x00-\u2fff]|^custom|"
    r"%s|\bWHERE\b|\bINSERT INTO\b|\bunnest\(|\bAND [a-z]+ = |^(\w+) \1s \w$"
)
_NOT_FOR_OWNERS = re.compile(
    r"(?<!\w)--\w|\bblueprint\b|FORENOTICE_|\bforenotice [a-z]|\b(?!rk_|sk_|acct_)[a-z]+_[a-z_]+\b|\bchmod\b|"
    r"\bpip install\b|\bmap it\b|^[a-z]+:(?: |$)|\bsetting [a-z]|\bset [a-z.]+$|\[\[|"
    r"\b(?:from|dkim|bounces|custom)\.[a-zN]|"
    # An owner's words for these are reminder, moment, payment and way out.
    r"\b[Rr]ules?\b|\b[Ss]teps?\b|\b[Dd]ue dates?\b|\b[Cc]hannels?\b|\b[Ll]ead times?\b|\bplanner\b|\bhost\b|"
    r"\[[a-z]+[].]|\bkey \"| = "
)


def beside_enums() -> set[str]:
    """The sentences of reasons and states, which rooms upstream keep in English beside their enums."""
    found: set[str] = set()
    for path in sorted(ROOT.glob("*/*.py")):
        code = path.read_text(encoding="utf-8")
        names = re.findall(r"^([A-Z_]*SENTENCES)\b[^\n]*= \{", code, re.MULTILINE)
        if names and path.parent.name != "entrypoints":
            module = import_module(f"forenotice.{path.parent.name}.{path.stem}")
            found.update(sentence for name in names for sentence in getattr(module, name).values())
    return found


def languages_of(room: str, languages: Iterable[str]) -> tuple[str, ...]:
    """The languages in which a room's sentences have words of their own."""
    return ("en",) if room == STATES else ("en", *languages)


@cache
def sentences(room: str) -> dict[str, str]:
    """Every sentence of a room as a format string, with the file that says it."""
    found: dict[str, str] = {}
    if room == STATES:
        return dict.fromkeys(map(_braced, sorted(beside_enums())), "states.py")
    for path in sorted((ROOT / room).rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        if "/migrations/" in place or place.startswith(UNSAID):
            continue
        if room in ONLY and not place.partition("/")[2].startswith(ONLY[room]):
            continue
        for text in _said_in(ast.parse(path.read_text(encoding="utf-8"))):
            found.setdefault(text, place.partition("/")[2])
    return found | dict.fromkeys(ALSO.get(room, ()), "words")


def is_for_owners(text: str) -> bool:
    """Whether a sentence names nothing that only stands at a command line or in a settings file."""
    return _NOT_FOR_OWNERS.search(_literal(text).strip(" .")) is None


def catalogue(room: str, language: str) -> Path:
    """Where the words for a room's sentences in a language lie."""
    return LOCALE / language / "LC_MESSAGES" / f"{room}.po"


def translated(room: str, language: str) -> Catalog:
    """Today's sentences with what translators wrote; in English only those that an owner reads otherwise."""
    before = Catalog(locale=language)
    if catalogue(room, language).exists():
        with catalogue(room, language).open("rb") as file:
            before = read_po(file, locale=language)
    catalog = Catalog(locale=language, project="Forenotice", charset="utf-8", fuzzy=False, header_comment="")
    for text, place in sentences(room).items():
        known = before.get(text)
        if known or language != "en" or not is_for_owners(text):
            catalog.add(text, string=known.string if known else None, locations=[(place, 0)])
    return catalog


def gaps(text: str) -> set[str]:
    """The names of a sentence's values."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def _literal(text: str) -> str:
    return " ".join(part for part, _, _, _ in Formatter().parse(text))


def _said_in(tree: ast.Module) -> Iterator[str]:
    """The sentences of one file, as they stand in it."""
    unsaid = set(_unsaid(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            # What stands inside a gap is said as its value; the words around it belong to the sentence.
            unsaid.update(part for part in node.values if isinstance(part, ast.Constant))
        if node in unsaid:
            continue
        if isinstance(node, ast.Constant | ast.JoinedStr):
            text = _template(node)
            if text and _READS.search(_literal(text)) and not _NEVER_SAID.search(_literal(text)):
                yield text
        elif isinstance(node, ast.FormattedValue):
            yield from _choices(node.value)


def _unsaid(tree: ast.Module) -> Iterator[ast.AST]:
    """Docstrings, log entries, descriptions for programs, words to compare with, tables of sentences."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant()):
                yield node.value
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"))):
                yield from ast.walk(node)
            case ast.Dict(keys=words) | ast.Set(elts=words):
                yield from (word for word in words if word is not None)
            case ast.Tuple(elts=words) | ast.List(elts=words):
                kept = [
                    each for each in words if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                yield from (each for each in kept if len(kept) > 1 and not str(each.value).endswith("."))
            case ast.keyword(arg="description" | "help") | ast.Call(func=ast.Name(id="_field" | "part")):
                yield from ast.walk(node)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)) if (
                name.endswith("SENTENCES") and not name.startswith("_")
            ):
                yield from ast.walk(node)


def _choices(value: ast.expr) -> Iterator[str]:
    """The texts that a gap chooses from: ``{"one" if … else "two"}``, ``{name or "a name"}``."""
    parts: list[ast.expr] = []
    if isinstance(value, ast.IfExp):
        parts = [value.body, value.orelse]
    elif isinstance(value, ast.BoolOp):
        parts = value.values
    for part in parts:
        if (
            isinstance(part, ast.Constant)
            and isinstance(part.value, str)
            and re.search("[a-z]{2}", part.value)
        ):
            yield _braced(part.value)


def _template(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return _braced(node.value) if isinstance(node.value, str) else ""
    text = ""
    names: list[str] = []
    for part in node.values if isinstance(node, ast.JoinedStr) else ():
        if isinstance(part, ast.Constant):
            text += _braced(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            name = _name(part.value)
            names.append(name)
            text += f"{{{name if names.count(name) == 1 else f'{name}_{names.count(name)}'}}}"
    return text


def _name(value: ast.expr) -> str:
    """What a translator reads in a gap: the last name of what fills it."""
    found = [
        (each.end_lineno or 0, each.end_col_offset or 0, each.id if isinstance(each, ast.Name) else each.attr)
        for each in ast.walk(value)
        if isinstance(each, ast.Name | ast.Attribute)
    ]
    return max(found)[2].strip("_").lower() if found else "value"


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
