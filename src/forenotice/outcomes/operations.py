"""The station that closes outcomes: what followed reminders, some thousand changes at once."""

from datetime import datetime, timedelta

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.kernel.local_time import local_day, start_of_day
from forenotice.outcomes.models import Reading
from forenotice.outcomes.statements import WEEK, count_day, insert_following, insert_nothing, last_change


def close_outcomes(*, organization: Organization, now: datetime) -> int:
    """Read what the ledger recorded since the last time; return how many days have new outcomes.

    Nothing is looked for before an organization has gone live: a rehearsal is said to nobody.
    """
    if organization.live_since is None:
        return 0
    reading, _ = Reading.objects.get_or_create(organization=organization)
    count = 0
    while (last := last_change(organization, reading.last_change)) is not None:
        with transaction.atomic():
            reading = Reading.objects.select_for_update().get(organization=organization)
            if reading.last_change < last:
                days = insert_following(organization, reading.last_change, last)
                for day in days:
                    count_day(organization, day)
                reading.last_change = last
                reading.save(update_fields=["last_change"])
                count += len(days)
    return count + _close_what_is_over(organization, reading, now)


@transaction.atomic
def _close_what_is_over(organization: Organization, reading: Reading, now: datetime) -> int:
    """Once a day: where a week has gone by since the due date and nothing happened, say so."""
    today = local_day(now, organization.time_zone)
    if reading.closed_on is not None and reading.closed_on >= today:
        return 0
    reading = Reading.objects.select_for_update().get(organization=organization)
    until = start_of_day(today, organization.time_zone) - timedelta(days=WEEK)
    began_on = reading.closed_on or local_day(organization.live_since or now, organization.time_zone)
    # What was written in the last hour of a span may have been committed after it.
    since = start_of_day(began_on, organization.time_zone) - timedelta(days=WEEK, hours=1)
    days = insert_nothing(organization, since, until, now)
    for day in days:
        count_day(organization, day)
    reading.closed_on = today
    reading.save(update_fields=["closed_on"])
    return len(days)
