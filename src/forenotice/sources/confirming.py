"""Sources are asked again about what is just to be said: several questions at a time, for a few seconds."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from queue import Empty, Queue
from threading import Event, Thread
from typing import NamedTuple

from django.db import OperationalError

from forenotice.accounts.models import Organization
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.sources.asking import as_ours, close
from forenotice.sources.contract import Answer, OpenSource, Page, Unavailable, Unclear
from forenotice.sources.models import Source
from forenotice.sources.opened import Opener, open_source
from forenotice.sources.report import PullReport
from forenotice.sources.storing import store_page

AT_ONCE = 8
SECONDS_EACH = 4.0
SECONDS_TOGETHER = 10.0
"""For how long answers are waited for, however many questions there are."""

_GIVE_UP_AFTER = 3
_NO_TIME = "There was no time left to ask."


class Asked(NamedTuple):
    """What came of asking about the subscriptions of one source: why some could not be confirmed, by id.

    ``has_changed``: the ledger says something else than before.
    """

    unconfirmed: Mapping[str, str]
    has_changed: bool


def confirm_subscriptions(
    *,
    organization: Organization,
    source_key: str,
    external_ids: Sequence[str],
    opener: Opener = open_source,
    seconds: float = SECONDS_TOGETHER,
    now: datetime,
) -> Asked:
    """Ask a source how these subscriptions stand now, and record what it says.

    One that it has no more is marked gone. Whatever cannot be asked is left as it stands: whether that is
    fresh enough is for others to say.
    """
    source = Source.objects.select_related("organization").get(organization=organization, key=source_key)
    try:
        opened = opener(source, now)
    except Exception as error:
        return Asked(dict.fromkeys(external_ids, str(as_ours(error))), has_changed=False)
    answers = dict(_answers(opened, external_ids, seconds))
    close(opened)
    report = PullReport(source.key)
    try:
        _record(source, answers, report, now)
    except OperationalError:
        # The database is locked or away: no fault of the source.
        raise
    except Exception as error:
        return Asked(dict.fromkeys(external_ids, str(as_ours(error))), has_changed=False)
    unconfirmed = {key: each.reason for key, each in answers.items() if isinstance(each, Unavailable)}
    unconfirmed |= {key: _NO_TIME for key in external_ids if key not in answers}
    has_changed = bool(report.created or report.changed or report.gone or report.unclear)
    return Asked(unconfirmed, has_changed)


def _record(source: Source, answers: Mapping[str, Answer], report: PullReport, now: datetime) -> None:
    facts = [each for each in answers.values() if isinstance(each, SubscriptionFacts)]
    unclear = [each for each in answers.values() if isinstance(each, Unclear)]
    gone = [key for key, each in answers.items() if each is None]
    if facts or unclear or gone:
        page = Page(facts, "", unclear, gone)
        store_page(
            organization=source.organization, source=source, page=page, report=report, follows=False, now=now
        )


def _answers(opened: OpenSource, external_ids: Sequence[str], seconds: float) -> Iterator[tuple[str, Answer]]:
    """The answers that come in time. One that does not answer several times in a row is asked no more."""
    questions: Queue[str] = Queue()
    answers: Queue[tuple[str, Answer]] = Queue()
    for key in external_ids:
        questions.put(key)
    is_over = Event()
    for _ in range(min(AT_ONCE, len(external_ids))):
        Thread(target=_ask, args=(opened, questions, answers, is_over), daemon=True).start()
    ends_at, tally = time.monotonic() + seconds, Counter[bool]()
    try:
        for _ in external_ids:
            key, answer = answers.get(timeout=max(0.0, ends_at - time.monotonic()))
            yield key, answer
            tally[isinstance(answer, Unavailable)] += 1
            if tally[True] >= _GIVE_UP_AFTER and not tally[False]:
                return
    except Empty:
        return
    finally:
        is_over.set()


def _ask(
    opened: OpenSource,
    questions: "Queue[str]",
    answers: "Queue[tuple[str, Answer]]",
    is_over: Event,
) -> None:
    while not is_over.is_set():
        try:
            key = questions.get_nowait()
        except Empty:
            return
        try:
            answer = opened.confirm(key, seconds=SECONDS_EACH)
        except Exception as error:
            answer = Unavailable(str(as_ours(error)))
        if isinstance(answer, SubscriptionFacts) and answer.external_id != key:
            # What is not said of the one that was asked about confirms nothing.
            answer = Unavailable("It answered about another subscription.")
        answers.put((key, answer))
