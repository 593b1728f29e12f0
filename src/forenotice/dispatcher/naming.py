"""The key of a delivery, put together from what is known around it."""

from forenotice.accounts.models import Organization
from forenotice.dispatcher.identity import DeliveryKey
from forenotice.dispatcher.situation import StepAtWork
from forenotice.dispatcher.states import DeliveryType
from forenotice.ledger.queries import Known


def key_of(
    known: Known,
    step: StepAtWork,
    organization: Organization,
    mode: str,
    *,
    channel: str = "",
    recipient: str = "",
    of: DeliveryType = DeliveryType.DUE,
) -> DeliveryKey:
    """What makes a delivery by a channel to a recipient this one; without both, it is the reminder's key."""
    return DeliveryKey(
        organization=organization.key,
        rule=step.rule.key,
        step=step.key,
        source=known.source,
        subscription=known.subscription_key,
        occasion=known.occasion,
        cycle=known.cycle,
        mode=mode,
        channel=channel,
        recipient=recipient,
        type=of,
    )
