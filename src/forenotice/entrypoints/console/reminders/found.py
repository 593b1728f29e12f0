"""What every page of this room looks up: rules, and the products, messages and channels they may name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from forenotice.accounts.models import Organization
from forenotice.channels.models import Channel
from forenotice.channels.queries import channels_of
from forenotice.composer.queries import MessageShelved, messages_on_the_shelf
from forenotice.entrypoints.console.frame.ways import ways_called, ways_titled
from forenotice.entrypoints.console.reminders.words import OURS, Names
from forenotice.kernel.message import MessageClass
from forenotice.rules.queries import ProductToChoose, RuleInForce, all_rules, products_to_choose


@dataclass(frozen=True)
class Shelves:
    """What the rules of an organization may name, read once for a page."""

    organization: Organization

    @cached_property
    def products(self) -> list[ProductToChoose]:
        """Every product, by name."""
        return sorted(products_to_choose(self.organization), key=lambda each: (each.name, each.key))

    @cached_property
    def product_names(self) -> Mapping[str, str]:
        """The names of products by their keys."""
        return {row.key: row.label for row in self.products}

    @cached_property
    def messages(self) -> Mapping[str, MessageShelved]:
        """Every message by its key, also those that are drafts yet."""
        return {each.key: each for each in messages_on_the_shelf(self.organization)}

    @cached_property
    def message_names(self) -> Mapping[str, str]:
        """The names of messages by their keys, and of those of ours that can be had for the asking."""
        own = {each.key: each.name for each in self.messages.values()}
        return own | {key: str(name) for key, name in OURS.items() if key not in own}

    @cached_property
    def message_classes(self) -> Mapping[str, MessageClass]:
        """The classes of those that speak."""
        known = self.messages.values()
        return {each.key: each.message_class for each in known if each.message_class is not None}

    @cached_property
    def channels(self) -> list[Channel]:
        """The ways out that there are."""
        return [each for each in self._ways if each.retired_at is None]

    @cached_property
    def way_titles(self) -> Mapping[str, str]:
        """What each way out is called where it stands alone, by its key."""
        return ways_titled(self._ways)

    @cached_property
    def _ways(self) -> list[Channel]:
        return channels_of(self.organization)

    @cached_property
    def names(self) -> Names:
        """What products, messages and ways out are called."""
        return Names(self.product_names, self.message_names, ways_called(self._ways))

    @cached_property
    def rules(self) -> list[RuleInForce]:
        """Every rule, also those put away."""
        return all_rules(self.organization)

    def rule(self, rule_id: int) -> RuleInForce:
        """The rule of that number; without one there is no such page."""
        found = next((rule for rule in self.rules if rule.rule_id == rule_id), None)
        if found is None:
            raise Http404
        return found
