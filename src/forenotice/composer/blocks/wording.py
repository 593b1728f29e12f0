"""What a block says when its owner left the words to us, by language."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

_LAST_RESORT = "en"


def words_of_ours(locale: str, block_type: str, field: str) -> str:
    """Our words for a block's field, in the locale's language, in English where we have no others."""
    return str(_wording(locale).get(block_type, {}).get(field, ""))


def words_of_row(locale: str, row: str, field: str) -> str:
    """Our ``label`` or ``value`` for a row of the payment table."""
    return str(_wording(locale)["payment_table"][f"{field}s"][row])


@lru_cache(maxsize=64)
def _wording(locale: str) -> Mapping[str, Any]:
    """The most particular file there is: that of the locale, of its language, or the English one."""
    folder = files(__package__).joinpath("default_words")
    for name in (locale, locale.split("-")[0], _LAST_RESORT):
        written = folder.joinpath(f"{name}.toml")
        if written.is_file():
            return tomllib.loads(written.read_text(encoding="utf-8"))
    raise AssertionError("The English words are missing from this installation.")
