"""The reminders of one member, found by their few due dates and not among all that were ever made."""

from collections.abc import Collection

from django.db.models import QuerySet

from forenotice.accounts.states import Mode
from forenotice.ledger.models import DueDate, Member
from forenotice.planner.models import Reminder
from forenotice.rules.models import Step


def reminders_of_member(member: Member, modes: Collection[Mode] = tuple(Mode)) -> list[int]:
    """The numbers of all reminders of a member's due dates, of those modes."""
    return reminders_of_members(member.organization_id, [member.pk], modes)


def reminders_of_members(
    organization_id: int, members: Collection[int], modes: Collection[Mode] = tuple(Mode)
) -> list[int]:
    """The same of some members of one organization, by their numbers."""
    rows = rows_of_members(organization_id, members, modes)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def rows_of_members(
    organization_id: int, members: Collection[int], modes: Collection[Mode] = tuple(Mode)
) -> "QuerySet[Reminder]":
    """Those reminders themselves, in no order."""
    dues = DueDate.objects.filter(
        organization=organization_id, subscription__member__in=list(members)
    ).values_list("pk", flat=True)
    steps = Step.objects.filter(organization=organization_id)
    # The index that makes a reminder once begins with the step, and with lists in hand it is the one taken.
    return Reminder.objects.filter(
        organization=organization_id,
        step__in=list(steps.values_list("pk", flat=True)),
        mode__in=list(modes),
        due_date__in=list(dues),
    )
