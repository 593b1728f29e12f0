"""A world that speaks: one channel, our own messages, and dispatches of which the test sets the clock.

stage = Stage(server)           # an email channel to an SMTP server; without one, the test mailbox
stage.due("ana")                # a reminder to Ana comes due
stage.dispatch()
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from forenotice.accounts.operations import go_live, return_to_rehearsal
from forenotice.channels.contract import OpenChannel
from forenotice.channels.models import Channel
from forenotice.channels.operations import declare_channel
from forenotice.channels.queries import open_channel, open_mailbox
from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message
from forenotice.dispatcher.models import Attempt, Delivery
from forenotice.dispatcher.operations import Dispatched, dispatch
from forenotice.planner.models import Reminder
from forenotice.planner.operations import declare_missed, plan
from forenotice.rules.operations import Declared
from forenotice.rules.specification import StepSpecification
from forenotice.sources.operations import declare_source
from tests.support.smtp_servers import ScriptedServer
from tests.support.world import ACTOR, World, at

MORNING = at("2026-03-02 09:00")
LOCALES = ("en", "fr")
KINDS = ("renewal", "payment_due", "trial_end", "term_end", "card_expiry")


class Stage(World):
    """A world with a rule of one step, seven days before, that speaks by `channel`."""

    def __init__(
        self,
        server: ScriptedServer | None = None,
        *,
        now: datetime = MORNING,
        settings: Mapping[str, Any] | None = None,
        live: bool = True,
        **fields: Any,
    ) -> None:
        fields = {"sender_email": "club@example.org", "sender_name": "The Club"} | fields
        super().__init__(now, live=live, **fields)
        self.server = server
        self.speak_by("mailbox" if server is None else "email", server, **(settings or {}))
        declare_source(
            organization=self.organization,
            key="csv",
            kind="csv",
            settings={},
            fresh_for_days=45,
            actor=ACTOR,
            now=now,
        )
        self.written: set[str] = set()
        self.write("renewal")
        self.worker = "worker-1"
        self.open: dict[tuple[int, str], OpenChannel[Any]] = {}

    def write(self, kind: str) -> None:
        """Publish our own words for a kind of due date, once."""
        if kind in self.written or kind not in KINDS:
            return
        self.written.add(kind)
        ours = default_message(kind)
        publish_message(
            organization=self.organization,
            key=kind,
            name=ours.name,
            message_class=ours.message_class,
            # Each text is compiled anew for each test; two languages say as much as seven.
            texts={locale: ours.texts[locale] for locale in LOCALES},
            actor=ACTOR,
            now=self.now,
        )

    def rule(self, key: str, *steps: StepSpecification | str, **more: Any) -> Declared:
        """Declare a rule, and write the messages that its steps name."""
        for step in steps:
            if isinstance(step, StepSpecification):
                self.write(step.message)
        return super().rule(key, *steps, **more)

    def speak_by(self, kind: str, server: ScriptedServer | None = None, key: str = "", **more: Any) -> None:
        """Declare the channel that rules name `mailbox`, whatever it really is."""
        declare_channel(
            organization=self.organization,
            key=key or "mailbox",
            kind=kind,
            settings=(server.settings(connections=4) if server else {}) | more,
            secrets={},
            actor=ACTOR,
            now=self.now,
        )

    def due(self, *who: str, **facts: Any) -> None:
        """Let these members' payments be eight days ahead, and let a day pass: reminders are due now."""
        for each in who:
            self.told(each, next_on=self.in_days(8), **facts)
        self.plan()
        self.advance(days=1)

    def advance(self, **time: float) -> None:
        """Move the clock."""
        self.now += timedelta(**time)

    def go_live(self, first_day_cap: int | None = None) -> None:
        """Let the organization speak to its members from now on."""
        go_live(organization=self.organization, first_day_cap=first_day_cap, actor=ACTOR, now=self.now)

    def return_to_rehearsal(self) -> None:
        """Speak into the test mailbox only."""
        return_to_rehearsal(organization=self.organization, actor=ACTOR, now=self.now)

    def plan(self) -> None:
        """Run the planning stations."""
        plan(organization=self.organization, now=self.now)
        declare_missed(organization=self.organization, now=self.now)

    def dispatch(
        self,
        *,
        stop: Callable[[], bool] = lambda: False,
        limit: int | None = None,
        is_at_work: Callable[[str], bool] = lambda _: False,
        planned: bool = True,
    ) -> Dispatched:
        """Plan (unless told not to), then say what is due."""
        if planned:
            self.plan()
        return dispatch(
            organization=self.organization,
            clock=lambda: self.now,
            worker=self.worker,
            is_at_work=is_at_work,
            carriers=self.carrier,
            stop=stop,
            limit=limit,
        )

    def break_secrets(self) -> None:
        """Lose the key that the channel's secrets were sealed with."""
        Channel.objects.filter(organization__key=self.key).update(sealed_secrets="sealed with a lost key")
        self.close()

    def carrier(self, channel: Channel, mode: str) -> OpenChannel[Any]:
        """The open channel, kept for the next dispatch."""
        if mode == "rehearsal":
            return open_mailbox(channel.organization)
        key = (channel.pk, mode)
        if key not in self.open:
            self.open[key] = open_channel(channel, clock=lambda: self.now)
        return self.open[key]

    @property
    def long_ago(self) -> datetime:
        """Longer ago than the source's facts are good for."""
        return self.now - timedelta(days=46)

    def close(self) -> None:
        """Hang up."""
        for carrier in self.open.values():
            carrier.close()
        self.open.clear()

    @property
    def said(self) -> list[str]:
        """To whom something arrived at the server, sorted."""
        assert self.server is not None
        return sorted(recipient for letter in self.server.arrived for recipient in letter.recipients)

    def reminders(self) -> dict[str, str]:
        """Every reminder's state and reason, by subscription."""
        rows = Reminder.objects.filter(organization__key=self.key).select_related("due_date__subscription")
        return {row.due_date.subscription.external_id: f"{row.state} {row.reason}" for row in rows}

    def deliveries(self) -> dict[str, str]:
        """Every delivery's state and reason, by recipient."""
        rows = Delivery.objects.filter(organization__key=self.key)
        return {row.recipient: f"{row.state} {row.reason}" for row in rows}

    def delivery(self, recipient: str) -> Delivery:
        """The delivery to one address."""
        return Delivery.objects.get(organization__key=self.key, recipient=recipient)

    def attempts(self, recipient: str) -> list[Attempt]:
        """The tries of the delivery to one address, in order."""
        return list(self.delivery(recipient).attempts.order_by("number"))
