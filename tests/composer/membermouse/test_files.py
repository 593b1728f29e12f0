"""A whole blueprint is translated in its strings, and everything around them stays as it was written."""

import tomllib
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from forenotice.composer.membermouse.files import UnreadableBlueprintError, translate_file
from forenotice.composer.membermouse.translate import translate
from tests.composer.membermouse.test_translate import ANYTHING

BLUEPRINT = r"""
# "[MM_Member_Data name='email']" stays in a remark
[[messages]]
key = 'renewal'   # as is
[messages.text.en]
subject = "For [MM_Member_Data name=\"firstName\"] \u00e9"
preheader = '[MM_Member_Data name="lastName"]'
html = '''
<p>[MM_Order_Data name="total"] "''' # '[MM_Order_Data name="id"]'
text = '''it's [MM_Order_Data name="id"]'''
[messages.text.fr]
subject = "[MM_Order_Data name='ipAddress'\u005d"
html = QQQ[MM_Member_Decision hasBundle='3'] \
    [MM_Member_Decision membershipId='\u0032']\tx[/MM_Member_Decision]\
    [/MM_Member_Decision]
Bonjour "[MM_Order_Data name='couponCode']"QQQ
""".replace("QQQ", '"""')


def test_strings_of_every_kind_are_translated_and_nothing_else_is_touched() -> None:
    done = translate_file(BLUEPRINT, is_blueprint=True)
    assert done.text == (
        BLUEPRINT.replace(r"[MM_Member_Data name=\"firstName\"]", "{{ member.first_name }}")
        .replace('= \'[MM_Member_Data name="lastName"]', "= '{{ member.last_name }}")
        .replace('[MM_Order_Data name="total"]', "{{ order.total }}")
        .replace('it\'s [MM_Order_Data name="id"]', "it's {{ order.number }}")
        .replace(r"[MM_Order_Data name='ipAddress'\u005d", "{# [MM_Order_Data name='ipAddress'] #}")
        .replace(r"[MM_Member_Decision membershipId='\u0032']", '{% if product.level == "2" %}')
        .replace("[MM_Member_Decision hasBundle='3']", '{% if product.bundle == "3" %}')
        .replace("[/MM_Member_Decision]", "{% endif %}")
        .replace("[MM_Order_Data name='couponCode']", "{{ order.coupon }}")
    )
    assert [(entry.line, entry.column) for entry in done.report] == [
        *((6, 16), (7, 14), (9, 4), (10, 16), (12, 12), (13, 11), (14, 5), (16, 10)),
    ]


def _translated(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _translated(inner) for name, inner in value.items()}
    return translate(value).text


@given(words=st.lists(ANYTHING, min_size=1, max_size=3), several_lines=st.booleans())
def test_a_blueprint_means_the_same_as_its_strings_translated(words: list[str], several_lines: bool) -> None:
    # A lone carriage return in several lines is none that TOML can hold.
    meant = {"text": {f"t{number}": each.replace("\r", "") for number, each in enumerate(words)}}
    written = tomli_w.dumps(meant, multiline_strings=several_lines)
    assert tomllib.loads(written) == meant
    done = translate_file(written, is_blueprint=True)
    assert tomllib.loads(done.text) == _translated(meant)
    assert translate_file(done.text, is_blueprint=True).text == done.text


def _is_plain(words: str) -> bool:
    """Whether words may stand between three apostrophes as they are."""
    signs = all(sign in "\n\t" or (sign >= " " and sign != "\x7f") for sign in words)
    return signs and "'''" not in words and not words.endswith("'")


@given(words=ANYTHING.filter(_is_plain))
def test_strings_without_escapes_keep_their_kind(words: str) -> None:
    done = translate_file(f"a = '''{words}'''\n", is_blueprint=True)
    assert done.text == f"a = '''{translate(words).text}'''\n"
    assert tomllib.loads(done.text)["a"] == translate(words).text.removeprefix("\n")


def test_what_is_no_blueprint_is_said_to_be_none() -> None:
    with pytest.raises(UnreadableBlueprintError, match=r"It is no TOML: .*line 2"):
        translate_file('a = 1\nb "[MM_Member_Data"', is_blueprint=True)


def test_other_files_are_translated_as_they_are() -> None:
    assert (
        translate_file("\"[MM_Order_Data name='id']\r\n", is_blueprint=False).text
        == '"{{ order.number }}\r\n'
    )
