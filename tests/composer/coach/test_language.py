"""The lists of phrases are well made, each phrase is found, and sentences are measured as stated."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest

from forenotice.composer.coach.language import LANGUAGES, language_of, phrases_in, plain
from forenotice.composer.coach.reading import reading_ease, sentences_in, syllables
from forenotice.composer.coach.wording import OWNERS_LANGUAGES
from tests.composer.coach.good import CLUB, GOOD, codes, report_on, spoilt

# Syllables as a dictionary divides these words.
SYLLABLES = {
    "de": "Zahlung 2 Mitgliedschaft 3 automatisch 4 verlängert 3 kündigen 3 aktualisieren 6 neue 2",
    "en": "payment 2 membership 3 automatically 6 renews 2 update 2 charged 1 table 2 details 2 "
    "cancel 2 subscription 3 organization 5 places 2 notices 3 the 1 before 2",
    "es": "pago 2 membresía 4 automáticamente 7 tarjeta 3 suscripción 3 quiere 2 aquí 2 teatro 3",
    "fr": "paiement 2 abonnement 4 automatiquement 6 renouvelle 3 carte 1 votre 1 fidélité 4 "
    "prélevé 3 jours 1 libre 1",
    "it": "pagamento 4 abbonamento 5 automaticamente 7 grazie 2 giorni 2 aggiornare 4 può 1 teatro 3",
    "nl": "betaling 3 lidmaatschap 3 automatisch 4 verlengd 2 opzeggen 3 u 1 tijd 1 financiële 5",
    "pt": "pagamento 4 subscrição 3 automaticamente 7 cartão 2 obrigado 4 não 1 ações 2 nossa 2",
}
# Of one sentence each, easy and hard, from public leaflets and their bureaucratic cousins.
EASY_AND_HARD = {
    "de": (
        "Sie müssen nichts tun. Wir buchen den Betrag ab.",
        "Zahlungsverpflichtungen unterliegen der vertraglichen ",
    ),
    "en": (
        "There is nothing to do. We take the sum then.",
        "Contractual obligations necessitate administrative ",
    ),
    "es": (
        "No hay que hacer nada. Es el dos de mayo.",
        "Responsabilidades contractuales administrativamente ",
    ),
    "fr": (
        "Il n’y a rien à faire. Tout va de soi ce jour.",
        "Obligations contractuelles administrativement ",
    ),
    "it": (
        "Non c’è nulla da fare. Tutto va da sé in pochi giorni.",
        "Responsabilità amministrativamente contrattuali ",
    ),
    "nl": (
        "U hoeft niets te doen. Het gaat vanzelf die dag.",
        "Contractuele verplichtingen administratieve ",
    ),
    "pt": (
        "Não há nada a fazer. Tudo se faz por si no dia dois.",
        "Responsabilidades contratuais administrativamente ",
    ),
}

# As a kind writer says it: what follows by itself, thanks, and what follows otherwise.
KIND = {
    "de": ("Sie müssen nichts tun, der Betrag wird abgebucht.", "Danke!", "Sonst endet Ihre Mitgliedschaft."),
    "en": ("You do nothing: it will be charged.", "We are grateful.", "Otherwise your membership ends."),
    "es": (
        "No tiene que hacer nada: se cobrará el importe.",
        "¡Gracias!",
        "Si no, su plaza termina.",
    ),
    "fr": ("Vous n’avez rien à faire : tout sera prélevé.", "Merci !", "Sinon, votre abonnement se termine."),
    "it": ("Non deve fare nulla: l’importo sarà addebitato.", "Grazie!", "Altrimenti il posto finisce."),
    "nl": ("U hoeft niets te doen: het wordt afgeschreven.", "Bedankt!", "Anders eindigt uw plaats."),
    "pt": ("Não precisa de fazer nada: será cobrado.", "Obrigado!", "Caso contrário, o lugar acaba."),
}


def _lists(code: str) -> dict[str, Any]:
    written = files("forenotice.composer.coach").joinpath("languages", f"{code}.toml")
    return tomllib.loads(written.read_text(encoding="utf-8"))


def _phrases(code: str) -> Iterator[tuple[str, str, str]]:
    for part in ("harsh", "spam"):
        for reason, phrases in _lists(code)[part].items():
            yield from ((part, reason, phrase) for phrase in phrases)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_phrase_is_found_for_its_reason_and_none_stands_twice(code: str) -> None:
    language = language_of(f"{code}-XX")
    assert language is not None
    seen: set[str] = set()
    for part, reason, phrase in _phrases(code):
        assert phrase == plain(phrase), phrase
        assert phrase not in seen, phrase
        seen.add(phrase)
        lists = language.harsh if part == "harsh" else language.spam
        assert reason in {found for found, _ in phrases_in(f"so {phrase.rstrip('*')} so", lists)}, phrase


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_reason_is_said_in_a_sentence_to_every_owner(code: str) -> None:
    for owner in OWNERS_LANGUAGES:
        words = files("forenotice.composer.coach").joinpath("words", f"{owner}.toml")
        reasons = tomllib.loads(words.read_text(encoding="utf-8"))["reasons"]
        assert {reason for _, reason, _ in _phrases(code)} == set(reasons)


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_harsh_phrase_is_found_in_a_message_of_its_language(code: str) -> None:
    phrase = _lists(code)["harsh"]["accuses"][0]
    source = spoilt(
        ("<p>Thank you", f"<p>{phrase.upper()[0]}{phrase[1:].replace(chr(39), chr(0x2019))}. Thank you")
    )
    report = report_on(source, locale=code, organization=CLUB._replace(locale=code))
    assert [finding.details["phrase"] for finding in report.findings if finding.code == "harsh"] == [phrase]


@pytest.mark.parametrize("code", LANGUAGES)
def test_syllables_are_counted_as_a_dictionary_divides_them(code: str) -> None:
    words = SYLLABLES[code].split()
    reading = _lists(code)["reading"]
    rules = (reading["vowels"], tuple(reading["hiatus"]), tuple(reading["silent"]))
    for word, count in zip(words[::2], words[1::2], strict=True):
        assert syllables(word, *rules) == int(count), word


@pytest.mark.parametrize("code", LANGUAGES)
def test_easy_sentences_pass_and_hard_ones_do_not(code: str) -> None:
    reading = _lists(code)["reading"]
    easy, hard = (reading_ease(sentences_in((words + " ") * 12), reading) for words in EASY_AND_HARD[code])
    assert easy is not None
    assert hard is not None
    assert easy > 70 > reading["floor"] > hard


def test_the_formula_is_the_one_that_is_named() -> None:
    """Thirty words of one syllable in three sentences: 206.835 - 1.015 * 10 - 84.6 * 1."""
    reading = _lists("en")["reading"]
    assert reading_ease(["cat dog sun sky sea top hat big red box"] * 3, reading) == pytest.approx(112.085)
    assert reading_ease(["cat dog sun"] * 9, reading) is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_kind_words_pass_and_their_absence_does_not(code: str) -> None:
    by_itself, thanks, otherwise = KIND[code]
    organization = CLUB._replace(locale=code, late_policies=())
    body = GOOD.html.replace("There is nothing you need to do. ", "").replace(" renews automatically on", ":")
    bare = (
        body.replace(", and", "")
        .replace(" will be taken then", "")
        .replace("Thank you for being with us.", ".")
    )
    bare = bare.replace("If a payment is late: {{ organization.late_policy }}", "")
    for said, missing in (
        (f"{by_itself} {thanks} {otherwise}", set()),
        (f"{by_itself} {otherwise}", {"thanks_missing"}),
        (thanks, {"consequence_missing"}),
    ):
        source = replace(GOOD, subject="Harbour Club", preheader="", html=f"{bare}<p>{said}</p>")
        report = report_on(source, locale=code, organization=organization)
        assert set(codes(report)) == missing, said


def test_words_that_only_look_harsh_pass() -> None:
    german = language_of("de")
    assert german is not None
    assert list(phrases_in(german.fine.sub("", plain("Sie müssen nichts tun.")), german.harsh)) == []
    assert list(phrases_in(plain("Sie müssen zahlen."), german.harsh)) == [("commands", "sie müssen")]
    english = language_of("en")
    assert english is not None
    assert list(phrases_in(plain("Your overdueness, and the alertness"), english.harsh)) == []


def test_a_language_without_lists_is_said_to_be_unjudged_and_the_rest_is_judged() -> None:
    harsh = replace(spoilt(("<p>Thank you", "<p>You must thank")), subject="a" * 61)
    report = report_on(
        harsh,
        locale="sv",
        organization=CLUB._replace(locale="sv", late_policies=(("sv", "We keep your place for 14 days."),)),
    )
    assert (report.is_unjudged, codes(report)) == (True, ["subject_long"])
    assert language_of("..") is None
    assert report_on(GOOD).is_unjudged is False
