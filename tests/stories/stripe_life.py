"""A life whose facts come from an account at Stripe."""

from forenotice.sources.models import Source
from forenotice.sources.operations import declare_source, hear, look_where_told, pull_due
from tests.stories.life import Life
from tests.support.stripe_account import KEY, WEBHOOK_SECRET, Account, signed
from tests.support.world import ACTOR


class StripeLife(Life):
    """A life whose facts come from an account at Stripe."""

    def connect(self, address: str) -> None:
        """Declare the source."""
        declare_source(
            organization=self.organization,
            key="stripe",
            kind="stripe",
            settings={"address": address},
            secrets={"api_key": KEY, "webhook_secret": WEBHOOK_SECRET},
            fresh_for_days=2,
            actor=ACTOR,
            now=self.now,
        )

    @property
    def stripe(self) -> Source:
        """The source as it stands."""
        return Source.objects.select_related("organization").get(organization__key=self.key, key="stripe")

    def pull(self) -> None:
        """What the first stations of a pulse do."""
        look_where_told(organization=self.organization, now=self.now)
        pull_due(organization=self.organization, stop=lambda: False, now=self.now)

    def pulse(self) -> None:
        self.pull()
        super().pulse()

    def hook(self, account: Account, number: int = -1, at: float | None = None) -> bool:
        """Let the account's webhook bring one of its events."""
        moment = self.now.timestamp() if at is None else at
        body, header = signed(account.events[number], at=moment)
        return hear(
            organization_key=self.key,
            source_key="stripe",
            body=body,
            headers={"stripe-signature": header},
            now=self.now,
        )
