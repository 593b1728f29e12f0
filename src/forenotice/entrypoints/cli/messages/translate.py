"""`forenotice messages translate`: a file written for MemberMouse, said in our own smart tags."""

import sys
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from forenotice.composer.membermouse.files import Entry, UnreadableBlueprintError, Verdict, translate_file
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import AsJson, count_words, margin, show_json, warn


def translate(
    file: Annotated[
        Path, typer.Argument(help="A file with tags of MemberMouse: HTML, text, or a blueprint (TOML).")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where to write it instead of printing it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Translate a file from MemberMouse into our own smart tags, and tell what became of each tag."""
    try:
        done = translate_file(_read(file), is_blueprint=file.suffix.lower() == ".toml")
    except UnreadableBlueprintError as error:
        raise CommandError(f"{file} cannot be translated. {error}") from None
    if out is not None:
        out.write_text(done.text, encoding="utf-8", newline="")
    if as_json:
        show_json({"text": done.text, "changes": [_as_plain(entry) for entry in done.report]})
        return
    if out is None:
        sys.stdout.write(done.text)
        sys.stdout.flush()
    _tell(file, done.report)


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{file} is not UTF-8 text; save it as UTF-8 and try again.") from None


def _tell(file: Path, report: list[Entry]) -> None:
    """The report on standard error, so that it never gets into the translated file."""
    for entry in report:
        words = f"{file}, line {entry.line}, column {entry.column}: {entry.change.sentence}"
        if entry.change.verdict is Verdict.EXACT:
            margin().print(words, soft_wrap=True)
        else:
            warn(words)
    found = Counter(entry.change.verdict for entry in report)
    margin().print(
        f"{count_words(len(report), 'tag')} of MemberMouse: {found[Verdict.EXACT]} translated, "
        f"{found[Verdict.NEAREST]} translated as near as possible, {found[Verdict.MISSING]} left out, "
        f"{found[Verdict.FAULT]} to correct.",
        soft_wrap=True,
    )


def _as_plain(entry: Entry) -> dict[str, object]:
    change = entry.change
    return {
        "line": entry.line,
        "column": entry.column,
        "outcome": change.verdict,
        "was": change.was,
        "became": change.became,
        "why": change.why,
        "advice": change.advice,
    }
