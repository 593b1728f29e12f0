"""The pages of the documentation, and the parts of them that are written by the code itself."""

import re
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PART = re.compile(r"(<!-- generated: (?P<name>[a-z ]+) -->\n)(?P<text>.*?)(<!-- end -->)", re.DOTALL)


def pages() -> list[Path]:
    """Every page that a person reads, the ones at the top of the checkout included."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").rglob("*.md")])


def parts(page: Path) -> dict[str, str]:
    """The generated parts of a page as they stand there, by name."""
    return {found["name"]: found["text"] for found in PART.finditer(page.read_text(encoding="utf-8"))}


def rewrite(page: Path, wanted: dict[str, str]) -> bool:
    """Write the generated parts of a page anew; whether anything was different."""
    before = page.read_text(encoding="utf-8")
    after = PART.sub(lambda found: f"{found[1]}{wanted[found['name']]}{found[4]}", before)
    if after != before:
        page.write_text(after, encoding="utf-8")
    return after != before


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table with a blank line before and after it."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n" + "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n\n"
