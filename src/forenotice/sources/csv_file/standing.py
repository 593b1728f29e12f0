"""How it stands: a row's standing and payer, out of several columns that may speak of them."""

from collections.abc import Sequence
from datetime import date

from forenotice.ledger.states import PayerKind, Standing
from forenotice.sources.csv_file.batch import Batch
from forenotice.sources.csv_file.readings import reading_of
from forenotice.sources.csv_file.when import When
from forenotice.sources.csv_file.words import ToldStanding, read_payer_kind, read_standing, read_yes_or_no

STANDINGS = frozenset({"status", "cancel_at_period_end", "cancelled_on", "ended_on"})
"""The fields of which any says who does not go on."""

_ACTIVE = ToldStanding(Standing.ACTIVE.value)
_AUTOMATIC, _MANUAL = PayerKind.AUTOMATIC.value, PayerKind.MANUAL.value
_ONGOING = (Standing.ACTIVE, Standing.TRIALING, Standing.PAST_DUE)


class HowItStands:
    """Reads the standings of one file."""

    def __init__(self, when: When) -> None:
        self._when = when
        self._standings = reading_of(read_standing, absent=_ACTIVE)
        self._answers = reading_of(read_yes_or_no)
        self._payers = reading_of(read_payer_kind, absent=_AUTOMATIC)

    def standings(self, batch: Batch) -> tuple[Sequence[str], Sequence[bool]]:
        """The standing of each row, and whether it is cancelled and ends with its period."""
        told: list[ToldStanding] = batch.values("status", self._standings)
        standings = [one.standing for one in told]
        cancelled = [one.cancelled_with_period for one in told]
        if batch.has("cancel_at_period_end"):
            answers = batch.values("cancel_at_period_end", self._answers)
            cancelled = [bool(one or answer) for one, answer in zip(cancelled, answers, strict=True)]
        if batch.has("cancelled_on"):
            days = self._when.days(batch, "cancelled_on")
            cancelled = [one or day is not None for one, day in zip(cancelled, days, strict=True)]
        if batch.has("ended_on"):
            standings = _ended(standings, self._when.days(batch, "ended_on"))
        return standings, cancelled

    def payer_kinds(self, batch: Batch) -> Sequence[str]:
        """Whether each pays automatically (also when nothing is said) or by hand."""
        kinds: list[str] = batch.values("payer_kind", self._payers)
        if batch.has("manual_renewal"):
            answers = batch.values("manual_renewal", self._answers)
            kinds = [_MANUAL if answer else kind for kind, answer in zip(kinds, answers, strict=True)]
        return kinds


def _ended(standings: Sequence[str], days: Sequence[date | None]) -> list[str]:
    """A subscription that has ended is no longer active, whatever its status says."""
    return [
        Standing.ENDED.value if day is not None and standing in _ONGOING else standing
        for standing, day in zip(standings, days, strict=True)
    ]
