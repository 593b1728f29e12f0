"""What an owner should know about their HTML although it is published: what was taken out, and what spies."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from forenotice.composer.placeholders import Placeholders
from forenotice.composer.problems import Problem, problem_at
from forenotice.composer.sanitise import may_have, may_stand, may_style
from forenotice.composer.template import Segment, paths_in

# The parser writes these itself, and of a page pasted whole they are the frame, which is ours.
_FRAME = frozenset({"html", "head", "body"})
_AT_RULE = re.compile(r"@[\w-]+")
_OF_ONE_MEMBER = ("member.", "order.", "links.")
_SENTENCE_OF_A_PIXEL = (
    "The address of this image holds {{{{ {tag} }}}}, so whoever serves the image learns which member opened "
    "the message. That is a tracking pixel, and Forenotice adds none: take the smart tag out of the address."
)


def remarks_on(marked: str, styles: str, hidden: Placeholders, body: str, where: str) -> list[Problem]:
    """What is taken out of HTML whose smart tags are hidden in it, and the images in it that would spy.

    ``styles`` are the owner's own, which the HTML already has in its elements. ``body`` is what the owner
    wrote, to say where in it an image stands.
    """
    elements = LexborHTMLParser(marked).css("*")
    removed = dict.fromkeys(_removed(elements, styles))
    found = list(_pixels(elements, hidden, body, where))
    if removed:
        sentence = f"What a message cannot hold was taken out: {', '.join(removed)}."
        found.insert(0, Problem(where, 0, 0, sentence))
    return found


def _removed(elements: list[LexborNode], styles: str) -> Iterator[str]:
    """Elements, attributes and styles that cleaning leaves out, in the order in which they stand."""
    for node in elements:
        tag = node.tag or ""
        if tag in _FRAME:
            continue
        if not may_stand(tag):
            yield f"<{tag}>"
            continue
        for name, value in node.attributes.items():
            if not may_have(tag, name):
                yield f"the attribute {name} of <{tag}>"
            elif name == "style":
                yield from (f"the style {style}" for style in _styles_in(value or "") if not may_style(style))
    yield from (f"the rule {rule}" for rule in _AT_RULE.findall(styles))


def _styles_in(value: str) -> Iterator[str]:
    for declaration in value.split(";"):
        name, colon, _ = declaration.partition(":")
        if colon:
            yield name.strip().lower()


def _pixels(elements: list[LexborNode], hidden: Placeholders, body: str, where: str) -> Iterator[Problem]:
    """Images by whose address somebody can tell one member from another."""
    for node in elements:
        for segment in hidden.hidden_in(node.attributes.get("src") or "") if node.tag == "img" else ():
            found = remark_on_image(segment, body, where)
            if found:
                yield found[0]
                break


def remark_on_image(segment: Segment, source: str, where: str) -> list[Problem]:
    """That an image would spy, if this smart tag in its address tells one member from another."""
    spying = [path for path in paths_in(segment) if path.startswith(_OF_ONE_MEMBER)]
    sentence = _SENTENCE_OF_A_PIXEL.format(tag=spying[0]) if spying else ""
    return [problem_at(source, segment.offset, where, sentence)] if spying else []
