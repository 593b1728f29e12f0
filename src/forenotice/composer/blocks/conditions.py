"""When a row, a button or a picture has something to say; else it is not shown."""

from forenotice.composer.template import SegmentKind, paths_in, segments

OUR_CONDITIONS = {
    "paid_with": "payment.is_automatic and payment.method and not payment.method_expires_before_due",
    "payment_number": "payment.number and payment.of",
    "interval": "product.interval and not payment.is_last and not payment.of",
}
OUR_LINK = "{% if payment.is_automatic %}{{ links.update_payment }}{% else %}{{ links.pay }}{% endif %}"
OUR_LINKS_CONDITION = (
    "payment.is_automatic and links.update_payment or not payment.is_automatic and links.pay"
)


def condition_of(words: str) -> str:
    """What must be known for these words to say something: their first smart tag outside of conditions."""
    depth = 0
    for segment in segments(words):
        if segment.kind is SegmentKind.BLOCK:
            depth += (segment.verb in ("if", "for")) - (segment.verb in ("endif", "endfor"))
        elif segment.kind is SegmentKind.OUTPUT and depth == 0:
            return " or ".join(dict.fromkeys(paths_in(segment)))
    return ""


def condition_of_link(link: str) -> str:
    """A link that begins with words of its own always leads somewhere."""
    return condition_of(link) if link.startswith("{{") else ""
