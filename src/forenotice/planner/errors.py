"""What can go wrong when somebody asks something of a reminder."""


class PlannerError(Exception):
    """The family of this room's errors; each says what is wrong and what to do."""


class UnknownReminderError(PlannerError):
    """There is no such reminder."""


class NotPlannedError(PlannerError):
    """Only a reminder that is still to be said can be changed by hand."""
