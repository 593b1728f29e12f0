"""The whole service with a real database and a real mail server; only the time is given."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization, go_live, return_to_rehearsal
from forenotice.channels.operations import declare_channel
from forenotice.composer.operations import publish_message
from forenotice.consent.operations import NewSuppression, lift, set_preference, suppress
from forenotice.consent.queries import member_by
from forenotice.consent.states import SuppressionReason
from forenotice.engine.carriers import KeptCarriers
from forenotice.engine.presence import Presence
from forenotice.engine.pulse import pulse
from forenotice.ledger.models import DueDate
from forenotice.ledger.operations import mark_gone, record_facts
from forenotice.planner.models import Reminder
from forenotice.rules.operations import declare_rule
from forenotice.sources.operations import declare_source
from tests.support.smtp_servers import HANG_UP, Arrived, Script, ScriptedServer, Talk
from tests.system.calendar import DAY, local, months_later, wall
from tests.system.desk import say
from tests.system.events import (
    OWNER,
    Beginning,
    Edit,
    Event,
    Hand,
    Live,
    Move,
    Sooner,
    Suppress,
    Tell,
    TellAll,
    Wait,
    Window,
    Wish,
)
from tests.system.words import AT_FIRST, MEMBER_OF, NAMES, Rule, Subscription, messages

ACTOR = "test"
SCRIPTS = {
    "fine": Script(),
    "later": Script(recipient="451 4.2.1 Later"),
    "never": Script(recipient="550 5.7.1 Refused"),
    "hangs up before": Script(ready=HANG_UP),
    "hangs up after": Script(message=HANG_UP),
    "closes": Script(ready="421 4.3.2 Closing"),
}


class Said(NamedTuple):
    """A message that arrived: when, of which rule and step, to whom, and what it says."""

    at: datetime
    rule: str
    step: str
    recipient: str
    who: int
    due_on: date
    days_left: int
    minor: int | None
    ends_on: date | None
    card: str
    expires_on: date | None
    is_trial: bool
    is_automatic: bool


class House:
    """One organization under test, and what was told to it. Everything it says is in ``said``."""

    def __init__(self, beginning: Beginning, server: ScriptedServer) -> None:
        """Begin at seven in the morning, before any send window opens in Greenwich."""
        _empty()
        self.server, self.heard = server, len(server.arrived)
        server.script = SCRIPTS["fine"]
        self.now = self.latest = datetime.combine(date.fromisoformat(beginning.day), time(7), UTC)
        self.zones = list(beginning.zones)
        self.opens, self.closes = time(9), time(20)
        self.fresh_for = timedelta(days=beginning.fresh_for_days)
        self.is_live = False
        self.is_fine = True
        self.unwilling: set[int] = set()
        self.wished: tuple[set[int], ...] = (set(), set())
        self.suppressed: set[str] = set()
        self.said: list[Said] = []
        self.subscriptions = [
            Subscription(self.now.date() + timedelta(days=days), unit)
            for days, unit in zip(beginning.days, beginning.units, strict=True)
        ]
        self.rules = {key: Rule(key, dict(words)) for key, words in beginning.rules.items()}
        self.carriers = KeptCarriers(lambda: self.now)
        self._declare()
        for who in range(len(NAMES)):
            self.do(Tell(who, AT_FIRST[who]))
        if beginning.live:
            self.do(Live(on=True))

    @property
    def organization(self) -> Organization:
        """The organization as it stands."""
        return Organization.objects.get()

    def _declare(self) -> None:
        self.do(Window(9, 20))
        declare_channel(
            organization=self.organization,
            key="mail",
            kind="email",
            settings=self.server.settings(connections=2),
            secrets={},
            actor=ACTOR,
            now=self.now,
        )
        declare_source(
            organization=self.organization,
            key="csv",
            kind="csv",
            settings={},
            fresh_for_days=self.fresh_for.days,
            actor=ACTOR,
            now=self.now,
        )
        for key, (message_class, source) in messages().items():
            publish_message(
                organization=self.organization,
                key=key,
                name=key,
                message_class=message_class,
                texts={"en": source},
                actor=ACTOR,
                now=self.now,
            )
        for key in self.rules:
            self.do(Edit(key, {}))

    def do(self, event: Event) -> Iterator[list[Said]]:
        """Let it happen; a pulse's words come out as they are said."""
        match event:
            case Wait():
                return self._wait(event)
            case Tell():
                self.subscriptions[event.who].hear(event.facts)
                self._tell(event.who)
            case TellAll():
                self._tell(*(who for who in range(len(NAMES)) if who not in event.gone))
                if event.gone:
                    self._mark_gone()
            case Hand():
                one = self.subscriptions[event.who]
                say(self.organization, NAMES[event.who], one, event.what, self.now)
            case Move():
                self.zones[event.member] = event.zone
                self._tell(MEMBER_OF.index(event.member))
            case Edit():
                self._edit(event)
            case Live():
                self._go(live=event.on)
            case Wish():
                self._wish(event)
            case Sooner():
                self._hear_sooner(event)
            case Suppress():
                self._suppress(event)
            case Window():
                self.opens, self.closes = time(event.opens), time(event.closes)
                values = {"name": "The Club", "time_zone": "UTC", "sender_email": "club@example.org"}
                window = {"window_start": self.opens, "window_end": self.closes}
                leads = {"least_lead_days": 1, "most_lead_days": 30}
                declare_organization(key="club", values=values | window | leads, actor=ACTOR, now=self.now)
        return iter(())

    def _tell(self, *some: int) -> None:
        facts = [self.subscriptions[who].told(who, self.zones[MEMBER_OF[who]]) for who in some]
        recorded = record_facts(
            organization=self.organization, source="csv", facts=facts, actor=ACTOR, now=self.now
        )
        assert not recorded.refused
        for who in some:
            self.subscriptions[who].seen_at, self.subscriptions[who].is_gone = self.now, False

    def _mark_gone(self) -> None:
        mark_gone(
            organization=self.organization,
            source="csv",
            unseen_since=self.now,
            actor=ACTOR,
            now=self.now,
        )
        for one in self.subscriptions:
            one.is_gone = one.is_gone or one.seen_at is None or one.seen_at < self.now

    def _edit(self, event: Edit) -> None:
        if event.rule in self.rules:
            rule = self.rules[event.rule]
            rule.words |= event.words
            declare_rule(
                organization=self.organization,
                key=rule.key,
                name=rule.key,
                on=rule.words["on"],
                specification=rule.specification(),
                actor=ACTOR,
                now=self.now,
            )

    def _go(self, *, live: bool) -> None:
        if live:
            go_live(organization=self.organization, first_day_cap=None, actor=ACTOR, now=self.now)
        else:
            return_to_rehearsal(organization=self.organization, actor=ACTOR, now=self.now)
        self.is_live = live

    def _wish(self, event: Wish) -> None:
        member = member_by(self.organization, f"m{event.member}")
        set_preference(
            organization=self.organization,
            member=member,
            wants_courtesy=event.courtesy,
            actor=ACTOR,
            now=self.now,
        )
        (self.unwilling.discard if event.courtesy else self.unwilling.add)(event.member)

    def _hear_sooner(self, event: Sooner) -> None:
        organization = self.organization
        member = member_by(organization, f"m{event.member}")
        set_preference(
            organization=organization, member=member, lead_days=event.days, actor=ACTOR, now=self.now
        )
        if event.days:
            self.wished[event.member].add(event.days)

    def _suppress(self, event: Suppress) -> None:
        if event.on:
            wanted = [NewSuppression(event.address.upper(), SuppressionReason.OWNER)]
            suppress(organization=self.organization, wanted=wanted, actor=ACTOR, now=self.now)
        else:
            lift(organization=self.organization, addresses=[event.address], actor=ACTOR, now=self.now)
        (self.suppressed.add if event.on else self.suppressed.discard)(event.address)

    def _no_mailbox(self, talk: Talk) -> str:
        """Whoever is asked for is unknown, and must not be asked for again."""
        self.suppressed.add(talk.recipients[-1])
        return "550 5.1.1 Unknown"

    def recipients(self, rule: str, member: int) -> set[str]:
        """Who may receive what a rule says to a member; never the owner alone."""
        found = self.rules[rule].recipients(member) - self.suppressed
        return found if found - {OWNER} else set()

    def _wait(self, event: Wait) -> Iterator[list[Said]]:
        no_mailbox = Script(recipient=self._no_mailbox)
        self.server.script = SCRIPTS.get(event.mood, no_mailbox)
        self.is_fine = self.is_fine and event.mood == "fine"
        for _ in range(event.times):
            self.now += timedelta(hours=event.hours)
            yield self.pulse()
        self.server.script = SCRIPTS["fine"]

    def pulse(self) -> list[Said]:
        """One pulse of the engine, and what arrived because of it."""
        self.latest = max(self.latest, self.now)
        with Presence(Path(settings.FORENOTICE_HOME)) as presence:
            pulse(clock=lambda: self.now, presence=presence, carriers=self.carriers)
        arrived, self.heard = self.server.arrived[self.heard :], len(self.server.arrived)
        new = [_read(letter, self.now) for letter in arrived]
        self.said += new
        return new

    def is_missed(self, who: int, rule: str) -> bool:
        """Whether a reminder of a rule to them was missed, which is for good."""
        rows = Reminder.objects.filter(due_date__subscription__external_id=NAMES[who], mode="live")
        return rows.filter(rule__key=rule, state="missed").exists()

    def next_event(self) -> datetime | None:
        """When something may happen by itself next: a reminder is due, or a payment passes."""
        planned = Reminder.objects.filter(state="planned").values_list("release_at", flat=True)
        moments = [*planned]
        for on, at, zone in DueDate.objects.filter(closing="").values_list("due_on", "due_at", "zone"):
            moments += [wall(on + DAY, time(), zone)] + ([at] if at is not None else [])
        return min((moment for moment in moments if moment > self.now), default=None)

    def close(self) -> None:
        """Hang up."""
        self.carriers.close()

    def local(self, member: int) -> datetime:
        """What a member's clocks show."""
        return local(self.now, self.zones[member])


