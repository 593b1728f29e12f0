"""What can go wrong with rules."""


class RulesError(Exception):
    """The family of this room's errors; each says where, what is wrong and what to do."""


class RuleRefusedError(RulesError):
    """A rule as declared makes no sense. Its text names every place at fault, one on each line."""


class UnknownRuleError(RulesError):
    """No rule goes by that key."""


class RuleChangedError(RulesError):
    """Somebody else changed the rule meanwhile; nothing was written."""
