"""One pull of one source, from its first page to what is written down about it."""

from collections.abc import Callable, Generator, Iterator
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.ledger.operations import take_stock
from forenotice.sources.contract import Page
from forenotice.sources.errors import SourcesError, SourceUnavailableError
from forenotice.sources.letting_go import let_go
from forenotice.sources.models import Source
from forenotice.sources.report import PullReport
from forenotice.sources.storing import store_page

WHOLE_EVERY = timedelta(days=7)
"""Beside its news a source is read from the beginning so often, in case it forgot to tell of something."""

_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_LONGEST_ASKED = timedelta(days=1)
_TAKE_STOCK_AT, _TIMES_AS_MANY = 2_000, 8
_WELL = {"failing_since": None, "failures": 0, "failure": ""}

Progress = Callable[[PullReport], None]
"""Told of what has come so far, after each page."""

log = structlog.get_logger(__name__)


class OnePull:
    """One pull of one source, from its first page to what is written down about it."""

    def __init__(
        self,
        organization: Organization,
        source: Source,
        report: PullReport,
        now: datetime,
        *,
        allow_gone: bool = False,
    ) -> None:
        self._organization, self._source, self._now = organization, source, now
        self.report, self._allow_gone = report, allow_gone

    def begin(self, *, from_beginning: bool) -> None:
        """Begin anew when that was asked for, or when the last whole reading is long ago."""
        source = self._source
        is_old = source.whole_at is not None and source.whole_at <= self._now - WHOLE_EVERY
        is_under_way = source.pass_began_at is not None
        if from_beginning or (is_old and not is_under_way) or not source.cursor:
            own = Source.objects.filter(organization=self._organization, pk=source.pk)
            own.update(cursor="", pass_began_at=self._now)
            source.cursor, source.pass_began_at = "", self._now

    def take(self, pages: Generator[Page], is_over: Callable[[], bool], progress: Progress | None) -> None:
        """Store page after page until there is none left, or the time is up."""
        take_stock_at = _TAKE_STOCK_AT
        is_whole = False
        for page in pages:
            is_whole = page.is_whole
            store_page(
                organization=self._organization,
                source=self._source,
                page=page,
                report=self.report,
                now=self._now,
            )
            if progress is not None:
                progress(self.report)
            if self.report.created >= take_stock_at:
                take_stock()
                take_stock_at *= _TIMES_AS_MANY
            if is_over() and not is_whole:
                self._interrupt(pages)
                return
        self._finish(is_whole=is_whole)

    def take_aside(self, pages: Iterator[Page]) -> None:
        """Store what was read anew, beside the pulls and their cursor."""
        for page in pages:
            store_page(
                organization=self._organization,
                source=self._source,
                page=page,
                report=self.report,
                follows=False,
                now=self._now,
            )
        self.report.is_done = True
        self._note(last_told_at=self._now, **_WELL)

    def _interrupt(self, pages: Generator[Page]) -> None:
        """The time is up: the next pulse goes on at once. What was told so far is worth something."""
        pages.close()
        self._note(next_pull_at=self._now, last_told_at=self._now, last_pull=self._told(), **_WELL)

    @transaction.atomic
    def _finish(self, *, is_whole: bool) -> None:
        source, report, now = self._source, self.report, self._now
        report.is_done = True
        changes: dict[str, object] = {}
        if is_whole and source.pass_began_at is not None:
            let_go(source, source.pass_began_at, report, allow_gone=self._allow_gone, now=now)
            changes = {"whole_at": source.pass_began_at, "pass_began_at": None}
        every = timedelta(minutes=source.pull_every_minutes or 60)
        self._note(
            pulled_at=now,
            last_told_at=now,
            next_pull_at=now + every,
            last_pull=self._told(),
            **_WELL,
            **changes,
        )
        if report.created or report.changed or report.gone:
            record_audit(
                organization=self._organization,
                action="source.pulled",
                subject=source.key,
                detail=report.counts(),
                actor=f"source {source.key}",
                now=now,
            )

    def fail(self, error: SourcesError) -> None:
        """Write down that it failed, and ask again later: later each time, or when it says so itself."""
        source, now = self._source, self._now
        self.report.failure = str(error)
        failures = min(source.failures + 1, 1_000)
        wait = min(_FIRST_WAIT * 2 ** min(failures - 1, 10), _LONGEST_WAIT)
        if isinstance(error, SourceUnavailableError) and error.retry_after_seconds is not None:
            asked = timedelta(seconds=min(max(error.retry_after_seconds, 0), _LONGEST_ASKED.total_seconds()))
            wait = max(wait, asked)
        log.warning("source_failed", source=source.key, failures=failures, error=type(error).__name__)
        self._note(
            failing_since=source.failing_since or now,
            failures=failures,
            failure=str(error)[:2_000],
            next_pull_at=now + wait,
            last_pull=self._told(),
        )

    def _told(self) -> dict[str, object]:
        report = self.report
        return {
            "at": self._now.isoformat(),
            "is_done": report.is_done,
            "warnings": report.warnings,
            "total": report.total,
            **report.counts(),
        }

    def _note(self, **values: object) -> None:
        own = Source.objects.filter(organization=self._organization, pk=self._source.pk)
        own.update(**values)
        for name, value in values.items():
            setattr(self._source, name, value)
