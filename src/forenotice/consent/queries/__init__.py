"""Reads of consent."""

from forenotice.consent.queries.asked import is_asked_for, needs_proof
from forenotice.consent.queries.asking import Consent, consent_around, facts_as_wished, reaches
from forenotice.consent.queries.finding import (
    AddressTold,
    PreferenceTold,
    addresses_told,
    member_by,
    preference_of,
    suppressions_of,
)
from forenotice.consent.queries.holding import Holder, holder_of
from forenotice.consent.queries.kept_from import KeptFrom, kept_from
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
from forenotice.consent.queries.members import members_opted_out, members_unreachable

__all__ = [
    "AddressTold",
    "Consent",
    "Holder",
    "KeptFrom",
    "PreferenceTold",
    "SuppressionTold",
    "addresses_told",
    "consent_around",
    "count_suppressions",
    "facts_as_wished",
    "holder_of",
    "is_asked_for",
    "kept_from",
    "list_suppressions",
    "member_by",
    "members_opted_out",
    "members_unreachable",
    "needs_proof",
    "preference_of",
    "reaches",
    "suppression_by_id",
    "suppression_rows",
    "suppressions_among",
    "suppressions_as_rows",
    "suppressions_of",
    "told",
]
