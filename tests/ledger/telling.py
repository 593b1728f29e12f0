"""An organization with a ledger in a real database, told of subscriptions by sources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.models import DueDate, Subscription, Touched
from forenotice.ledger.operations import Recorded, Rolled, record_facts, roll_forward
from tests.ledger.examples import NOW


@dataclass
class Ledger:
    """One organization's."""

    organization: Organization

    def tell(self, *facts: SubscriptionFacts, source: str = "csv", now: datetime = NOW) -> Recorded:
        """A source tells these facts."""
        return record_facts(
            organization=self.organization, source=source, facts=facts, actor="import", now=now
        )

    def roll(self, now: datetime, fresh_since: Mapping[str, datetime] | None = None) -> Rolled:
        """Time passes; unless said otherwise, facts stay fresh for 45 days."""
        since = {"csv": now - timedelta(days=45)} if fresh_since is None else fresh_since
        return roll_forward(organization=self.organization, fresh_since=since, now=now)

    def due(self, external_id: str = "s1", occasion: str = "payment") -> DueDate:
        """The one open due date of a subscription."""
        rows = DueDate.objects.filter(organization=self.organization, closing="", occasion=occasion)
        return rows.get(subscription__external_id=external_id)

    def subscription(self, external_id: str = "s1", source: str = "csv") -> Subscription:
        """The row of a subscription."""
        rows = Subscription.objects.select_related("member", "product", "sighting")
        return rows.get(organization=self.organization, external_id=external_id, source=source)

    def take_touched(self) -> list[str]:
        """The ids of the subscriptions that planning is to look at; they are asked for once."""
        rows = Touched.objects.filter(organization=self.organization).order_by("id")
        ids = [row.subscription.external_id for row in rows.select_related("subscription")]
        rows.delete()
        return ids


def new_ledger(key: str = "club", zone: str = "Europe/Paris") -> Ledger:
    """An organization of its own."""
    values = {"name": key.title(), "time_zone": zone, "currency": "EUR"}
    return Ledger(declare_organization(key=key, values=values, actor="test", now=NOW).organization)
