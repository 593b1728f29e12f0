"""Reads of consent."""

from forenotice.consent.queries.asking import Consent, consent_around, facts_as_wished, reaches
from forenotice.consent.queries.finding import PreferenceTold, member_by, preference_of, suppressions_of
from forenotice.consent.queries.holding import Holder, holder_of
from forenotice.consent.queries.listing import (
    SuppressionTold,
    count_suppressions,
    list_suppressions,
    suppression_by_id,
    suppression_rows,
    suppressions_among,
    suppressions_as_rows,
    told,
)

__all__ = [
    "Consent",
    "Holder",
    "PreferenceTold",
    "SuppressionTold",
    "consent_around",
    "count_suppressions",
    "facts_as_wished",
    "holder_of",
    "list_suppressions",
    "member_by",
    "preference_of",
    "reaches",
    "suppression_by_id",
    "suppression_rows",
    "suppressions_among",
    "suppressions_as_rows",
    "suppressions_of",
    "told",
]
