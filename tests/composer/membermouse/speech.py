"""What a member reads of a text that was written for MemberMouse."""

from forenotice.composer.engine import new_environment
from forenotice.composer.facts import Facts
from forenotice.composer.fill import fill
from forenotice.composer.membermouse.translate import translate
from forenotice.composer.template import engine_name, flatten

_environment = new_environment()


def read(theirs: str, about: Facts) -> str:
    """The text translated, then rendered by the engine that renders every message."""
    flattened = flatten(translate(theirs).text)
    context = fill(about, "en-US")
    values = {engine_name(name): context.get(name, "") for name in flattened.names}
    return str(_environment.render_str(flattened.source, "words.txt", **values, locale="en-US"))
