"""Which renderer this is, by which a proof that another one made is known as such."""

from functools import cache
from importlib.metadata import version

RENDERER = 1
"""Raised whenever the same compiled text and the same values become other words."""

# What they are rendered, cleaned and dated with; another version of one of these may word things differently.
_ENGINES = ("minijinja", "nh3", "babel")


@cache
def renderer() -> str:
    """``words 1, minijinja 3.1.0, nh3 0.3.8, babel 2.18.0``."""
    return ", ".join([f"words {RENDERER}", *(f"{name} {version(name)}" for name in _ENGINES)])