def _read(letter: Arrived, now: datetime) -> Said:
    message = message_from_bytes(letter.content, policy=policy.default)
    body = message.get_body(("plain",))
    assert body is not None
    lines = dict(line.partition("=")[::2] for line in body.get_content().splitlines() if "=" in line)
    (recipient,) = letter.recipients
    return Said(
        at=now,
        rule=str(message["Reply-To"]).partition("@")[0],
        step=str(message["Subject"]).removeprefix("step "),
        recipient=recipient,
        who=NAMES.index(lines["order"]),
        due_on=_day(lines["due"]) or date.min,
        days_left=int(lines["left"] or -999),
        minor=int(lines["minor"]) if lines["minor"] else None,
        ends_on=_day(lines["ends"]),
        card=lines["card"],
        expires_on=_end_of_month(lines["expires"]),
        is_trial=lines["trial"] == "1",
        is_automatic=lines["auto"] == "1",
    )


def _day(words: str) -> date | None:
    return datetime.strptime(words, "%B %d, %Y").replace(tzinfo=UTC).date() if words else None


def _end_of_month(words: str) -> date | None:
    if not words:
        return None
    first = datetime.strptime(words, "%B %Y").replace(tzinfo=UTC).date()
    return months_later(first, 1, 1) - DAY


def _empty() -> None:
    """Take away everything an earlier example left, except what this host knows of itself."""
    # What an earlier house said from this home, this one never did.
    shutil.rmtree(Path(settings.FORENOTICE_HOME) / "journal", ignore_errors=True)
    mine = [m for m in apps.get_models() if m.__module__.startswith("forenotice.") and m.__name__ != "Host"]
    with transaction.atomic(), connection.cursor() as cursor:
        for model in reversed(mine):
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
