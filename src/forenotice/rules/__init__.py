"""What to say, to whom, and how long before.

In: rules as the owner declares them.
Out: rules in revisions, steps with stable keys, and the conditions a due date must meet, by name.
Owns: Rule, RuleRevision, Step.
"""
