"""What the owner was told in the last days, so that nothing is told twice on one day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from forenotice.accounts.models import Organization
from forenotice.engine.causes import Cause
from forenotice.engine.models import OwnerWord

WAIT = timedelta(hours=1)
"""When nobody took a word, how long until the next try."""

_REMEMBERED = timedelta(days=7)


class Memory:
    """What the owner was told in the last days."""

    def __init__(self, organization: Organization, today: date, now: datetime) -> None:
        self.today, self.monday = today, today - timedelta(days=today.weekday())
        self._organization, self._now = organization, now
        rows = OwnerWord.objects.filter(organization=organization, said_on__gte=today - _REMEMBERED)
        self._words: Mapping[tuple[str, date], OwnerWord] = {(row.cause, row.said_on): row for row in rows}

    @property
    def is_waiting(self) -> bool:
        """Whether a word of today found nobody to take it, and is to wait before the next try."""
        # A clock that was turned back must not make the wait any longer than it is.
        return any(
            row.told_at is None
            and row.try_again_at is not None
            and self._now < row.try_again_at <= self._now + WAIT
            for row in self._words.values()
        )

    @property
    def told_today(self) -> set[Cause]:
        """The causes told today."""
        return {Cause(cause) for (cause, on), row in self._words.items() if on == self.today and row.told_at}

    def is_told(self, cause: Cause) -> bool:
        """Whether the owner was told today; of the weekly letter, this week."""
        word = self._words.get((cause, self._on(cause)))
        return word is not None and word.told_at is not None

    def told_since(self, cause: Cause) -> datetime:
        """When the owner was last told, within reason."""
        told = [
            row.told_at for (of, _), row in self._words.items() if of == cause and row.told_at is not None
        ]
        return max(told, default=self._now - _REMEMBERED)

    def claim(self, cause: Cause, on: date) -> OwnerWord | None:
        """Mark as told what is about to be said; None when somebody else does or did."""
        word = self._words.get((cause, on))
        if word is not None:
            rows = OwnerWord.objects.filter(organization=self._organization, pk=word.pk, told_at=None)
            return word if rows.update(told_at=self._now, try_again_at=None) else None
        try:
            with transaction.atomic():
                return OwnerWord.objects.create(
                    organization=self._organization, cause=cause, said_on=on, told_at=self._now
                )
        except IntegrityError:
            return None

    def _on(self, cause: Cause) -> date:
        return self.monday if cause is Cause.WEEKLY else self.today
