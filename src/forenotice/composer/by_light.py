"""A page of ours as it looks by day or by night, whatever the screen it is looked at on prefers."""

import re

_DARK = re.compile(r"@media\s*\(\s*prefers-color-scheme\s*:\s*dark\s*\)")
_SCHEME = re.compile(r'(<meta name="(?:supported-)?color-schemes?" content=")[^"]*"')


def by_light(html: str, *, dark: bool) -> str:
    """The page with its night's colours always on, or never."""
    scheme = "dark" if dark else "light"
    page = _DARK.sub("@media all" if dark else "@media not all", html)
    return _SCHEME.sub(rf'\1{scheme}"', page)
