"""What a text might do to us is stopped when it is saved, and stopped again if it got past that."""

from dataclasses import replace

import pytest

from forenotice.composer.check import check
from forenotice.composer.errors import ComposerError, RenderError
from forenotice.composer.render import render
from forenotice.composer.texts import CompiledText

BOMBS = {
    "nested loops": "{% for a in range(9999) %}{% for b in range(9999) %}xxxxxxxxxx{% endfor %}{% endfor %}",
    "a long word": "{{ 'a' * 2000000000 }}",
    "a wide number": "{{ '%0999999999d' % 1 }}{{ '%0999999999d'|format(1) }}",
    "a wide page": "{{ 'x'|center(2000000000) }}{{ 'x'|ljust(2000000000) }}{{ 'x'|indent(2000000000) }}",
    "a doubling variable": (
        "{% set ns = namespace(x='aaaaaaaa') %}"
        "{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}"
    ),
    "a macro without end": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
}


# Lists that hold themselves twice: the engine counts each as one value until it walks through it.
DOUBLED = "{% set a = [1] %}" + "{% set a = STEP %}" * 40
LISTS = {
    "shown": DOUBLED.replace("STEP", "[a, a]") + "{{ a }}",
    "added and shown": DOUBLED.replace("STEP", "a + a") + "{{ a }}",
    "counted": DOUBLED.replace("STEP", "a + a") + "{{ a|length }}",
    "searched": DOUBLED.replace("STEP", "a + a") + "{% if 2 in a %}{% endif %}",
    "compared": DOUBLED.replace("STEP", "[a, a]") + "{% if a == [a, a] %}{% endif %}",
    "in a filter": DOUBLED.replace("STEP", "[a, a]") + "{{ a|default('') }}",
    "tuples": DOUBLED.replace("STEP", "(a, a)") + "{{ a }}",
    "tables": DOUBLED.replace("STEP", "{'x': a, 'y': a}") + "{{ a }}",
    "from a loop": "{% for a in [[1], [2]] %}{% set b = a + a %}{{ b }}{% endfor %}",
    "repeated": "{% for a in [1] * 99999 %}{{ a }}{% endfor %}",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_could_grow_is_refused_and_never_rendered(name: str) -> None:
    assert check(LISTS[name], "en: html")
    with pytest.raises(RenderError, match="A list stands where it could grow"):
        render(CompiledText(f"list {name}", "en", "subject", LISTS[name], "text"), {})


@pytest.mark.parametrize(
    "source",
    [
        '{% if member.status in ["active", "paused"] %}x{% endif %}',
        "{% if member.status|lower in ('active', 'paused') and not payment.is_last %}x{% endif %}",
        "{% for each in range(1, 3) %}{{ loop.cycle('a', 'b') }}{% endfor %}",
        "{% set name = member.full_name %}{{ name[0] }}{{ name[:2] }}",
        "{{ member.email|replace('a', 'b') }}{{ (payment.days_left + 1) * 2 }}",
    ],
)
def test_lists_that_cannot_grow_are_fine(source: str) -> None:
    assert check(source, "en: html") == []


# These would overflow the engine's stack and end the whole program, which nothing can catch.
OVERFLOWS = {
    "a long condition": f"{{% if {' or '.join(['payment.is_last'] * 30_000)} %}}x{{% endif %}}",
    "a long denial": f"{{% if {'not ' * 100_000} payment.is_last %}}x{{% endif %}}",
    "a long sum": f"{{{{ {'+'.join('1' * 30_000)} }}}}",
    "a long row of filters": f"{{{{ member.email{'|lower' * 100_000} }}}}",
    "a long row of signs": f"{{{{ {'-' * 30_000}1 }}}}",
    "many branches": f"{{% if payment.is_last %}}{'{% elif payment.is_first %}x' * 30_000}{{% endif %}}",
}


@pytest.mark.parametrize("name", OVERFLOWS)
def test_what_would_overflow_the_engine_never_reaches_it(name: str) -> None:
    [problem] = check(OVERFLOWS[name], "en: html")
    assert "far too" in problem.sentence


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_when_saved(name: str) -> None:
    assert check(BOMBS[name], "en: html")


@pytest.mark.parametrize("part", ["subject", "html", "text"])
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_that_got_in_is_stopped_when_rendered(name: str, part: str) -> None:
    harmless = CompiledText(f"bomb {name} {part}", "en", "subject", "html", "text")
    bomb = replace(harmless, **{part: BOMBS[name]})  # type: ignore[arg-type]
    with pytest.raises(RenderError) as caught:
        render(bomb, {})
    assert isinstance(caught.value, ComposerError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("verb", ["include", "extends", "import", "from"])
def test_no_text_can_take_in_another_one(verb: str) -> None:
    """All organizations' texts lie in one engine; this keeps them apart even if the check had a gap."""
    of_another = CompiledText("of-another:en", "en", "secret", "secret", "secret")
    assert render(of_another, {}).html == "secret"
    names = [f"of-another:en:html.html{rest}" for rest in ("", "' as x %}{{ x }}{# '", "' import y %}{# '")]
    for number, name in enumerate(names):
        source = f"{{% {verb} '{name}' %}}"
        assert check(source, "en: html")
        try:
            words = render(CompiledText(f"42:{verb}{number}", "en", source, source, source), {})
        except RenderError:
            continue
        assert "secret" not in words.subject + words.html + words.text


@pytest.mark.parametrize(
    "source",
    [
        "{{ member.__class__ }}",
        "{{ member_email.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ self }}{{ __import__ }}{{ config }}{{ request }}",
        "{{ locale.__class__ }}",
    ],
)
def test_nothing_can_be_looked_into(source: str) -> None:
    text = CompiledText(f"look {source}", "en", source, source, source)
    words = render(text, {"member.email": "a@b.example"})
    assert (words.subject, words.html, words.text) == ("", "", "\n")


@pytest.mark.parametrize(
    "source", ["{{ debug() }}", "{{ locale.upper() }}", "{{ range.x() }}", "{{ 'a'|safe }}"]
)
def test_nothing_can_be_called(source: str) -> None:
    with pytest.raises(RenderError):
        render(CompiledText(f"call {source}", "en", source, "h", "t"), {})
