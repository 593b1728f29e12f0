"""What happens when a payment is late is said in the language of the message, or not at all."""

import pytest

from tests.composer.samples import ANA, MUSEUM, facts, say, say_default

ENGLISH, FRENCH, QUEBEC = ("en", "We wait."), ("fr", "On attend."), ("fr-CA", "On patiente.")


@pytest.mark.parametrize(
    ("policies", "text_locale", "member", "organization", "said"),
    [
        ((ENGLISH, FRENCH), "fr", "fr-FR", "en-US", "On attend."),
        ((ENGLISH, FRENCH), "fr", "", "fr", "On attend."),
        ((ENGLISH, FRENCH, QUEBEC), "fr", "fr-CA", "en", "On patiente."),
        ((ENGLISH, FRENCH, QUEBEC), "fr", "fr_BE", "en", "On attend."),
        ((QUEBEC,), "fr", "fr", "en", "On patiente."),
        ((ENGLISH,), "fr", "fr", "en", ""),
        ((FRENCH,), "en", "", "fr", ""),
        ((ENGLISH, FRENCH), "en", "fr", "en", "We wait."),
        ((ENGLISH,), "en", "de", "en-GB", "We wait."),
        ((), "en", "en", "en", ""),
    ],
)
def test_it_follows_the_language_of_the_message(
    policies: tuple[tuple[str, str], ...], text_locale: str, member: str, organization: str, said: str
) -> None:
    """A French member for whom there are only English words reads English throughout, and never both."""
    about = facts(
        organization=MUSEUM._replace(late_policies=policies, locale=organization),
        member=ANA._replace(locale=member),
    )
    message = say("<p>[{{ organization.late_policy }}]</p>", about, locale=text_locale).message
    assert message.text.startswith(f"[{said}]")


@pytest.mark.parametrize("key", ["renewal", "payment_due"])
def test_our_messages_leave_the_whole_sentence_out_where_there_is_none(key: str) -> None:
    about = facts(
        kind=key,
        payment__is_automatic=False,
        organization=MUSEUM._replace(late_policies=(ENGLISH,)),
        member=ANA._replace(locale="fr-FR"),
    )
    french = say_default(key, about, "fr")
    assert "En cas de retard" not in french.message.text
    assert "We wait." not in french.message.html
    assert french.warnings == ()
    assert "If a payment is late: We wait." in say_default(key, about, "en").message.text
