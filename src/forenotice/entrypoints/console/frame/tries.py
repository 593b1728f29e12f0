"""What came of one try to hand a message over, in a word."""

from django.utils.translation import gettext_lazy as _

from forenotice.kernel.message import Outcome

TRY_WORDS = {
    Outcome.ACCEPTED: _("Handed over"),
    Outcome.LATER: _("To be tried again later"),
    Outcome.NEVER: _("Refused"),
    Outcome.UNKNOWN: _("In doubt"),
}


def try_word(outcome: str) -> str:
    """The word; one that has no outcome yet is under way."""
    return str(TRY_WORDS[Outcome(outcome)] if outcome in [*Outcome] else _("Under way"))
