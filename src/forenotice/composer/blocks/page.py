"""A whole message made of blocks: a page by MRML, and the plain words of its text part."""

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import mjml

from forenotice.composer.blocks.kinds import Block
from forenotice.composer.blocks.pieces import Piece, Pieces
from forenotice.composer.blocks.style import COLOUR, COLOUR_TEXT, COLOURS, FONT, STYLE
from forenotice.composer.formats import is_right_to_left
from forenotice.composer.placeholders import Placeholders

_ASIDE = re.compile(r"<!--aside(\d+)-->|\baside(\d+)x\b")
_BETWEEN_ELEMENTS = re.compile(r"(?<=>)(?=<(?!!--|/a>|/title>|/p>))")
_HEAD = """
{% if organization.logo %}<img class="logo" src="{{ organization.logo }}" alt="{{ organization.name }}" \
style="display:block;max-height:48px;max-width:220px;height:auto;border:0">\
{% else %}{{ organization.name }}{% endif %}"""
_FOOT = """
<strong>{{ organization.name }}</strong>\
{% if organization.address %}<br><span dir="auto" style="white-space:pre-line">\
{{ organization.address }}</span>{% endif %}\
{% if organization.website %}<br><a dir="ltr" href="{{ organization.website }}" style="color:#5d6368">\
{{ organization.website }}</a>{% endif %}"""
_HIDDEN = "display:none;max-height:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:#5d6368"
_METAS = """\
<meta name="color-scheme" content="light dark"/>
<meta name="supported-color-schemes" content="light dark"/>
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no"/>"""


@dataclass(frozen=True, slots=True)
class Page:
    """A message, made. Its smart tags are still hidden in it. ``broken_links`` are as they were written."""

    html: str
    plain: str
    broken_links: tuple[tuple[int, str], ...]
    """By the number of their block, from 1."""


def page_of(blocks: Sequence[Block], preheader: str, locale: str, hidden: Placeholders) -> Page:
    """The page of these blocks. The preheader is HTML whose smart tags are hidden already."""
    pieces = Pieces(locale, hidden, "right" if is_right_to_left(locale) else "left")
    made: list[Piece] = []
    broken: list[tuple[int, str]] = []
    for number, block in enumerate(blocks, start=1):
        made.append(pieces.piece_of(block))
        broken += [(number, link) for link in dict.fromkeys(pieces.markup.broken_links)]
        pieces.markup.broken_links.clear()
    written = _mjml(_components(made, pieces), pieces, preheader, locale)
    return Page(
        html=_whole(mjml.mjml2html(written, fonts={}), pieces.aside),
        plain="".join(piece.plain for piece in made),
        broken_links=tuple(broken),
    )


def _components(made: Iterable[Piece], pieces: Pieces) -> str:
    """The pieces as components of MJML, neighbours that flow joined into one."""
    components: list[str] = []
    flowing: list[str] = []
    for piece in made:
        if not piece.is_component:
            flowing.append(piece.page)
            continue
        components += (_flow(flowing, pieces), piece.page)
        flowing.clear()
    return "\n".join([*components, _flow(flowing, pieces)])


def _flow(flowing: list[str], pieces: Pieces) -> str:
    html = "".join(("\n", *flowing)) if flowing else ""
    return f'<mj-text css-class="words">{pieces.set_aside(html)}</mj-text>' if html else ""


def _mjml(components: str, pieces: Pieces, preheader: str, locale: str) -> str:
    start, direction = ("right", "rtl") if is_right_to_left(locale) else ("left", "ltr")
    hidden = pieces.set_aside(f'<div class="hidden" style="{_HIDDEN}">{preheader}</div>')
    return f"""<mjml lang="{pieces.attribute_aside(html.escape(locale))}" dir="{direction}"><mj-head>
<mj-raw>{_METAS}</mj-raw>
<mj-breakpoint width="480px" />
<mj-attributes>
<mj-all font-family="{FONT}" />
<mj-section direction="{direction}" />
<mj-column direction="{direction}" />
<mj-text padding="0" font-size="16px" line-height="25px" color="#22262a" align="{start}" />
<mj-button align="{start}" background-color="{COLOUR}" color="{COLOUR_TEXT}" border-radius="7px" \
padding="4px 0 24px" inner-padding="14px 28px" font-size="16px" line-height="20px" font-weight="600" />
<mj-image align="{start}" padding="4px 0 20px" />
<mj-divider border-width="1px" border-color="#e2e4e1" padding="8px 0 24px" />
</mj-attributes>
<mj-style>{STYLE}</mj-style>
</mj-head>
<mj-body css-class="page" background-color="#f3f4f2" width="600px">
<mj-raw>{hidden}</mj-raw>
<mj-section css-class="sheet" background-color="#ffffff" border-top="5px solid {COLOUR}" \
border-radius="10px" padding="26px 36px 16px"><mj-column>
<mj-text css-class="head" font-size="15px" line-height="20px" font-weight="600" color="#4b5054" \
padding="0 0 20px">{pieces.set_aside(_HEAD)}</mj-text>
{components}
</mj-column></mj-section>
<mj-section padding="18px 36px 28px"><mj-column>
<mj-text css-class="foot" align="center" font-size="13px" line-height="19px" color="#5d6368">\
{pieces.set_aside(_FOOT)}</mj-text>
</mj-column></mj-section>
</mj-body></mjml>"""


def _whole(made: str, aside: Sequence[str]) -> str:
    """What MRML made, with what it never saw put in its place. Each element begins a line of its own."""
    page = _BETWEEN_ELEMENTS.sub("\n", made)
    page = page.replace("<title></title>", "<title>{{ organization.name }}</title>", 1)
    # MRML writes this where HTML knows no such attribute; the one beside it says the same.
    page = page.replace(' vertical-align="middle"', "")
    # Who hears a page instead of seeing it jumps to its main part, and an article is no part to jump to.
    page = page.replace('role="article"', 'role="main"', 1)
    page = _ASIDE.sub(lambda match: aside[int(match[1] or match[2])], page)
    for stand_in, tag in COLOURS.items():
        page = page.replace(stand_in, tag)
    return page
