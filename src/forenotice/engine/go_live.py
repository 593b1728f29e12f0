"""From rehearsal to real speech: what would leave first is shown before anybody decides."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import go_live as begin_to_speak
from forenotice.accounts.states import Mode
from forenotice.channels.purpose import ZAPIER, called, is_for_programs
from forenotice.channels.queries import channels_of
from forenotice.channels.states import Kind
from forenotice.engine.errors import GoLiveError
from forenotice.engine.host import claim_database
from forenotice.planner.queries import (
    InsideCount,
    Upcoming,
    WithoutRule,
    inside_counts,
    payments_without_rule,
    upcoming,
)
from forenotice.rules.queries import rules_in_force
from forenotice.rules.states import RuleState
from forenotice.sources.queries import has_sample

AHEAD = timedelta(days=14)
"""How far ahead an owner sees before going live."""

_ONLY_MAILBOX = (
    "Every rule speaks into the test mailbox, which members never see. "
    "Declare an email channel in the blueprint and name it in the steps."
)
_NO_ZAP = "Every rule speaks to Zapier, where no Zap listens yet. Switch the Zap on first."


@dataclass(frozen=True, slots=True)
class Prospect:
    """What going live now would bring: what leaves, how many are inside, and what no rule is meant for."""

    upcoming: Sequence[Upcoming]
    inside: Sequence[InsideCount]
    without_rule: Sequence[WithoutRule]
    obstacles: Sequence[str]


def prospect(organization: Organization, *, now: datetime) -> Prospect:
    """What would leave within 14 days if the organization went live now, computed and not stored."""
    as_live = copy(organization)
    as_live.mode, as_live.live_since = Mode.LIVE, now
    return Prospect(
        upcoming=upcoming(as_live, now=now, until=now + AHEAD),
        inside=[count for count in inside_counts(as_live, now) if count.count],
        without_rule=payments_without_rule(as_live),
        obstacles=obstacles(organization),
    )


def obstacles(organization: Organization) -> list[str]:
    """What must be mended before anybody can be written to, a sentence each."""
    if has_sample(organization):
        return ["The made-up members are still here. Take the sample out in the console, under Start."]
    rules = [rule for rule in rules_in_force(organization) if rule.state == RuleState.ON]
    if not rules:
        return ["No rule is switched on, so nothing would ever be said. Switch one on in the blueprint."]
    channels = channels_of(organization)
    kinds = {channel.key: channel.kind for channel in channels}
    used = {key for rule in rules for step in rule.specification.steps for key in step.channels}
    ways = {kinds[key] for key in used & kinds.keys()}
    if ZAPIER in used:
        ways |= {channel.kind for channel in called(channels, ZAPIER)}
    found = [
        f'A rule speaks by the channel "{key}", which is not declared.'
        for key in sorted(used - {*kinds, ZAPIER})
    ]
    if not ways - {Kind.MAILBOX}:
        found.append(_NO_ZAP if ZAPIER in used else _ONLY_MAILBOX)
    elif not organization.sender_email and any(
        channel.key in used and channel.kind != Kind.MAILBOX and not is_for_programs(channel)
        for channel in channels
    ):
        found.append("Mails need a sender. Set email under [organization.sender] in the blueprint.")
    return found


def go_live(*, organization: Organization, first_day_cap: int | None, actor: str, now: datetime) -> None:
    """Speak to members from now on; raise :class:`GoLiveError` when that makes no sense as things stand.

    `first_day_cap` is the most reminders that may leave within the first 24 hours; None sets none.
    """
    if organization.mode == Mode.LIVE:
        raise GoLiveError(f"{organization.name} is live already.")
    found = obstacles(organization)
    if found:
        raise GoLiveError(" ".join(found))
    claim_database(now=now)
    begin_to_speak(organization=organization, first_day_cap=first_day_cap, actor=actor, now=now)
