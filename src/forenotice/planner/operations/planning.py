"""The station that plans: what is newly due inside the horizon, and what changed since it was planned."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.channels.purpose import called
from forenotice.channels.queries import channels_of
from forenotice.ledger.models import ZoneInUse
from forenotice.planner.coverage import KEPT_FRESH, Coverage
from forenotice.planner.dialect import skip_locked
from forenotice.planner.operations.lapses import note_lapses
from forenotice.planner.operations.meet import Meeting
from forenotice.planner.operations.turns import draw, take_turn
from forenotice.planner.reconcile import Turn
from forenotice.planner.stale import withheld_as_stale, withheld_without_a_way
from forenotice.planner.statements import (
    ALL_ONES,
    EVERYONE,
    PLANNED_ONES,
    SILENT_ONES,
    among_subscriptions,
    steps_with_reminders,
)
from forenotice.planner.steps import PlannedStep, planned_steps, speaking
from forenotice.sources.queries import freshness

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
    run.meet_anew()
    run.meet_touched()
    run.meet_fresh_again()
    run.meet_with_a_way()
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
        self.organization, self.now = organization, now
        self.steps = planned_steps(organization)
        self.coverage = Coverage(organization, now)
        self.meeting = Meeting(now, self.coverage.until)
        self.changed: Counter[str] = Counter()

    def result(self) -> Planned:
        return Planned(dict(self.meeting.written), dict(self.changed))

    def meet_anew(self) -> None:
        """Let each step that changed look at all its reminders again, and meet every due date."""
        for step in self.steps:
            if self.coverage.is_changed(step):
                with transaction.atomic():
                    take_turn(self.organization)
                    self._meet_anew(step)
                    self.coverage.keep([step])

    def _meet_anew(self, step: PlannedStep) -> None:
        if not step.speaks:
            self._draw(self.meeting.ends(step), step)
            return
        through, covered = self.coverage.through(step), self.coverage.covered(step)
        if through is not None:
            self._draw(self.meeting.turns(step, EVERYONE, PLANNED_ONES), step)
            self._draw(self.meeting.turns(step, EVERYONE, SILENT_ONES), step)
            self.meeting.meet_passed(step, through, covered)
        self.meeting.meet(step, EVERYONE, covered)

    def meet_touched(self) -> None:
        """Let all steps meet the touched subscriptions, some thousands in each transaction."""
        while self._is_any_touched():
            with transaction.atomic():
                take_turn(self.organization)
                taken = self._take_touched()
                self.meet_subscriptions(set(taken))
            if not taken:
                # Another worker holds the rest in its own transaction, and will have planned them.
                return

    def _is_any_touched(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM ledger_touched WHERE organization_id = %s LIMIT 1", [self.organization.pk]
            )
            return cursor.fetchone() is not None

    def _take_touched(self) -> list[int]:
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
        steps = speaking(self.steps)
        known = steps_with_reminders(self.steps, among)
        for step in steps:
            if step.step_id in known:
                self._draw(self.meeting.turns(step, among, ALL_ONES), step)
            self.meeting.meet(step, among, self.coverage.covered(step))
        for step in self.steps:
            if step.step_id in known:
                note_lapses(step, ids, self.now)

    def meet_fresh_again(self) -> None:
        """Look again at what was withheld because its facts were stale, where they are fresh now."""
        waiting = withheld_as_stale(self.organization, self.now)
        if waiting:
            since = freshness(self.organization, self.now)
            fresh = {each.subscription_id for each in waiting if each.is_fresh(since)}
            with transaction.atomic():
                take_turn(self.organization)
                self.meet_subscriptions(fresh)

    def meet_with_a_way(self) -> None:
        """Look again at what found no way out, where its step names one that there is now."""
        waiting = withheld_without_a_way(self.organization, self.now)
        if waiting:
            ways = channels_of(self.organization)
            named = {step.step_id: step.specification.channels for step in self.steps if step.specification}
            found = {step_id for step_id, keys in named.items() if any(called(ways, key) for key in keys)}
            with transaction.atomic():
                take_turn(self.organization)
                self.meet_subscriptions({subscription for subscription, step in waiting if step in found})

    def meet_what_comes_near(self) -> None:
        """Let each step meet what has come inside the horizon since it was planned last."""
        zones: list[str] | None = None
        for step in self.steps:
            through = self.coverage.through(step)
            if through is not None and step.speaks and through < self.coverage.until:
                if zones is None:
                    rows = ZoneInUse.objects.filter(organization=self.organization)
                    zones = list(rows.values_list("zone", flat=True))
                self._meet_near(step, through, zones)

    def _meet_near(self, step: PlannedStep, through: datetime, zones: list[str]) -> None:
        near = self.meeting.near(step, through, zones)
        is_outage = through < self.now
        if not near and not is_outage and self.coverage.until - through < KEPT_FRESH:
            return
        with transaction.atomic():
            take_turn(self.organization)
            for (edition, among), way, rows in near:
                self.meeting.write(edition, way, rows, among)
            if is_outage:
                self.meeting.meet_passed(step, through, None)
            self.coverage.keep([step])

    def _draw(self, turns: list[Turn], step: PlannedStep) -> None:
        drawn = draw(turns, organization=self.organization, now=self.now, revision=step.rule.revision)
        self.changed.update(str(turn.reason) for turn in drawn)
