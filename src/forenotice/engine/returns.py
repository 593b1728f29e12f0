"""The station that hears what became of messages: mail that came back, and news that waited."""

from datetime import datetime

import structlog
from django.db import InterfaceError, OperationalError

from forenotice.accounts.models import Organization
from forenotice.channels.operations import look_for_returns
from forenotice.dispatcher.operations import Heard, hear

log = structlog.get_logger(__name__)


def hear_news(*, organization: Organization, now: datetime) -> Heard:
    """Look into the mailboxes whose moment has come, and apply all news there is."""
    heard = Heard()
    try:
        for arrived in look_for_returns(organization=organization, now=now):
            if arrived.fault:
                log.warning("returns_not_read", channel=arrived.channel, reason=arrived.fault)
            if arrived.news:
                heard = heard.and_(hear(organization=organization, news=arrived.news, now=now))
    except (OperationalError, InterfaceError):
        # The database is locked or away, which says nothing of the mail.
        raise
    except Exception as error:
        # Mail from outside must never silence us, whatever is in it.
        log.error("returns_broke", organization=organization.key, fault=type(error).__name__)
    return heard.and_(hear(organization=organization, news=(), now=now))
