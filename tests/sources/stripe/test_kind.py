"""How an account is declared, and what is refused before anything is asked."""

from typing import Any

import pytest

from forenotice.channels.addresses import AllowList
from forenotice.sources.contract import Opening
from forenotice.sources.errors import SettingsRefusedError, SourceRefusedError
from forenotice.sources.stripe.kind import KIND
from tests.contracts.source_contract import NOW


def _opening(key: str, *, is_live: bool = False, allowed: tuple[str, ...] = (), **settings: Any) -> Opening:
    return Opening(settings, {"api_key": key}, "UTC", "EUR", NOW, is_live, AllowList(allowed))


@pytest.mark.parametrize(
    "opening",
    [
        _opening("rk_test_1"),
        _opening("rk_live_1", is_live=True),
        _opening("sk_live_1", allow_live=True),
        _opening("rk_test_1", address="http://localhost:9", allowed=("localhost",)),
        _opening("rk_test_1", account="acct_1"),
    ],
)
def test_what_can_be_opened(opening: Opening) -> None:
    opened = KIND.open_source(opening)
    assert opened.capabilities.confirms
    opened.close()


@pytest.mark.parametrize(
    ("opening", "words"),
    [
        (_opening("rk_live_1"), "you are rehearsing"),
        (_opening("pk_test_1"), "none of Stripe's"),
        (_opening("rk_test_1\nX: y"), "none of Stripe's"),
        (_opening("rk_test_1", address="https://stripe.example"), "FORENOTICE_SOURCE_ALLOW"),
    ],
)
def test_what_is_refused_before_it_is_asked(opening: Opening, words: str) -> None:
    with pytest.raises(SourceRefusedError, match=words) as caught:
        KIND.open_source(opening)
    assert opening.secrets["api_key"] not in str(caught.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"address": "ftp://api.stripe.com"},
        {"address": "https://api.stripe.com/v1"},
        {"address": 7},
        {"allow_live": "yes"},
        {"account": "someone"},
        {"sk": "1"},
    ],
)
def test_settings_that_make_no_sense(settings: dict[str, Any]) -> None:
    with pytest.raises(SettingsRefusedError):
        KIND.read_settings(settings)
