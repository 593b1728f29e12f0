"""Presets: the rows of WordPress plugins, read without a query of one's own."""

from collections.abc import Mapping

from forenotice.sources.sql_query.presets.shape import Preset

PRESETS: Mapping[str, Preset] = {}
