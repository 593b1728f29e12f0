"""What is wrong with words is said in the language of whoever wrote them."""

import pytest

from forenotice.composer.fault_words import said_in
from forenotice.composer.texts import MessageSource
from forenotice.composer.unsaved import unsaved
from forenotice.kernel.message import MessageClass

WRONG = [
    ("{{ member.frist_name }}", "Il n’y a pas de balise « member.frist_name »."),
    ("{{ payment.amount|bold }}", "Il n’y a pas de filtre « bold ». Il y a "),
    ("{% if payment.is_last %}x", "Ce {% if %} n’est jamais fermé par {% endif %}."),
    ("{% endif %}", "Ce {% endif %} ne ferme rien d’ouvert."),
    ("{{ }}", "Cette balise est vide."),
    ("{{ payment.amount", "n’est jamais fermé."),
    ('<a href="pay">pay</a>', "« pay » n’est pas un lien entier. Dans un mail"),
    ("<p {{ member.id }}>x</p>", "entre les guillemets d’un attribut."),
    ("", "Il faut un texte au message."),
]


@pytest.mark.parametrize(("html", "french"), WRONG)
def test_faults_are_said_in_french(html: str, french: str) -> None:
    problems = unsaved(MessageSource("x", "", html), "en", MessageClass.COURTESY).problems
    assert french in said_in("fr-CA", problems[0].sentence)
    assert said_in("de", problems[0].sentence) == problems[0].sentence


def test_what_is_unknown_stays_as_it_is() -> None:
    assert said_in("fr", "Something else.") == "Something else."
