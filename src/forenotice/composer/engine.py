"""The template engine: one MiniJinja environment in each process.

Templates see strings, booleans and whole numbers under flat names, and nothing else. Fuel, a recursion
limit and the absence of every filter that builds something large stop whatever a text might do to us.
"""

from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import minijinja

from forenotice.composer import formats
from forenotice.composer.fill import LOCALE
from forenotice.composer.values import harmless_url

FUEL = 50_000
"""What one text may burn; a normal message takes about 150."""
ALLOWED_FILTERS = frozenset(
    {"abs", "capitalize", "date", "default", "int", "length", "lower", "replace", "round", "title", "trim"}
    | {"upper", "urlencode"}
)
ALLOWED_TESTS = frozenset({"defined", "divisibleby", "even", "none", "number", "odd", "string", "undefined"})
ALLOWED_FUNCTIONS = frozenset({"range"})
LEADING_URL, URL_PATH, URL_QUERY = "_leading_url", "_url_path", "_url_query"
"""Filters that only the compiler writes, around smart tags inside links."""

# They come with the engine and build large values, look inside values, or switch escaping off.
_REMOVED_FILTERS = (
    *("attr", "batch", "bool", "center", "chain", "count", "d", "dictsort", "e", "escape", "first", "float"),
    *("format", "groupby", "indent", "items", "join", "keys", "last", "lines", "list", "ljust", "map", "max"),
    *("min", "pprint", "reject", "rejectattr", "reverse", "rjust", "safe", "select", "selectattr", "slice"),
    *("sort", "split", "string", "sum", "tojson", "truncate", "unique", "values", "wordwrap", "zip"),
)
_REMOVED_FUNCTIONS = ("cycler", "debug", "dict", "joiner", "lipsum", "namespace")


def new_environment(fuel: int = FUEL) -> minijinja.Environment:
    """An engine without templates. Values are escaped in templates whose name ends in ``.html``."""
    environment = minijinja.Environment(
        fuel=fuel,
        undefined_behavior="chainable",
        auto_escape_callback=_is_html,
        path_join_callback=_nowhere,
        debug=False,
        pycompat=False,
        trim_blocks=False,
    )
    for name in _REMOVED_FILTERS:
        environment.remove_filter(name)
    for name in _REMOVED_FUNCTIONS:
        environment.remove_global(name)
    environment.add_filter("default", _default)
    environment.add_filter("date", _date)
    environment.add_filter(LEADING_URL, _leading_url)
    environment.add_filter(URL_PATH, _url_path)
    environment.add_filter(URL_QUERY, _url_query)
    return environment


def _is_html(name: str) -> bool:
    return name.endswith(".html")


def _nowhere(_wanted: str, _from: str) -> str:
    # The texts of all organizations lie in one environment, and none may take another one in.
    return ""


def _default(value: Any, fallback: Any = "") -> Any:
    # A thing nobody told us is an empty string here, and an owner means that case too.
    return fallback if value is None or value == "" else value


@minijinja.pass_state
def _date(state: Any, value: Any, style: Any = "long") -> str:
    words = "" if value is None else str(value)
    try:
        day = date.fromisoformat(words[:10])
    except ValueError:
        return words
    how = style if style in formats.DATE_STYLES else "long"
    return formats.day(day, how, str(state.lookup(LOCALE) or "en"))


def _leading_url(value: Any) -> str:
    return harmless_url("" if value is None else str(value).strip())


def _url_path(value: Any) -> str:
    return _quoted("" if value is None else str(value), "/@:+,")


def _url_query(value: Any) -> str:
    return _quoted("" if value is None else str(value), "")


@lru_cache(maxsize=4096)
def _quoted(value: str, harmless: str) -> str:
    return quote(value, safe=harmless, errors="replace")
