"""The station that plans: what is newly due inside the horizon, and what changed since it was planned."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.ledger.models import ZoneInUse
from forenotice.planner.dialect import skip_locked
from forenotice.planner.models import Progress
from forenotice.planner.operations.meet import Meeting
from forenotice.planner.operations.turns import draw, take_turn
from forenotice.planner.reconcile import Turn
from forenotice.planner.statements import (
    ALL_ONES,
    EVERYONE,
    PLANNED_ONES,
    SILENT_ONES,
    among_subscriptions,
    steps_with_reminders,
)
from forenotice.planner.steps import PlannedStep, planned_steps

HORIZON = timedelta(hours=48)
"""How far ahead reminders are written down."""

_KEPT_FRESH = timedelta(hours=1)

# A source may take this long from reading its clock to committing what it told.
_TELLING_TAKES = timedelta(hours=1)
_TOUCHED_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning did: reminders written, and reminders changed, counted by reason."""

    written: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing to do."""
        return not self.written and not self.changed


def plan(*, organization: Organization, now: datetime) -> Planned:
    """Bring an organization's reminders up to `now` plus the horizon, in the mode it is in.

    Steps that changed meet all due dates anew, touched subscriptions meet all steps, and every other step
    only what has come inside the horizon since. Each of these is a transaction of its own, whole in itself.
    """
    run = _Run(organization, now)
    for step in run.steps:
        if run.is_changed(step):
            run.meet_anew(step)
    while run.meet_touched():
        pass
    run.meet_what_comes_near()
    return run.result()


def replan(*, organization: Organization, subscription_ids: Iterable[int], now: datetime) -> Planned:
    """Look at these subscriptions' due dates and reminders again, as if they had been touched."""
    run = _Run(organization, now)
    with transaction.atomic():
        take_turn(organization)
        run.meet_subscriptions(set(subscription_ids))
    return run.result()


class _Run:
    """One run of planning for one organization with one `now`."""

    def __init__(self, organization: Organization, now: datetime) -> None:
        self.organization, self.now, self.until = organization, now, now + HORIZON
        self.steps = planned_steps(organization)
        rows = Progress.objects.filter(organization=organization, mode=organization.mode)
        self.progress = {row.step_id: row for row in rows}
        self.meeting = Meeting(now, self.until)
        self.changed: Counter[str] = Counter()

    def result(self) -> Planned:
        return Planned(self.meeting.written, self.changed)

    def is_changed(self, step: PlannedStep) -> bool:
        """Whether a step must meet everything anew; also when the clock was turned back a long way."""
        progress = self.progress.get(step.step_id)
        return (
            progress is None
            or progress.fingerprint != step.fingerprint
            or progress.through_at > self.until + _KEPT_FRESH
        )

    def covered(self, step: PlannedStep) -> tuple[datetime, datetime] | None:
        """Up to when a step's moments were planned, and since when a due date must have been known for it."""
        progress = self.progress.get(step.step_id)
        if progress is None or progress.planned_at > self.now:
            return None
        return progress.through_at, progress.planned_at - _TELLING_TAKES

    def meet_anew(self, step: PlannedStep) -> None:
        """Look at every reminder of a step again, and let it meet every due date."""
        with transaction.atomic():
            take_turn(self.organization)
            before = self.progress.get(step.step_id)
            if not step.speaks:
                self.turn(self.meeting.ends(step), step)
            else:
                if before is not None:
                    self.turn(self.meeting.turns(step, EVERYONE, PLANNED_ONES), step)
                    self.turn(self.meeting.turns(step, EVERYONE, SILENT_ONES), step)
                    self.meeting.meet_passed(step, before.through_at, self.covered(step))
                self.meeting.meet(step, EVERYONE, self.covered(step))
            self.keep_progress([step])

    def meet_touched(self) -> bool:
        """Take some of the touched subscriptions and let all steps meet them; False when there were none."""
        touched = "SELECT 1 FROM ledger_touched WHERE organization_id = %s LIMIT 1"
        with connection.cursor() as cursor:
            cursor.execute(touched, [self.organization.pk])
            if cursor.fetchone() is None:
                return False
        with transaction.atomic():
            take_turn(self.organization)
            taken = self.take_touched()
            self.meet_subscriptions(set(taken))
        return bool(taken)

    def take_touched(self) -> list[int]:
        """Touched subscriptions, which are ours once this transaction is committed."""
        sql = (
            "DELETE FROM ledger_touched WHERE id IN (SELECT id FROM ledger_touched WHERE organization_id = %s"
            f" ORDER BY id LIMIT {_TOUCHED_AT_ONCE} {skip_locked()}) RETURNING subscription_id"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.organization.pk])
            return [row[0] for row in cursor.fetchall()]

    def meet_subscriptions(self, ids: set[int]) -> None:
        """Let all steps meet these subscriptions, and look at the reminders they have again."""
        if not ids:
            return
        among = among_subscriptions(ids)
        known = steps_with_reminders(self.organization.pk, self.organization.mode, among)
        for step in self.steps:
            if step.speaks:
                if step.step_id in known:
                    self.turn(self.meeting.turns(step, among, ALL_ONES), step)
                self.meeting.meet(step, among, self.covered(step))

    def meet_what_comes_near(self) -> None:
        """Let each step meet what has come inside the horizon since it was planned last."""
        zones = None
        for step in self.steps:
            progress = self.progress[step.step_id]
            if not step.speaks or progress.through_at >= self.until:
                continue
            if zones is None:
                rows = ZoneInUse.objects.filter(organization=self.organization)
                zones = list(rows.values_list("zone", flat=True))
            near = self.meeting.near(step, progress.through_at, zones)
            is_outage = progress.through_at < self.now
            if not near and not is_outage and self.until - progress.through_at < _KEPT_FRESH:
                continue
            with transaction.atomic():
                take_turn(self.organization)
                for way, rows_near in near:
                    self.meeting.write(step, way, rows_near, EVERYONE)
                if is_outage:
                    self.meeting.meet_passed(step, progress.through_at, None)
                self.keep_progress([step])

    def turn(self, turns: list[Turn], step: PlannedStep) -> None:
        drawn = draw(turns, organization=self.organization, now=self.now, revision=step.rule.revision)
        self.changed.update(str(turn.reason) for turn in drawn)

    def keep_progress(self, steps: list[PlannedStep]) -> None:
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
        self.progress |= {row.step_id: row for row in rows}
