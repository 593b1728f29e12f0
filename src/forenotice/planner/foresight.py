"""What members' consent, or a missing address, will withhold, foreseen as the last look will find it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.channels.purpose import called, is_for_programs, wants
from forenotice.channels.queries import channels_of
from forenotice.consent.addresses import is_address
from forenotice.consent.queries import Consent
from forenotice.kernel.message import MessageClass
from forenotice.kernel.payload import PayloadType
from forenotice.ledger.queries import Known
from forenotice.planner.classes import message_classes
from forenotice.planner.states import Reason
from forenotice.rules.specification import StepSpecification


@dataclass(frozen=True, slots=True)
class Foresight:
    """``classes`` are of the messages that have words, ``channels`` all that there are."""

    classes: Mapping[str, MessageClass]
    channels: Sequence[Channel]

    def is_declined(self, known: Known, words: StepSpecification, consent: Consent) -> bool:
        """Whether a step says what the member does not wish to hear."""
        message_class = self.classes.get(words.message)
        return message_class is not None and not consent.wants(known.member_id, message_class)

    def unreached(
        self, known: Known, words: StepSpecification, consent: Consent, at: datetime
    ) -> Reason | None:
        """Why a step would speak to nobody: there is no address, or none that may be used at a moment."""
        contacts = known.contacts if words.contacts else ()
        told = (known.email, *(address for address, _ in contacts))
        addresses = [address for address in told if is_address(address.strip())]
        if any(consent.may_write_to(address, at) for address in addresses):
            return None
        if self._is_for_programs(known, words):
            return None
        return Reason.SUPPRESSED if addresses else Reason.NO_RECIPIENT

    def withheld(
        self, known: Known, words: StepSpecification, consent: Consent, at: datetime
    ) -> Reason | None:
        """Why a step will not be said at a moment, consent or an address wanting; ``known`` is as wished."""
        if self.is_declined(known, words, consent):
            return Reason.OPTED_OUT
        return self.unreached(known, words, consent, at)

    def is_for_any_program(self, words: StepSpecification) -> bool:
        """Whether a step tells a program too, whatever that one asked to be told of."""
        return any(is_for_programs(way) for key in words.channels for way in called(self.channels, key))

    def _is_for_programs(self, known: Known, words: StepSpecification) -> bool:
        product = (known.product_key, known.product_name)
        return any(
            is_for_programs(way) and wants(way, PayloadType.DUE, known.kind, product)
            for key in words.channels
            for way in called(self.channels, key)
        )


def foresight_of(organization: Organization) -> Foresight:
    """The foresight of an organization, whatever its members wish."""
    return Foresight(message_classes(organization), channels_of(organization))
