"""The corrections of some subscriptions, read together while their source tells of them anew."""

from collections.abc import Sequence

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, read_json, select
from forenotice.ledger.corrected import Held, lay_over, still_hold
from forenotice.ledger.facts import SubscriptionFacts
from forenotice.ledger.models import Correction

_HELD = "SELECT id, subscription_id, part, value, told FROM ledger_correction WHERE organization_id = %s AND "


class Corrections:
    """What holds against the source, and what ends because the source says something new."""

    def __init__(self, organization: Organization, subscription_ids: Sequence[int]) -> None:
        """Read them. New subscriptions have none."""
        self._organization = organization
        self._held: dict[int, dict[int, Held]] = {}
        self._ended: list[int] = []
        if subscription_ids:
            condition, param = among("subscription_id", subscription_ids)
            for number, subscription, part, value, told in select(
                _HELD + condition, [organization.pk, param]
            ):
                held = Held(part, read_json(value), read_json(told))
                self._held.setdefault(subscription, {})[number] = held

    def over(self, subscription_id: int, told: SubscriptionFacts) -> SubscriptionFacts:
        """What the source tells, with what still holds against it laid over."""
        held = self._held.get(subscription_id)
        if not held:
            return told
        kept = still_hold(held.values(), told)
        self._ended += [number for number, each in held.items() if each not in kept]
        return lay_over(told, kept)

    def forget_ended(self) -> None:
        """Delete those against which the source has spoken."""
        if self._ended:
            Correction.objects.filter(organization=self._organization, pk__in=self._ended).delete()
