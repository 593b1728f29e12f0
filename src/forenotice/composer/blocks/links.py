"""Which addresses a block may lead to."""

import re

from forenotice.composer.placeholders import Placeholders
from forenotice.composer.smarttags import CUSTOM_PREFIX, TagKind, kind_of
from forenotice.composer.template import SegmentKind, paths_in

_SCHEME = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)


def leads_somewhere(marked: str, hidden: Placeholders) -> bool:
    """Whether an address, its smart tags hidden, is whole by itself or by the smart tag of a link."""
    if _SCHEME.match(marked):
        return True
    segments = hidden.hidden_in(marked)
    if not segments or not hidden.is_whole_link(marked) or marked.startswith("#"):
        return False
    if segments[0].kind is not SegmentKind.OUTPUT:
        return True
    paths = paths_in(segments[0])
    return all(kind_of(path) is TagKind.URL or path.startswith(CUSTOM_PREFIX) for path in paths)
