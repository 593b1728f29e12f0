"""How our messages address people, as a blueprint says it."""

import pytest

from forenotice.accounts.models import Organization
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.errors import BlueprintRefusedError
from forenotice.blueprint.queries import blueprint_text
from forenotice.composer.blocks.kinds import Due
from forenotice.composer.defaults import DEFAULT_KEYS
from forenotice.composer.queries import message_sources
from tests.blueprint.test_blocks import CLUB, _apply

OURS = CLUB[: CLUB.index("[[messages]]")] + '[[messages]]\nkey = "{key}"\ndefault = "{key}"\n'
INFORMAL = 'address = "informal"\n'


@pytest.mark.parametrize("key", DEFAULT_KEYS)
@pytest.mark.parametrize("message_class", ["", 'class = "required"\n'])
def test_an_informal_message_is_exported_as_one(db: None, key: str, message_class: str) -> None:
    text = OURS.format(key=key) + message_class
    _apply(text + INFORMAL)
    assert _apply(text + INFORMAL) == []
    exported = blueprint_text(Organization.objects.get(key="club"))
    assert INFORMAL in exported
    assert "messages.text" not in exported
    assert _apply(exported) == []


def _words() -> dict[str, str]:
    """What whoever has nothing to do reads first, in each language that the one message speaks."""
    (message,) = message_sources(Organization.objects.get(key="club"))
    return {
        locale: [block.headline for block in text.blocks if isinstance(block, Due)][-1]
        for locale, text in message.texts.items()
    }


def test_another_address_changes_the_words_of_each_language_that_has_two(db: None) -> None:
    _apply(OURS.format(key="renewal"))
    formal = _words()
    assert _apply(OURS.format(key="renewal") + INFORMAL) == [
        '~ message "renewal", address: nothing -> "informal"'
    ]
    informal = _words()
    assert formal.keys() == informal.keys() == {"de", "en", "es", "fr", "it", "nl", "pt"}
    assert {locale for locale in formal if formal[locale] == informal[locale]} == {"en"}
    assert (formal["de"], informal["de"]) == ("Sie müssen nichts tun.", "Du musst nichts tun.")


def test_words_of_ones_own_stay_beside_ours(db: None) -> None:
    own = '[messages.text.de]\nsubject = "Servus"\nhtml = "<p>Servus {{ member.first_name }}</p>"\n'
    _apply(OURS.format(key="renewal") + INFORMAL + own)
    exported = blueprint_text(Organization.objects.get(key="club"))
    assert INFORMAL in exported
    assert "[messages.text.de]" in exported
    assert "[messages.text.fr]" not in exported


def test_a_form_of_address_that_there_is_not_is_refused() -> None:
    with pytest.raises(BlueprintRefusedError, match='"familiar"') as refused:
        read_blueprint(OURS.format(key="renewal") + 'address = "familiar"\n', "club.toml")
    assert "formal" in str(refused.value)
    assert "informal" in str(refused.value)
