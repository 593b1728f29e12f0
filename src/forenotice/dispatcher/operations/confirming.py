"""Before anything is looked at the last time, the sources that can be asked are asked about it."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from forenotice.accounts.models import Organization
from forenotice.dispatcher.candidates import Candidate
from forenotice.ledger.queries import told_subscriptions
from forenotice.planner.operations import plan, supersede
from forenotice.sources.operations import Asked, confirm_subscriptions
from forenotice.sources.queries import confirming_sources

GOOD_FOR_SECONDS = 60.0
"""For how long an answer is good: what cannot leave until then is asked about again."""

_SILENT_FROM = 3

_Key = tuple[str, str]


@dataclass(slots=True)
class Confirming:
    """What was asked in one dispatch, and what could not be confirmed. Several channels may share it."""

    organization: Organization
    due_by: datetime
    _sources: list[str] | None = None
    _asked_at: dict[_Key, float] = field(default_factory=dict)
    _unconfirmed: dict[_Key, str] = field(default_factory=dict)
    _keys: dict[int, _Key] = field(default_factory=dict)
    _silent: dict[str, tuple[float, str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, candidates: Sequence[Candidate], now: datetime) -> bool:
        """Ask about these, unless that was done a moment ago; True when it was done now: read them anew.

        Where no source can be asked, that costs one question to our own rows in a whole dispatch.
        """
        with self._lock:
            if self._sources is None:
                self._sources = confirming_sources(self.organization)
            wanted = self._wanted(candidates) if self._sources else {}
            has_changed = False
            for source_key, external_ids in wanted.items():
                asked = self._ask(source_key, external_ids, now)
                has_changed |= asked.has_changed
                answered_at = time.monotonic()
                for each in external_ids:
                    self._asked_at[source_key, each] = answered_at
                    self._unconfirmed.pop((source_key, each), None)
                self._unconfirmed |= {(source_key, each): why for each, why in asked.unconfirmed.items()}
            # What a source said differently moves, cancels or revives reminders before they are looked at.
            if has_changed and not plan(organization=self.organization, now=now).is_nothing:
                supersede(organization=self.organization, now=self.due_by)
            return bool(wanted)

    def _ask(self, source_key: str, external_ids: Sequence[str], now: datetime) -> Asked:
        """What a source says; one that says nothing of anybody is not waited for again at once."""
        until, why = self._silent.get(source_key, (float("-inf"), ""))
        if time.monotonic() < until:
            return Asked(dict.fromkeys(external_ids, why), has_changed=False)
        asked = confirm_subscriptions(
            organization=self.organization, source_key=source_key, external_ids=external_ids, now=now
        )
        if len(external_ids) >= _SILENT_FROM and len(asked.unconfirmed) == len(external_ids):
            why = next(iter(asked.unconfirmed.values()))
            self._silent[source_key] = (time.monotonic() + GOOD_FOR_SECONDS, why)
        return asked

    def mark(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The same, with why their source could not confirm them."""
        if not self._unconfirmed:
            return candidates
        return [each._replace(unconfirmed=self._why(each)) for each in candidates]

    def _why(self, candidate: Candidate) -> str:
        key = self._keys.get(candidate.due_date_id)
        return self._unconfirmed.get(key, "") if key is not None else ""

    def _wanted(self, candidates: Sequence[Candidate]) -> dict[str, list[str]]:
        oldest = time.monotonic() - GOOD_FOR_SECONDS
        told = told_subscriptions(
            self.organization, [each.due_date_id for each in candidates], self._sources or ()
        )
        wanted: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for due_date_id, source_key, external_id in told:
            self._keys[due_date_id] = (source_key, external_id)
            if self._asked_at.get((source_key, external_id), float("-inf")) < oldest:
                wanted[source_key][external_id] = None
        return {source_key: list(external_ids) for source_key, external_ids in wanted.items()}
