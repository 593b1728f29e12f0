"""Where people are signed in, and what of it is over."""

from datetime import datetime

from django.contrib.sessions.models import Session


def forget_ended_sessions(*, now: datetime) -> int:
    """Delete every session that has run out, and what was typed in it; how many there were."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
