"""How far each step was planned, and so what it has still to meet."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.planner.models import Progress
from forenotice.planner.steps import PlannedStep

HORIZON = timedelta(hours=48)
"""How far ahead reminders are written down."""

KEPT_FRESH = timedelta(hours=1)
"""How old the account of a step's progress may grow while it meets nothing."""

# A source may take this long from reading its clock to committing what it told.
_TELLING_TAKES = timedelta(hours=1)


class Coverage:
    """The progress of an organization's steps, in the mode it is in."""

    def __init__(self, organization: Organization, now: datetime) -> None:
        self.organization, self.now, self.until = organization, now, now + HORIZON
        rows = Progress.objects.filter(organization=organization, mode=organization.mode)
        self._progress = {row.step_id: row for row in rows}

    def through(self, step: PlannedStep) -> datetime | None:
        """Up to when the step's moments were planned; None when they never were."""
        progress = self._progress.get(step.step_id)
        return None if progress is None else progress.through_at

    def is_changed(self, step: PlannedStep) -> bool:
        """Whether a step must meet everything anew; also when the clock was turned back a long way."""
        progress = self._progress.get(step.step_id)
        return (
            progress is None
            or progress.fingerprint != step.fingerprint
            or progress.through_at > self.until + KEPT_FRESH
        )

    def covered(self, step: PlannedStep) -> tuple[datetime, datetime] | None:
        """Up to when moments were planned, and before when a due date must have been known for that.

        None when nothing can be said of it: the step was never planned, or the clock was turned back since.
        """
        progress = self._progress.get(step.step_id)
        if progress is None or progress.planned_at > self.now:
            return None
        return progress.through_at, progress.planned_at - _TELLING_TAKES

    def keep(self, steps: Iterable[PlannedStep]) -> None:
        """Write down that these steps have met everything up to the horizon."""
        rows = [
            Progress(
                organization=self.organization,
                step_id=step.step_id,
                mode=step.mode,
                fingerprint=step.fingerprint,
                through_at=self.until,
                planned_at=self.now,
            )
            for step in steps
        ]
        Progress.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["step", "mode"],
            update_fields=["fingerprint", "through_at", "planned_at"],
        )
        self._progress |= {row.step_id: row for row in rows}
