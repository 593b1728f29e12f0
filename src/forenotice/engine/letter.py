"""A letter to the owner, in words and commands, as plain text and as simple HTML. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from textwrap import fill

_WIDTH = 76

# Commands that are about all organizations, and know no option to name one.
_OF_ALL = ("check", "pulse", "resume")


@dataclass(frozen=True, slots=True)
class Command:
    """Something to type, on a line of its own."""

    line: str


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    points: Sequence[str]


Block = str | Command | Points


@dataclass(frozen=True, slots=True)
class About:
    """Whom a letter is about. ``option`` stands behind a command where there are several organizations."""

    name: str
    option: str = ""
    is_rehearsing: bool = False

    def command(self, *words: str) -> Command:
        """The command to type, for this organization."""
        option = "" if words[0] in _OF_ALL else self.option
        return Command(" ".join(("forenotice", *words)) + option)


@dataclass(frozen=True, slots=True)
class Letter:
    """Subject and blocks, in their order."""

    subject: str
    blocks: Sequence[Block]

    @property
    def text(self) -> str:
        """As plain text; commands are indented and never broken."""
        return "\n\n".join(_as_text(block) for block in self.blocks) + "\n"

    def html(self, language: str) -> str:
        """As HTML that any reader shows well, with nothing to load."""
        body = "\n".join(_as_html(block) for block in self.blocks)
        return (
            f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.subject)}</title></head>\n"
            '<body style="font-family:sans-serif;line-height:1.5;max-width:40em;margin:1.5em">\n'
            f"{body}\n</body></html>\n"
        )


def _as_text(block: Block) -> str:
    match block:
        case Command(line):
            return f"    {line}"
        case Points(points):
            return "\n".join(_wrapped(f"- {point}", "  ") for point in points)
        case _:
            return "\n".join(_wrapped(line) for line in block.splitlines())


def _wrapped(words: str, indent: str = "") -> str:
    # Only plain spaces break a line: a no-break space belongs to the word before it.
    kept = words.replace("\u00a0", "\ue000")
    broken = fill(kept, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return broken.replace("\ue000", "\u00a0")


def _as_html(block: Block) -> str:
    match block:
        case Command(line):
            style = "background:#f3f3f3;padding:.6em .8em;overflow-x:auto"
            return f'<pre style="{style}">{escape(line)}</pre>'
        case Points(points):
            return f"<ul>{''.join(f'<li>{escape(point)}</li>' for point in points)}</ul>"
        case _:
            return f"<p>{'<br>'.join(escape(line) for line in block.splitlines())}</p>"
