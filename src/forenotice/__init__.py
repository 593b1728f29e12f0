"""Forenotice tells members, ahead of time and once, that a payment is coming.

The package is a house of rooms along one river: facts enter at `sources` and `ledger`, meet `rules` in the
`planner`, and leave as words through `dispatcher` and `channels`. Start reading at `docs/house.md`.
"""

from importlib.metadata import version

__version__ = version("forenotice")
