"""Words that stand for a few known things: standings, payers, intervals, yes and no. Others are refused."""

import re
from dataclasses import dataclass

from forenotice.kernel.interval import Unit
from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.csv_file.unreadable import UnreadableError, quoted

_SEPARATORS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class ToldStanding:
    """How a subscription stands, and whether it is cancelled with its period."""

    standing: str
    cancelled_with_period: bool = False


# The words of payment services and shops, and of owners who keep a list of their own in four languages.
_STANDINGS = {
    Standing.ACTIVE: "active|current|live|enabled|paid|valid|future|scheduled|actif|aktiv|activo|en cours",
    Standing.TRIALING: "trialing|trial|in trial|on trial|free trial|trialling|essai|probe|testphase|prueba",
    Standing.PAST_DUE: (
        "past due|pastdue|overdue|on hold|unpaid|delinquent|failed|payment failed|incomplete|pending|"
        "pending activation|awaiting payment|error|en retard|impayé|impayée|überfällig|offen|impagado|vencido"
    ),
    Standing.PAUSED: (
        "paused|suspended|frozen|locked|inactive|disabled|en pause|suspendu|suspendue|pausiert|ruhend|"
        "pausado|suspendido"
    ),
    Standing.CANCELLED: (
        "cancelled|canceled|terminated|stopped|revoked|refunded|deleted|trash|résilié|résiliée|annulé|annulée|"
        "gekündigt|storniert|cancelado|cancelada"
    ),
    Standing.ENDED: (
        "expired|ended|completed|complete|finished|incomplete expired|switched|abandoned|lapsed|expiré|"
        "expirée|terminé|terminée|abgelaufen|beendet|caducado|terminado"
    ),
}
_CANCELLED_WITH_PERIOD = (
    "pending cancel|pending cancellation|pending cancelation|non renewing|nonrenewing|not renewing|"
    "cancel at period end|cancels at period end|cancelling|canceling|will not renew|cancellation requested"
)
_BY_WORD = {
    word: ToldStanding(standing.value) for standing, words in _STANDINGS.items() for word in words.split("|")
} | {word: ToldStanding(Standing.ACTIVE.value, True) for word in _CANCELLED_WITH_PERIOD.split("|")}

_PAYERS = {
    PayerKind.AUTOMATIC: (
        "automatic|automatically|auto|charge automatically|card|credit card|debit card|direct debit|sepa|"
        "stripe|paypal|automatique|prélèvement|carte|automatisch|lastschrift|automático"
    ),
    PayerKind.MANUAL: (
        "manual|manually|invoice|send invoice|cheque|check|bank transfer|transfer|wire|bacs|cod|cash|"
        "manuel|manuelle|virement|chèque|facture|manuell|überweisung|rechnung|transferencia"
    ),
}
_PAYER_BY_WORD = {word: kind.value for kind, words in _PAYERS.items() for word in words.split("|")}
_YES = frozenset({"true", "yes", "y", "1", "on", "t", "x", "oui", "o", "ja", "j", "sí", "si", "vrai", "wahr"})
_NO = frozenset({"false", "no", "n", "0", "off", "f", "non", "nein", "faux", "falsch"})

_UNITS = {
    Unit.DAY: "day|days|daily|d|jour|jours|tag|tage|tag(e)|täglich|día|días",
    Unit.WEEK: "week|weeks|weekly|w|semaine|semaines|hebdomadaire|woche|wochen|wöchentlich|semana|semanas",
    Unit.MONTH: (
        "month|months|monthly|mo|mon|m|mois|mensuel|mensuelle|monat|monate|monatlich|mes|meses|mensual"
    ),
    Unit.YEAR: (
        "year|years|yearly|annual|annually|annum|yr|y|an|ans|année|annuel|annuelle|jahr|jahre|jährlich|"
        "año|años|anual"
    ),
}
_UNIT_BY_WORD = {word: unit for unit, words in _UNITS.items() for word in words.split("|")}
_WHOLE_INTERVALS = {
    "fortnightly": (2, Unit.WEEK),
    "biweekly": (2, Unit.WEEK),
    "every other week": (2, Unit.WEEK),
    "bimonthly": (2, Unit.MONTH),
    "every other month": (2, Unit.MONTH),
    "quarter": (3, Unit.MONTH),
    "quarterly": (3, Unit.MONTH),
    "trimestriel": (3, Unit.MONTH),
    "vierteljährlich": (3, Unit.MONTH),
    "trimestral": (3, Unit.MONTH),
    "semiannual": (6, Unit.MONTH),
    "semi annual": (6, Unit.MONTH),
    "semiannually": (6, Unit.MONTH),
    "half yearly": (6, Unit.MONTH),
    "semestriel": (6, Unit.MONTH),
    "halbjährlich": (6, Unit.MONTH),
    "biennial": (2, Unit.YEAR),
}
_NO_INTERVAL = frozenset({"none", "never", "lifetime", "one time", "once", "à vie", "lebenslang"})
_COUNTED = re.compile(r"(?:every |per |/ ?|each |tous les |alle )?(\d{1,3})? ?([^\W\d]+(?:\(e\))?)")
_MOST = 1_200
_LARGEST = 1_000_000


def simplify(word: str) -> str:
    """A word in small letters with single spaces, so that ``Past-Due`` and ``past_due`` are one."""
    return _SEPARATORS.sub(" ", word.strip().lower())


def read_standing(word: str) -> ToldStanding:
    """How a subscription stands; WooCommerce's ``wc-`` before it is dropped."""
    told = _BY_WORD.get(simplify(word).removeprefix("wc ").replace(" subscription", ""))
    if told is None:
        raise UnreadableError(
            f"{quoted(word)} is not a status we know. Write active, trialing, past_due, paused, "
            "pending-cancel, cancelled or ended."
        )
    return told


def read_payer_kind(word: str) -> str:
    """Whether payments happen by themselves or by the member's own hand."""
    kind = _PAYER_BY_WORD.get(simplify(word))
    if kind is None:
        raise UnreadableError(f"{quoted(word)} is not a way of paying we know. Write automatic or manual.")
    return kind


def read_yes_or_no(word: str) -> bool:
    """True or false in the usual spellings."""
    plain = word.strip().lower()
    if plain not in _YES and plain not in _NO:
        raise UnreadableError(f"{quoted(word)} is neither yes nor no.")
    return plain in _YES


def read_interval(word: str) -> tuple[int, Unit] | None:
    """``month``, ``3 months``, ``every 2 weeks``, ``quarterly``; None for something paid once."""
    plain = simplify(word)
    if plain in _NO_INTERVAL:
        return None
    if plain in _WHOLE_INTERVALS:
        return _WHOLE_INTERVALS[plain]
    match = _COUNTED.fullmatch(plain)
    unit = _UNIT_BY_WORD.get(match[2]) if match else None
    if match is None or unit is None:
        whole = _WHOLE_INTERVALS.get(match[2]) if match and match[1] else None
        if match and whole:
            return int(match[1]) * whole[0], whole[1]
        raise UnreadableError(f"{quoted(word)} is not an interval. Write day, week, month, year or 3 months.")
    return read_count(match[1] or "1", least=1, most=_MOST), unit


def read_count(word: str, least: int = 0, most: int = _LARGEST) -> int:
    """A whole number in that range."""
    plain = word.strip()
    if plain.endswith((".0", ".00")):
        plain = plain.partition(".")[0]
    if not (plain.isascii() and plain.isdigit()) or not least <= int(plain[:12]) <= most:
        raise UnreadableError(f"{quoted(word)} is not a whole number from {least} to {most}.")
    return int(plain)
