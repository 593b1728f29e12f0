"""An equation of theirs is true exactly when the condition that it became is."""

import re
from collections.abc import Callable, Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.engine import new_environment
from forenotice.composer.membermouse.equations import EquationError, condition, parse

NAMES = ("1", "2", "3", "4")
_environment = new_environment()


def oracle(equation: str, is_true: Callable[[str], bool]) -> bool:
    """What an equation says, worked out on its text alone, one sign after another."""
    left = re.sub(r"(?<![\w])-", "!", equation.replace(",", "|").replace(" ", ""))
    left = re.sub(r"\w+", lambda match: "T" if is_true(match[0]) else "F", left)
    while len(left) > 1:
        before = left
        left = left.replace("!T", "F").replace("!F", "T").replace("(T)", "T").replace("(F)", "F")
        if left == before:
            left = re.sub(r"[TF]&[TF]", lambda match: "T" if match[0] == "T&T" else "F", left, count=1)
        if left == before:
            left = re.sub(
                r"(?<![&!])([TF])\|([TF])(?![&])", lambda m: "T" if "T" in m[0] else "F", left, count=1
            )
        assert left != before, equation
    return left == "T"


def _join(parts: list[str], signs: list[str]) -> str:
    joined = parts[0]
    for sign, part in zip(signs, parts[1:], strict=False):
        joined += sign + part
    return joined


_SPACES = st.sampled_from(["", "", " "])
_SIGNS = st.tuples(_SPACES, st.sampled_from("|&,"), _SPACES).map("".join)
EQUATIONS = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: st.one_of(
        inner.map(lambda part: f"({part})"),
        st.tuples(st.sampled_from(["!", "-", "! ", "!!"]), inner.map(lambda part: f"({part})")).map("".join),
        st.tuples(st.sampled_from(["!", "-", "!!"]), st.sampled_from(NAMES)).map("".join),
        st.tuples(st.lists(inner, min_size=2, max_size=4), st.lists(_SIGNS, min_size=3, max_size=3)).map(
            lambda both: _join(*both)
        ),
    ),
    max_leaves=12,
)


def _says(written: str, truth: Mapping[str, bool]) -> bool:
    values = {f"v{name}": value for name, value in truth.items()}
    return _environment.render_str(f"{{% if {written} %}}yes{{% endif %}}", "c.txt", **values) == "yes"


@given(equation=EQUATIONS)
def test_every_equation_keeps_its_truth_table(equation: str) -> None:
    written = condition(parse(equation), "v{}".format)
    for row in product((False, True), repeat=len(NAMES)):
        truth = dict(zip(NAMES, row, strict=True))
        assert _says(written, truth) == oracle(equation, truth.__getitem__), (equation, written, truth)


@pytest.mark.parametrize(
    ("equation", "written"),
    [
        ("1", "v1"),
        ("!1|2", "not v1 or v2"),
        ("!(1|2)", "not (v1 or v2)"),
        ("(1|2)&!3", "(v1 or v2) and not v3"),
        ("1&2|3&4", "v1 and v2 or v3 and v4"),
        ("1,2,-3", "v1 or v2 or not v3"),
        ("-1", "not v1"),
        ("!!1", "v1"),
        ("--1", "v1"),
        (" ( 1 ) ", "v1"),
        ("well-known & two words", "vwell-known and vtwo words"),
    ],
)
def test_an_equation_becomes_a_condition(equation: str, written: str) -> None:
    assert condition(parse(equation), "v{}".format) == written


@pytest.mark.parametrize(
    ("equation", "fault"),
    [
        ("", "lacks a value."),
        ("1|", "lacks a value."),
        ("1||2", 'lacks a value before "|".'),
        ("!", "lacks a value."),
        ("()", 'lacks a value before ")".'),
        ("(1", "a parenthesis that is never closed."),
        ("1)", 'has a ")" too many.'),
        ("1(2)", 'has a "(" too many.'),
        ("(" * 21 + "1" + ")" * 21, "more than 20 deep."),
        ("|".join(["1"] * 101), "more than 100 values."),
    ],
)
def test_what_is_no_equation_is_said_to_be_none(equation: str, fault: str) -> None:
    with pytest.raises(EquationError, match=r"Its equation ") as caught:
        parse(equation)
    assert str(caught.value).endswith(fault)


def test_the_largest_equation_is_still_one_for_the_engine() -> None:
    deep = "(" * 20 + "1|2" + ")" * 20
    assert _says(condition(parse(f"!{deep}&{deep}"), "v{}".format), {"1": False, "2": False}) is False
    nested = "1"
    for _ in range(20):
        nested = f"!(2|{nested})"
    assert _says(condition(parse(nested), "v{}".format), {"1": True, "2": False})
    assert _says(condition(parse("|".join(["!1"] * 100)), "v{}".format), {"1": False})
