"""Files of others are what they say they are, and only the page that needs them loads them."""

import hashlib
import tomllib
from pathlib import Path

import pytest

CONSOLE = Path(__file__).parents[3] / "src" / "forenotice" / "entrypoints" / "console"
MANIFESTS = sorted(CONSOLE.rglob("vendored.toml"))


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda path: path.parts[-5])
def test_every_file_is_the_one_that_the_manifest_names(manifest: Path) -> None:
    packages = tomllib.loads(manifest.read_text(encoding="utf-8"))["packages"]
    named = {name: file["sha256"] for package in packages for name, file in package["files"].items()}
    lying = {path.name for path in manifest.parent.iterdir()} - {manifest.name}
    assert lying == set(named)
    for name, digest in named.items():
        assert hashlib.sha256((manifest.parent / name).read_bytes()).hexdigest() == digest, name
    for package in packages:
        assert package["npm"] == f"{package['name'].lower()}@{package['version']}"
        assert package["licence_file"] in package["files"]


def test_only_the_editor_of_messages_loads_an_editor_of_code() -> None:
    pages = CONSOLE.rglob("*.html")
    loading = {page.name for page in pages if "/vendor/codemirror" in page.read_text("utf-8")}
    assert loading == {"editor.html"}
