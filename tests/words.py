"""The words of the console, collected from its code and pages into one catalogue for each of its rooms.

`python -m tests.words` writes `locale/fr/LC_MESSAGES/django.po` of every room anew, keeps what translators
wrote, and compiles it beside. New texts stand there with nothing under them: a translator looks for those.
The sentences of rooms below the console have catalogues of their own: see :mod:`tests.sentences`.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import django
from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from tests import sentences as below

ROOT = Path(__file__).parents[1]
CONSOLE = ROOT / "src" / "forenotice" / "entrypoints" / "console"
LANGUAGES = ("fr",)
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def rooms() -> dict[str, Path]:
    """The rooms of the console; what lies beside them in the console itself belongs to the frame."""
    found = sorted(path for path in CONSOLE.iterdir() if (path / "__init__.py").exists())
    return {path.name: path for path in found}


def sources_of(room: str) -> Iterator[Path]:
    """The code and the pages of one room."""
    folder = rooms()[room]
    if room == "frame":
        yield from sorted(CONSOLE.glob("*.py"))
    yield from sorted(folder.rglob("*.py"))
    yield from sorted(path for path in folder.rglob("templates/**/*") if path.is_file())


def texts_of(room: str) -> Catalog:
    """Everything in a room that is said in a language, with the places where it is said."""
    catalog = Catalog(project="Forenotice", charset="utf-8")
    for path in sources_of(room):
        code = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            code = templatize(code, origin=str(path))
        for _, message, comments, context in extract(
            "python", BytesIO(code.encode()), keywords=KEYWORDS, comment_tags=("Translators:",)
        ):
            catalog.add(message, auto_comments=comments, context=context, locations=[(path.name, 0)])
    if room == "frame":
        for sentence in sorted(below.beside_enums()):
            catalog.add(sentence, locations=[("states.py", 0)])
    return catalog


def catalogue(room: str, language: str, ending: str = "po") -> Path:
    """Where a room's words in a language lie."""
    return rooms()[room] / "locale" / language / "LC_MESSAGES" / f"django.{ending}"


def translated(room: str, language: str) -> Catalog:
    """The catalogue as it has to be: today's texts, with what translators wrote for them."""
    found = catalogue(room, language)
    before = Catalog(locale=language)
    if found.exists():
        with found.open("rb") as file:
            before = read_po(file, locale=language)
    catalog = Catalog(locale=language, project="Forenotice", charset="utf-8", fuzzy=False, header_comment="")
    for message in texts_of(room):
        if message.id:
            known = before.get(message.id, message.context)
            catalog.add(
                message.id,
                string=known.string if known else None,
                context=message.context,
                auto_comments=message.auto_comments,
                locations=message.locations,
            )
    return catalog


def without_translation(catalog: Catalog) -> list[str]:
    """The texts that nobody has translated yet, or not all numbers of them."""
    found = []
    for message in catalog:
        forms = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and not (forms and all(forms)):
            found.append(str(message.id))
    return found


def written(catalog: Catalog) -> bytes:
    """The catalogue as a file for translators, the same on every day."""
    buffer = BytesIO()
    write_po(buffer, catalog, omit_header=True, sort_output=True, include_lineno=False, width=110)
    plural = f'"Plural-Forms: {catalog.plural_forms}\\n"\n' if catalog.locale else ""
    head = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {catalog.locale_identifier}\\n"\n{plural}\n'
    )
    return head.encode() + buffer.getvalue()


def compiled(po: bytes) -> bytes:
    """The catalogue as programs read it."""
    buffer = BytesIO()
    catalog = read_po(BytesIO(po))
    catalog.creation_date = catalog.revision_date = datetime.fromtimestamp(0, UTC)
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main() -> None:
    """Write every catalogue, and say what still waits for a translator."""
    for room in rooms():
        for language in LANGUAGES:
            catalog = translated(room, language)
            if not len(catalog):
                continue
            po = written(catalog)
            path = catalogue(room, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(po)
            catalogue(room, language, "mo").write_bytes(compiled(po))
            waiting = len(without_translation(catalog))
            print(f"{room}, {language}: {len(catalog)} texts, {waiting} without a translation")  # noqa: T201
    for room in below.ROOMS:
        for language in below.languages_of(room, LANGUAGES):
            catalog = below.translated(room, language)
            if not len(catalog):
                continue
            below.catalogue(room, language).write_bytes(written(catalog))
            waiting = len(without_translation(catalog))
            print(f"below, {room}, {language}: {len(catalog)} sentences, {waiting} without words")  # noqa: T201


if __name__ == "__main__":
    # Some sentences stand beside rows, which only Django can make.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forenotice.project.settings")
    django.setup()
    main()
