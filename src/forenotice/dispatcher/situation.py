"""All of an organization that decides how its reminders are said, read together and for a few seconds."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from forenotice.accounts.models import Organization
from forenotice.accounts.states import Mode
from forenotice.channels.models import Channel
from forenotice.channels.purpose import called, is_for_programs, is_on
from forenotice.channels.queries import channels_of
from forenotice.composer.boosters.library import library_of
from forenotice.composer.boosters.offers import Library
from forenotice.composer.boosters.show import shows_booster
from forenotice.composer.facts import OrganizationFacts, SenderFacts
from forenotice.composer.queries import published_texts
from forenotice.composer.texts import PublishedMessage
from forenotice.consent.links import makes_links
from forenotice.dispatcher.remembered import Said, remembered
from forenotice.dispatcher.spoken import organization_facts, sender_facts
from forenotice.dispatcher.wording import Signature, signature
from forenotice.kernel.message import MessageClass
from forenotice.planner.schedule import Timing, Window, timing
from forenotice.rules.queries import RuleInForce, all_rules
from forenotice.rules.specification import StepSpecification
from forenotice.rules.states import RuleState
from forenotice.sources.queries import card_page_sources, freshness

Speakers = tuple[OrganizationFacts, SenderFacts]


@dataclass(frozen=True, slots=True)
class StepAtWork:
    """A step with its rule. ``specification`` and ``timing`` are None once it was taken out of its rule.

    ``channels`` are those that speak to people, ``programs`` the others; all of them are on.
    """

    rule: RuleInForce
    key: str
    specification: StepSpecification | None
    timing: Timing | None
    channels: tuple[Channel, ...]
    programs: tuple[Channel, ...] = ()

    @property
    def is_rule_on(self) -> bool:
        """Whether its rule speaks."""
        return self.rule.state is RuleState.ON


@dataclass(frozen=True, slots=True)
class Ways:
    """The organization, its steps, and its channels that are on: enough to tell whether there is work."""

    organization: Organization
    steps: Mapping[int, StepAtWork]
    channels: Mapping[int, Channel]

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes in which something may leave; a rehearsal's rest still goes to the test mailbox."""
        is_live = self.organization.mode == Mode.LIVE
        return (Mode.REHEARSAL, Mode.LIVE) if is_live else (Mode.REHEARSAL,)

    @property
    def has_programs(self) -> bool:
        """Whether any channel speaks to a program."""
        return any(is_for_programs(channel) for channel in self.channels.values())

    def steps_led_by(self, channel: Channel) -> list[int]:
        """The steps that this channel releases: those which name it first of those that speak to people."""
        return [
            step_id
            for step_id, step in self.steps.items()
            if step.channels and step.channels[0].pk == channel.pk
        ]

    def steps_led_by_none(self, paused: Collection[int]) -> list[int]:
        """The steps that speak to no person: to programs alone, or by no channel that exists and is on.

        Also those that programs hear of, and whose leading channel is one of the `paused` ones.
        """
        return [
            step_id
            for step_id, step in self.steps.items()
            if not step.channels or (step.programs and step.channels[0].pk in paused)
        ]


@dataclass(frozen=True, slots=True)
class Situation(Ways):
    """These with the messages and boosters to say, and since when each source is fresh.

    ``card_pages`` are the sources that make a page for a member's card when they are asked to, and ``said``
    is what was said before a backup was put back.
    """

    messages: Mapping[str, PublishedMessage]
    fresh_since: Mapping[str, datetime]
    library: Library = field(default_factory=Library)
    card_pages: frozenset[str] = frozenset()
    said: Said = field(default_factory=dict)
    _signatures: dict[tuple[int, int], Signature] = field(default_factory=dict, repr=False)
    _speakers: dict[int, Speakers] = field(default_factory=dict, repr=False)

    def signature(self, step: StepAtWork, channel: Channel) -> Signature:
        """In whose name a step is said by a channel."""
        key = (step.rule.rule_id, channel.pk)
        if key not in self._signatures:
            rule = step.rule
            self._signatures[key] = signature(self.organization, rule.key, rule.specification, channel)
        return self._signatures[key]

    def speakers(self, signed: Signature) -> Speakers:
        """The organization and who signs, as messages name them."""
        if id(signed) not in self._speakers:
            sender = sender_facts(self.organization, signed)
            self._speakers[id(signed)] = organization_facts(self.organization), sender
        return self._speakers[id(signed)]

    def is_required(self, step_id: int) -> bool:
        """Whether a step speaks because law or network demands it."""
        specification = self.steps[step_id].specification
        message = self.messages.get(specification.message) if specification is not None else None
        return message is not None and message.message_class is MessageClass.REQUIRED


def ways_of(organization: Organization) -> Ways:
    """By what it speaks; the organization itself is read anew. Asked at every pulse, work or none."""
    organization = Organization.objects.get(pk=organization.pk)
    channels = [channel for channel in channels_of(organization) if is_on(channel)]
    for channel in channels:
        channel.organization = organization
    return Ways(organization, _steps(organization, channels), {channel.pk: channel for channel in channels})


def situation_of(organization: Organization, now: datetime) -> Situation:
    """The whole situation as it is `now`. Its messages are large: look first whether there is work."""
    ways = ways_of(organization)
    return Situation(
        organization=ways.organization,
        steps=ways.steps,
        channels=ways.channels,
        messages=published_texts(ways.organization),
        fresh_since=freshness(ways.organization, now),
        library=library_of(ways.organization),
        card_pages=card_page_sources(ways.organization) if makes_links() else frozenset(),
        said=remembered(ways.organization),
    )


def words_of(organization: Organization) -> Situation:
    """The steps and what they say, for words that are only shown: no booster, and no look at any source."""
    ways = ways_of(organization)
    return Situation(ways.organization, ways.steps, ways.channels, published_texts(ways.organization), {})


def shown_of(
    organization: Organization, messages: Mapping[str, PublishedMessage] = MappingProxyType({})
) -> Situation:
    """The steps and the boosters, for words that are at hand; the organization is as it was just read.

    Of boosters nothing is read where there are ``messages`` and none of them has a place for one.
    """
    channels = [channel for channel in channels_of(organization) if is_on(channel)]
    texts = [text for message in messages.values() for text in message.texts.values()]
    has_place = not texts or any(map(shows_booster, texts))
    return Situation(
        organization=organization,
        steps=_steps(organization, channels),
        channels={channel.pk: channel for channel in channels},
        messages=messages,
        fresh_since={},
        library=library_of(organization) if has_place else Library(),
        card_pages=card_page_sources(organization) if makes_links() else frozenset(),
    )


def _steps(organization: Organization, channels: Sequence[Channel]) -> dict[int, StepAtWork]:
    window = Window(organization.window_start, organization.window_end)
    found: dict[int, StepAtWork] = {}
    for rule in all_rules(organization):
        for step in rule.steps:
            specification = step.specification
            named = [
                way
                for key in (specification.channels if specification else ())
                for way in called(channels, key)
            ]
            found[step.step_id] = StepAtWork(
                rule=rule,
                key=step.key,
                specification=specification,
                timing=timing(specification, window, rule.specification.catch_up_hours)
                if specification
                else None,
                channels=tuple(way for way in named if not is_for_programs(way)),
                programs=tuple(dict.fromkeys(way for way in named if is_for_programs(way))),
            )
    return found
