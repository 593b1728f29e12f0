"""The pages hang together: links lead somewhere, and the glossary knows the words that the code uses."""

import json
import re
from pathlib import Path

import pytest

from forenotice.ledger.states import Kind
from tests.docs.pages import DOCS, ROOT, pages

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)#\s]*)(?:#(?P<anchor>[^)\s]*))?\)")
TERMS = {
    "facts": ("organization", "member", "product", "subscription", "source", "snapshot", "change"),
    "time": ("billing cycle", "due date", "lead time", "send window", "horizon", "already inside"),
    "rules": ("class", "rule", "blueprint", "step", "audience", "message", "smart tag", "superseded"),
    "speech": ("reminder", "last look", "channel", "rehearsal", "delivery", "attempt", "receipt"),
    "the rest": ("pulse", "skip, cancel, miss", "held", "unknown"),
}


def _anchors(text: str) -> set[str]:
    """The anchors that headings get when the page is shown."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.finditer(page.read_text(encoding="utf-8")):
        target, anchor = link["target"], link["anchor"]
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / target) if target else page
        if not there.exists():
            broken.append(target)
        elif anchor and there.suffix == ".md" and anchor not in _anchors(there.read_text(encoding="utf-8")):
            broken.append(f"{target}#{anchor}")
    assert not broken


def test_the_glossary_explains_every_term() -> None:
    glossary = (DOCS / "concepts.md").read_text(encoding="utf-8")
    missing = [term for terms in TERMS.values() for term in terms if f"\n| {term} |" not in glossary]
    missing += [kind for kind in Kind if f"\n| `{kind}` |" not in glossary]
    assert not missing


def test_every_decision_is_in_the_list_of_decisions() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    written = [path.name for path in (DOCS / "decisions").glob("[0-9]*.md")]
    assert len(written) > 3
    assert [name for name in written if f"({name})" not in listed] == []


def test_the_lock_files_name_every_hash_and_no_host() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        packages = [line for line in lines if not line.startswith((" ", "#"))]
        assert packages
        assert all("==" in line and line.endswith("\\") for line in packages)
        assert not [
            line
            for line in lines
            if "://" in line or line.lstrip().startswith(("-f", "-i", "--find", "--index"))
        ]


@pytest.mark.parametrize("folder", ["zapier", "zapier/cli"])
def test_the_lock_files_of_npm_name_every_hash_and_no_host(folder: str) -> None:
    text = (ROOT / "integrations" / folder / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: each for name, each in json.loads(text)["packages"].items() if name}
    assert packages
    assert [name for name, each in packages.items() if "resolved" in each or "integrity" not in each] == []
