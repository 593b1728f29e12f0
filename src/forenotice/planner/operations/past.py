"""The station that counts what left and what fell silent, of the days on which that changed."""

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.planner.operations.turns import take_turn
from forenotice.planner.past import count_day, first_changed_day


def count_past(*, organization: Organization) -> int:
    """Count each day anew on which a reminder left or fell silent since, each in a transaction of its own.

    Return how many days that were.
    """
    count = 0
    while first_changed_day(organization) is not None:
        with transaction.atomic():
            take_turn(organization)
            day = first_changed_day(organization)
            if day is not None:
                count_day(organization, day)
                count += 1
    return count
