"""Which decision tag is closed by which, also where conditions of our own stand between them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from forenotice.composer.membermouse.tags import Tag
from forenotice.composer.template import Segment


@dataclass(slots=True)
class Pairs:
    """The pairs of a text. Tags are known by their offset."""

    faults: dict[int, str] = field(default_factory=dict)
    """What is wrong with a tag."""
    openings: dict[int, int] = field(default_factory=dict)
    """The opening tag of a closing one."""
    nested: set[int] = field(default_factory=set)
    """Opening tags inside of one of their own kind, which MemberMouse itself cannot do."""


def pairs_of(found: Iterable[Tag | Segment]) -> Pairs:
    """The pairs among tags of theirs and blocks of ours, in the order in which they stand."""
    reader = _Reader()
    for each in found:
        if isinstance(each, Segment):
            reader.read_block(each)
        else:
            reader.read_tag(each)
    reader.end()
    return reader.pairs


class _Reader:
    """Reads from the first tag to the last. A block of ours that is open stands as None among their tags."""

    def __init__(self) -> None:
        self.pairs = Pairs()
        self._open: list[Tag | None] = []
        self._names: Counter[str | None] = Counter()

    def read_block(self, block: Segment) -> None:
        if block.verb in ("if", "for"):
            self._push(None)
        elif self._names[None]:
            while (tag := self._pop()) is not None:
                self._fault(tag, f"The {{% {block.verb} %}} after it ends a block in which it is still open.")

    def read_tag(self, tag: Tag) -> None:
        if tag.fault:
            self._fault(tag, tag.fault)
        if not tag.is_paired:
            return
        if tag.is_closing:
            self._close(tag)
            return
        if self._names[tag.name]:
            self.pairs.nested.add(tag.offset)
        self._push(tag)

    def end(self) -> None:
        for tag in self._open:
            if tag is not None:
                self._fault(tag, f"It is never closed with [/{tag.name}].")

    def _close(self, tag: Tag) -> None:
        last = self._open[-1] if self._open else None
        if last is not None and last.name == tag.name:
            self._pop()
            self.pairs.openings[tag.offset] = last.offset
        elif last is not None and self._names[tag.name]:
            self._fault(tag, f"Inside of it, [{last.name}] is still open: close that first.")
        else:
            self._fault(tag, "It closes nothing that is open here.")

    def _fault(self, tag: Tag, sentence: str) -> None:
        self.pairs.faults.setdefault(tag.offset, sentence)

    def _push(self, tag: Tag | None) -> None:
        self._open.append(tag)
        self._names[tag.name if tag else None] += 1

    def _pop(self) -> Tag | None:
        tag = self._open.pop()
        self._names[tag.name if tag else None] -= 1
        return tag
