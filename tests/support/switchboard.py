"""A stage with programs, each behind a channel of its own."""

from typing import Any

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.dispatcher.models import Delivery
from tests.support.programs import Program
from tests.support.stage import Stage
from tests.support.world import step


class Switchboard:
    """A stage with programs, each behind a channel of its own."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def connect(
        self, key: str, program: Program | None = None, kind: str = "webhook", **settings: Any
    ) -> Program:
        """Let a program be told by a channel called `key`."""
        channel = Channel.objects.create(
            organization=self.stage.organization,
            key=key,
            kind=kind,
            settings=settings,
            created_at=self.stage.now,
            changed_at=self.stage.now,
        )
        program = program or Program()
        self.stage.open[(channel.pk, "live")] = program
        return program

    def tell(self, *channels: str, lead: str = "7 days") -> None:
        """Let the rule speak by these channels."""
        self.stage.rule("renewals", step(lead, channels=channels))

    def states(self, key: str) -> list[str]:
        """Type, state and reason of every delivery to a program, in order."""
        rows = Delivery.objects.filter(recipient=key).order_by("pk")
        return [f"{row.type}: {row.state} {row.reason}" for row in rows]

    @property
    def organization(self) -> Organization:
        return self.stage.organization
