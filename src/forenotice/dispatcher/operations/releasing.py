"""Reminders that no person hears are released into the queues of their channels, before any channel speaks.

Each program then takes its own in its own time, and none that is slow holds up another. So are those whose
leading channel is left alone just now, if a program is to hear of them: its trouble is not the program's.
"""

from collections.abc import Sequence

from forenotice.accounts.states import Mode
from forenotice.channels.operations import declare_channel
from forenotice.channels.purpose import ZAPIER
from forenotice.channels.queries import channels_of
from forenotice.channels.states import Kind
from forenotice.dispatcher.candidates import Candidate, due_reminders
from forenotice.dispatcher.errors import DispatcherError
from forenotice.dispatcher.operations.claiming import claim
from forenotice.dispatcher.operations.desk import Desk
from forenotice.dispatcher.operations.drafts import to_queues_only
from forenotice.dispatcher.operations.failures import paused_channels
from forenotice.dispatcher.operations.first_day import is_capped
from forenotice.dispatcher.operations.withholding import put_aside
from forenotice.dispatcher.preparing import look_at
from forenotice.dispatcher.situation import Situation, Ways, situation_of, ways_of

_AT_ONCE = 200


def release_to_queues(desk: Desk) -> None:
    """Release whatever is due and led by no channel that speaks to people at present."""
    ways = ways_of(desk.organization)
    if ways.organization.mode == Mode.REHEARSAL and _lend_mailbox(ways, desk):
        ways = ways_of(desk.organization)
    if not _due(ways, _led_by_none(ways, desk), desk):
        return
    situation = situation_of(desk.organization, desk.clock())
    for step_ids in _turns(situation, desk):
        before: list[Candidate] = []
        while not desk.is_closed and (candidates := _due(situation, step_ids, desk)):
            if candidates == before:
                raise DispatcherError("What was to be released is still there; nothing would ever be said.")
            if desk.confirming.ask(candidates, desk.clock()):
                situation = situation_of(desk.organization, desk.clock())
                continue
            before = candidates
            if _release(candidates, situation, desk):
                return
            situation = situation_of(desk.organization, desk.clock())


def _lend_mailbox(ways: Ways, desk: Desk) -> bool:
    """Let the test mailbox stand where a step names a way out that is not there yet; whether it did.

    So everything of a rehearsal lies there, whatever is yet to be set up. It is no way out to go live with.
    """
    named = {
        key
        for step in ways.steps.values()
        if step.is_rule_on and step.specification is not None and not (step.channels or step.programs)
        for key in step.specification.channels
    }
    missing = named - {ZAPIER, *(channel.key for channel in channels_of(ways.organization))}
    for key in sorted(missing):
        declare_channel(
            organization=ways.organization,
            key=key,
            kind=Kind.MAILBOX,
            settings={},
            secrets={},
            actor=desk.worker,
            now=desk.clock(),
        )
    return bool(missing)


def _release(candidates: Sequence[Candidate], situation: Situation, desk: Desk) -> bool:
    """Look at these, and release those that may be said; whether that is all we may release now."""
    now = desk.clock()
    looked = look_at(candidates, situation, now)
    put_aside(desk.organization, looked, desk.tally, now=now)
    claimed = claim(
        desk,
        situation.organization.mode,
        [to_queues_only(ready, now) for ready in looked.ready],
        (),
        is_fresh=lambda: True,
        meanwhile=lambda: None,
    )
    desk.tally.claimed(claimed.released, 0, is_capped=claimed.is_capped)
    # What another worker took first is in its hands now.
    return claimed.is_capped or claimed.is_contended


def _due(ways: Ways, step_ids: Sequence[int], desk: Desk) -> list[Candidate]:
    return due_reminders(
        ways.organization,
        step_ids=step_ids,
        mode=ways.organization.mode,
        due_by=desk.due_by,
        limit=_AT_ONCE,
    )


def _turns(situation: Situation, desk: Desk) -> list[list[int]]:
    """The steps in turns: while few may leave at all, what law demands leaves first."""
    step_ids = _led_by_none(situation, desk)
    if not is_capped(situation.organization, situation.organization.mode, desk.clock()):
        return [step_ids]
    required = [step_id for step_id in step_ids if situation.is_required(step_id)]
    return [required, [step_id for step_id in step_ids if step_id not in required]]


def _led_by_none(ways: Ways, desk: Desk) -> list[int]:
    paused = paused_channels(ways.organization, ways.organization.mode, desk.clock())
    return ways.steps_led_by_none(paused)
