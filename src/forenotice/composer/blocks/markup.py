"""Words of people who write no HTML, as HTML: paragraphs, line breaks, bold, italic and links.

Smart tags are hidden in it as comments, and conditions stay whole: no element begins inside of one and ends
outside of it.
"""

import re
from collections.abc import Iterator

from forenotice.composer.blocks.links import leads_somewhere
from forenotice.composer.placeholders import Placeholders
from forenotice.composer.template import unescaped

PARAGRAPH = '<p style="margin:0 0 16px">'

_MARK = re.compile(r"<!--(fn[0-9a-f]{10}n\d+x)-->")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"[ \t\n]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_LINK = re.compile(r"\[([^\[\]]+)\]\(((?:[^()\s]|\([^()\s]*\))+)\)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])")
_SET_ASIDE = re.compile(r"\x00(\d+)\x00")
_OPENS, _CLOSES = frozenset({"if", "for"}), frozenset({"endif", "endfor"})


class Markup:
    """Turns words into HTML. ``broken_links`` gathers addresses that lead nowhere, as they were written."""

    def __init__(self, hidden: Placeholders) -> None:
        self._hidden = hidden
        self.broken_links: list[str] = []

    def paragraphs(self, words: str) -> str:
        """Words as paragraphs, parted by blank lines. A whole condition has its paragraphs inside of it."""
        return self._flow(self._marked(words))

    def line(self, words: str) -> str:
        """Words within a line, such as a heading or a label."""
        return self._inline(_SPACES.sub(" ", self._marked(words)).strip())

    def link(self, written: str) -> str:
        """An address as the value of an attribute."""
        return self._address(self.attribute(written))

    def attribute(self, words: str) -> str:
        """Words as the value of an attribute."""
        return self._hidden.hide_in_attribute(_CONTROLS.sub("", unescaped(words.strip())))

    def _marked(self, words: str) -> str:
        return self._hidden.hide_words(_CONTROLS.sub("", unescaped(words.replace("\r\n", "\n"))))

    def _flow(self, marked: str) -> str:
        return "".join(self._paragraph(each.strip()) for each in self._split(marked) if each.strip())

    def _paragraph(self, marked: str) -> str:
        branches = self._branches(marked)
        if branches:
            return "".join(each if index % 2 else self._flow(each) for index, each in enumerate(branches))
        return f"{PARAGRAPH}{self._inline(self._breaks(marked))}</p>\n"

    def _breaks(self, marked: str) -> str:
        """Line breaks as elements. A line that holds only the beginning or end of conditions is none."""
        lines = marked.split("\n")
        shown = [line + ("" if self._is_bare(line) else "<br>") for line in lines]
        return "".join(shown).removesuffix("<br>")

    def _is_bare(self, line: str) -> bool:
        marks = _MARK.findall(line)
        return bool(marks) and not _MARK.sub("", line).strip() and all(map(self._hidden.verb_of, marks))

    def _split(self, marked: str) -> Iterator[str]:
        """The parts between blank lines that stand in no condition."""
        start, depth, at = 0, 0, 0
        for gap in _BLANK_LINE.finditer(marked):
            depth += self._depth_of(marked[at : gap.start()])
            at = gap.start()
            if depth <= 0:
                yield marked[start : gap.start()]
                start = gap.end()
        yield marked[start:]

    def _branches(self, marked: str) -> list[str]:
        """A text that is one whole condition, parted at its marks, which have odd places. Else nothing."""
        parts: list[str] = []
        depth, at = 0, 0
        for match in _MARK.finditer(marked):
            verb = self._hidden.verb_of(match[1])
            depth += (verb in _OPENS) - (verb in _CLOSES)
            is_edge = (verb in _OPENS and depth == 1) or (verb in _CLOSES and depth == 0)
            if is_edge or (verb in ("elif", "else") and depth == 1):
                parts += [marked[at : match.start()].strip(), match[0]]
                at = match.end()
            is_whole = bool(parts) and not parts[0]
            if not is_whole or (depth == 0 and at < len(marked)):
                return []
        return parts if depth == 0 else []

    def _depth_of(self, marked: str) -> int:
        verbs = [self._hidden.verb_of(mark) for mark in _MARK.findall(marked)]
        return sum((verb in _OPENS) - (verb in _CLOSES) for verb in verbs)

    def _is_whole(self, marked: str) -> bool:
        """Whether every condition that begins here also ends here."""
        depth = 0
        for mark in _MARK.findall(marked):
            verb = self._hidden.verb_of(mark)
            depth += (verb in _OPENS) - (verb in _CLOSES)
            if depth < (1 if verb in ("elif", "else") else 0):
                return False
        return depth == 0

    def _inline(self, marked: str) -> str:
        kept: list[str] = []

        def link(match: re.Match[str]) -> str:
            if not self._is_whole(match[1]) or not self._is_whole(match[2]):
                return match[0]
            target = match[2].replace("<!--", "").replace("-->", "").replace('"', "&quot;")
            kept.append(f'<a href="{self._address(target)}">{self._emphasis(match[1])}</a>')
            return f"\x00{len(kept) - 1}\x00"

        return _SET_ASIDE.sub(lambda match: kept[int(match[1])], self._emphasis(_LINK.sub(link, marked)))

    def _emphasis(self, marked: str) -> str:
        def within(element: str, match: re.Match[str]) -> str:
            return f"<{element}>{match[1]}</{element}>" if self._is_whole(match[1]) else match[0]

        bold = _BOLD.sub(lambda match: within("strong", match), marked)
        return _ITALIC.sub(lambda match: within("em", match), bold)

    def _address(self, marked: str) -> str:
        if not leads_somewhere(marked, self._hidden):
            self.broken_links.append(self._hidden.restore(marked))
        return self._hidden.mark_link(marked)
