"""Reads of the ledger."""

from forenotice.ledger.queries.ahead import due_date_of, due_dates_ahead
from forenotice.ledger.queries.counting import (
    DueSort,
    LedgerCounts,
    count_up_to,
    counts,
    due_between,
    due_by_sort,
    has_more_than,
)
from forenotice.ledger.queries.day_counts import (
    PAYMENTS,
    GoingOn,
    count_changed,
    counted_days,
    going_on,
    is_any_day_changed,
    payment_groups,
)
from forenotice.ledger.queries.finding import (
    changes_of,
    corrections_of,
    due_dates_of,
    member_corrections_of,
    subscription_by,
    subscription_by_id,
    subscriptions_by,
)
from forenotice.ledger.queries.known import Known, facts_for, followed_by, read_contacts
from forenotice.ledger.queries.later import Later, later_payments
from forenotice.ledger.queries.listing import member_rows, product_rows, subscription_rows
from forenotice.ledger.queries.members_listed import MemberListed, members_listed
from forenotice.ledger.queries.people import (
    member_by_id,
    members_by,
    members_by_address,
    members_called,
    members_with_address,
    zones_by_address,
)
from forenotice.ledger.queries.searching import (
    Found,
    FoundPage,
    find_members,
    words_left,
)
from forenotice.ledger.queries.sightings import (
    count_current,
    count_unseen,
    known_fingerprints,
    told_by_others,
    told_subscriptions,
)
from forenotice.ledger.queries.wanted import Order, Wanted

__all__ = [
    "PAYMENTS",
    "DueSort",
    "Found",
    "FoundPage",
    "GoingOn",
    "Known",
    "Later",
    "LedgerCounts",
    "MemberListed",
    "Order",
    "Wanted",
    "changes_of",
    "corrections_of",
    "count_changed",
    "count_current",
    "count_unseen",
    "count_up_to",
    "counted_days",
    "counts",
    "due_between",
    "due_by_sort",
    "due_date_of",
    "due_dates_ahead",
    "due_dates_of",
    "facts_for",
    "find_members",
    "followed_by",
    "going_on",
    "has_more_than",
    "is_any_day_changed",
    "known_fingerprints",
    "later_payments",
    "member_by_id",
    "member_corrections_of",
    "member_rows",
    "members_by",
    "members_by_address",
    "members_called",
    "members_listed",
    "members_with_address",
    "payment_groups",
    "product_rows",
    "read_contacts",
    "subscription_by",
    "subscription_by_id",
    "subscription_rows",
    "subscriptions_by",
    "told_by_others",
    "told_subscriptions",
    "words_left",
    "zones_by_address",
]
