"""Lines that all members read are named, and nobody who reads sees it."""

import pytest

from forenotice.channels.mime import build_mime
from forenotice.composer.compose import compose
from forenotice.composer.defaults import DEFAULT_KEYS
from forenotice.composer.engine import new_environment
from forenotice.composer.texts import CompiledText
from forenotice.composer.weave import weave
from forenotice.kernel.message import Html
from tests.composer.samples import ENVELOPE, compiled_default, facts, say_default

LINE = (
    "<p>What every one of our members reads, whoever they are and whatever they pay, month after month.</p>"
)
LONG = f"{LINE}\n{LINE}"


def rendered(source: str, **values: object) -> str:
    environment = new_environment()
    environment.add_template("a.html", source)
    return environment.render_template("a.html", **values)


@pytest.mark.parametrize(
    "source",
    [
        f"{LONG}\n{{{{ a }}}}\n{LONG}",
        f"{{{{ a }}}}\n{LONG}\n{{{{ a }}}}",
        f"{{% if a %}}\n{LONG}\n{{% else %}}\n{LINE}\n{LONG}\n{{% endif %}}\n",
        f"{{% for x in range(3) %}}{{{{ x }}}}\n{LONG}\n<p>{{% endfor %}}",
        f"<p>{{{{ a -}}}}\n{LONG}\n{{{{- a }}}}",
        f"<p>{{% set x = a %}}\n{LONG}\n{{{{ x }}}}",
        f"{{{{ a }}}}\r\n{LONG}\r\n",
        LONG,
        "",
    ],
)
@pytest.mark.parametrize("a", ["", "Ana"])
def test_a_reader_sees_the_very_same(source: str, a: str) -> None:
    woven, shared = weave(source)
    assert Html(rendered(woven, a=a), shared).whole == rendered(source, a=a)


def test_long_runs_of_lines_are_not_rendered_again() -> None:
    woven, shared = weave(f"{{{{ a }}}}\n{LONG}\n{{{{ a }}}}\n{LONG}\n")
    assert list(shared.words.values()) == [LONG]
    assert len(woven) < len(LONG)


def test_the_names_of_blocks_reach_nobody() -> None:
    text = CompiledText("woven", "en", "S", f"{{{{ member.last_name }}}}\n{LONG}\n", "t")
    message = compose(text, facts(), ENVELOPE).message
    name = next(iter(message.body.shared.words))
    assert name in message.body.lines
    assert name.encode() not in build_mime(message).whole
    assert name not in message.html
    assert LONG in message.html


@pytest.mark.parametrize("key", DEFAULT_KEYS)
def test_little_of_a_message_is_made_for_each_member(key: str) -> None:
    message = say_default(key, facts(kind=key)).message
    assert len(message.body.lines) < len(message.html) / 2
    assert message.html.startswith(compiled_default(key).html[:100])
