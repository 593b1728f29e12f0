"""Words that stand for a few known things: standings, payers, yes and no. Others are refused."""

import re
from dataclasses import dataclass

from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.unreadable import UnreadableError, quoted

_SEPARATORS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class ToldStanding:
    """How a subscription stands, and whether it is cancelled with its period."""

    standing: str
    cancelled_with_period: bool = False


# The words of payment services and shops, and of owners who keep a list of their own, in seven languages.
_STANDINGS = {
    Standing.ACTIVE: (
        "active|current|live|enabled|paid|valid|future|scheduled|actif|aktiv|laufend|activo|activa|vigente|"
        "attivo|attiva|actief|lopend|ativo|ativa|en cours|in corso"
    ),
    Standing.TRIALING: (
        "trialing|trial|in trial|on trial|free trial|trialling|essai|à l'essai|probe|testphase|probezeit|"
        "prueba|en prueba|prova|in prova|proef|proefperiode|teste|em teste"
    ),
    Standing.PAST_DUE: (
        "past due|pastdue|overdue|on hold|unpaid|delinquent|failed|payment failed|incomplete|pending|"
        "pending activation|awaiting payment|error|en retard|impayé|impayée|überfällig|offen|impagado|"
        "impagada|vencido|vencida|in ritardo|insoluto|insoluta|achterstallig|openstaand|em atraso|atrasado|"
        "atrasada"
    ),
    Standing.PAUSED: (
        "paused|suspended|frozen|locked|inactive|disabled|en pause|suspendu|suspendue|inactif|pausiert|"
        "ruhend|inaktiv|gesperrt|stillgelegt|pausado|pausada|suspendido|suspendida|en pausa|inactivo|"
        "inactiva|sospeso|sospesa|in pausa|inattivo|inattiva|gepauzeerd|opgeschort|inactief|suspenso|"
        "suspensa|em pausa|inativo|inativa"
    ),
    Standing.CANCELLED: (
        "cancelled|canceled|terminated|stopped|revoked|refunded|deleted|trash|résilié|résiliée|annulé|annulée|"
        "gekündigt|storniert|ausgetreten|cancelado|cancelada|anulado|anulada|disdetto|disdetta|annullato|"
        "annullata|cancellato|cancellata|opgezegd|geannuleerd"
    ),
    Standing.ENDED: (
        "expired|ended|completed|complete|finished|incomplete expired|switched|abandoned|lapsed|expiré|"
        "expirée|terminé|terminée|abgelaufen|beendet|erloschen|caducado|caducada|terminado|terminada|"
        "finalizado|finalizada|terminato|terminata|concluso|conclusa|verlopen|beëindigd|afgelopen|expirado|"
        "expirada|encerrado|encerrada"
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
