"""The reminders of one member, found by their few due dates and not among all that were ever made."""

from collections.abc import Collection

from forenotice.accounts.states import Mode
from forenotice.ledger.models import DueDate, Member
from forenotice.planner.models import Reminder
from forenotice.rules.models import Step


def reminders_of_member(member: Member, modes: Collection[Mode] = tuple(Mode)) -> list[int]:
    """The numbers of all reminders of a member's due dates, of those modes."""
    organization = member.organization_id
    dues = DueDate.objects.filter(organization=organization, subscription__member=member)
    steps = Step.objects.filter(organization=organization)
    # The index that makes a reminder once begins with the step, and with lists in hand it is the one taken.
    rows = Reminder.objects.filter(
        organization=organization,
        step__in=list(steps.values_list("pk", flat=True)),
        mode__in=list(modes),
        due_date__in=list(dues.values_list("pk", flat=True)),
    )
    return list(rows.order_by("pk").values_list("pk", flat=True))
