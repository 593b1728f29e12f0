"""What each block looks like on a page, and in plain HTML, from which the text part is derived."""

from dataclasses import dataclass, replace

from forenotice.composer.blocks.conditions import (
    OUR_CONDITIONS,
    OUR_LINK,
    OUR_LINKS_CONDITION,
    condition_of,
    condition_of_link,
)
from forenotice.composer.blocks.kinds import (
    Block,
    BoosterBlock,
    CallToAction,
    Deadline,
    Divider,
    Due,
    Greeting,
    Image,
    PaymentTable,
    Signature,
    Support,
    Terms,
    Text,
    Thanks,
)
from forenotice.composer.blocks.markup import Markup
from forenotice.composer.blocks.style import (
    COLOUR,
    HEADING,
    HEADLINE,
    HEADLINE_IN_A_BOX,
    LABEL,
    QUIET,
    VALUE,
)
from forenotice.composer.blocks.tables import WIDEST
from forenotice.composer.blocks.wording import words_of_ours, words_of_row
from forenotice.composer.placeholders import Placeholders


@dataclass(frozen=True, slots=True)
class Piece:
    """One block, made. ``page`` flows within a text of the page, or is a component of MJML beside it."""

    page: str
    plain: str
    is_component: bool = False


class Pieces:
    """Makes the pieces of one message. ``start`` is the side on which its script begins."""

    def __init__(self, locale: str, hidden: Placeholders, start: str) -> None:
        self.markup = Markup(hidden)
        self.aside: list[str] = []
        """HTML that MRML never sees, by the number that stands for it."""
        self._locale = locale
        self._hidden = hidden
        self._start, self._end = start, "right" if start == "left" else "left"

    def piece_of(self, block: Block) -> Piece:
        """The piece of a block inside of its condition."""
        return self._shown_if(block.when, self._made(block))

    def set_aside(self, html: str) -> str:
        """What stands in MJML for this HTML, which nobody but us may parse."""
        self.aside.append(html)
        return f"<!--aside{len(self.aside) - 1}-->"

    def attribute_aside(self, value: str) -> str:
        """The same for the value of an attribute."""
        self.aside.append(value)
        return f"aside{len(self.aside) - 1}x"

    def _made(self, block: Block) -> Piece:
        match block:
            case Due():
                return self._due(block)
            case PaymentTable():
                return self._payment_table(block)
            case CallToAction():
                return self._call_to_action(block)
            case Image():
                return self._image(block)
            case Divider():
                return Piece('<mj-divider css-class="rule" />', "<hr>", is_component=True)
            case BoosterBlock():
                return self._booster(block)
            case Deadline():
                return self._deadline(block)
            case Text() | Terms():
                return self._text(block)
            case Greeting() | Thanks() | Signature():
                return _flowing(self._paragraphs(block))
            case Support():
                return _flowing(f'<div class="quiet" style="{QUIET}">\n{self._paragraphs(block)}</div>\n')
        raise AssertionError(f"There is no look for a block of type {block.type}.")

    def _paragraphs(self, block: Greeting | Thanks | Signature | Support) -> str:
        return self.markup.paragraphs(block.words or words_of_ours(self._locale, block.type, "words"))

    def _due(self, block: Due) -> Piece:
        headline, words = block.headline, block.words
        if not headline and not words:
            headline = words_of_ours(self._locale, block.type, "headline")
            words = words_of_ours(self._locale, block.type, "words")
        return self._headed(headline, words)

    def _headed(self, headline: str, words: str, element: str = "h1", style: str = HEADLINE) -> Piece:
        """A headline over words; in the text part it begins their first line."""
        if not headline:
            return _flowing(self.markup.paragraphs(words))
        head, rest = self.markup.line(headline), self.markup.paragraphs(words)
        joined = self.markup.paragraphs(f"{headline.strip()} {words.strip()}")
        return Piece(f'<{element} style="{style}">{head}</{element}>\n{rest}', joined)

    def _text(self, block: Text | Terms) -> Piece:
        heading, words = block.heading, block.words
        if isinstance(block, Terms):
            heading = heading or words_of_ours(self._locale, block.type, "heading")
            words = words or words_of_ours(self._locale, block.type, "words")
        head = f'<h2 style="{HEADING}">{self.markup.line(heading)}</h2>\n' if heading else ""
        return _flowing(head + self.markup.paragraphs(words))

    def _deadline(self, block: Deadline) -> Piece:
        headline = block.headline or words_of_ours(self._locale, block.type, "headline")
        words = block.words or words_of_ours(self._locale, block.type, "words")
        inside = self._headed(headline, words, "h2", HEADLINE_IN_A_BOX)
        made = Piece(
            self._boxed("deadline", f"border:2px solid {COLOUR};padding:14px 18px 0", inside.page),
            inside.plain,
        )
        return made if block.headline and block.words else self._shown_if("cancel_by", made)

    def _booster(self, block: BoosterBlock) -> Piece:
        heading = block.heading or words_of_ours(self._locale, block.type, "heading")
        head = f'<h2 style="{HEADING}">{self.markup.line(heading)}</h2>\n' if heading else ""
        title = self.markup.line("{% if booster.title %}**{{ booster.title }}**{% endif %}")
        html = self._hidden.hide_words("{{ booster.html }}")
        title_line = "{% if booster.title %}{{ booster.title }}\n{% endif %}"
        plain = self.markup.paragraphs(title_line + "{{ booster.text }}")
        page = f'{head}{title}\n<div class="booster">{html}</div>\n'
        edge = f"border-{self._start}:3px solid {COLOUR};padding:2px 18px 0"
        boxed = self._between("booster.html", self._boxed("aside", edge, page))
        return Piece(boxed, self._between("booster.text", head + plain))

    def _boxed(self, name: str, edge: str, inside: str) -> str:
        return (
            f'<table role="presentation" class="{name}" width="100%" cellpadding="0" cellspacing="0" '
            f'border="0" style="margin:4px 0 20px"><tbody><tr>\n'
            f'<td style="{edge};text-align:{self._start}">\n{inside}</td>\n'
            f"</tr></tbody></table>\n"
        )

    def _payment_table(self, block: PaymentTable) -> Piece:
        labels, values = dict(block.labels), dict(block.values)
        rows = []
        for row in block.rows:
            value = values.get(row) or words_of_row(self._locale, row, "value")
            label = labels.get(row) or words_of_row(self._locale, row, "label")
            condition = (
                condition_of(value) if row in values else OUR_CONDITIONS.get(row) or condition_of(value)
            )
            rows.append(self._between(condition, self._row(label, value)))
        return _flowing(
            f'<table class="facts" width="100%" cellpadding="0" cellspacing="0" border="0" '
            f'style="margin:4px 0 24px"><tbody>\n{"".join(rows)}</tbody></table>\n'
        )

    def _row(self, label: str, value: str) -> str:
        side = f"text-align:{self._start}"
        label_style = f"{LABEL};padding-{self._end}:12px;{side}"
        return (
            f'<tr><th scope="row" style="{label_style}">{self.markup.line(label)}</th>'
            f'<td style="{VALUE};{side}">{self.markup.line(value)}</td></tr>\n'
        )

    def _call_to_action(self, block: CallToAction) -> Piece:
        label = self.markup.line(block.label or words_of_ours(self._locale, block.type, "label"))
        address = self.markup.link(block.link or OUR_LINK)
        words = self.markup.paragraphs(block.words)
        before = f'<mj-text css-class="words">{self.set_aside(words)}</mj-text>' if words else ""
        link = f'href="{self.attribute_aside(address)}"'
        made = Piece(
            f'{before}<mj-button css-class="button" {link}>{self.set_aside(label)}</mj-button>',
            f'{words}<p><a class="button" href="{address}">{label}</a></p>\n',
            is_component=True,
        )
        return self._shown_if(condition_of_link(block.link) if block.link else OUR_LINKS_CONDITION, made)

    def _image(self, block: Image) -> Piece:
        url, alt = self.markup.link(block.url), self.markup.attribute(block.alt)
        parts = f'src="{self.attribute_aside(url)}" alt="{self.attribute_aside(alt)}"'
        target = self.markup.link(block.link) if block.link else ""
        link = f' href="{self.attribute_aside(target)}"' if target else ""
        page = f'<mj-image {parts}{link} width="{block.width or WIDEST}px" />'
        words = self.markup.line(block.alt)
        plain = (
            f'<p><a href="{target}">{words}</a></p>\n'
            if target and words
            else f"<p>{words}</p>\n"
            if words
            else ""
        )
        return self._shown_if(condition_of_link(block.url), Piece(page, plain, is_component=True))

    def _shown_if(self, condition: str, piece: Piece) -> Piece:
        page, plain = (self._between(condition, html) for html in (piece.page, piece.plain))
        return replace(piece, page=page, plain=plain)

    def _between(self, condition: str, html: str) -> str:
        if not condition:
            return html
        opening, closing = (
            self._hidden.hide_words(f"{{% {each} %}}") for each in (f"if {condition}", "endif")
        )
        return f"{opening}\n{html}{closing}\n"


def _flowing(html: str) -> Piece:
    return Piece(html, html)
