"""Every tag of MemberMouse that its page shows is translated as the page says."""

import re

from forenotice.composer.membermouse.translate import translate
from tests.docs.pages import DOCS

ROW = re.compile(r"^\| `(?P<theirs>\[[^`]*\])` \| `(?P<ours>[^`]*)` \|$", re.MULTILINE)


def test_every_tag_shown_becomes_what_stands_beside_it() -> None:
    rows = [match.groups() for match in ROW.finditer((DOCS / "membermouse.md").read_text(encoding="utf-8"))]
    assert len(rows) > 20
    for theirs, ours in rows:
        end = f"[/{theirs[1:].split()[0]}]" if "Decision" in theirs else ""
        assert translate(theirs + end).text.removesuffix("{% endif %}") == ours.replace("\\|", "|"), theirs
