"""How long before something a reminder speaks, as an owner says it."""

from collections.abc import Sequence

from babel.lists import format_list
from django.utils.translation import get_language, gettext, ngettext

from forenotice.composer.formats import cldr_locale
from forenotice.kernel.interval import Unit
from forenotice.kernel.lead_time import LeadTime


def lead_words(lead: LeadTime) -> str:
    """``7 days``."""
    n = lead.count
    if lead.unit is Unit.HOUR:
        return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}
    if lead.unit is Unit.WEEK:
        return ngettext("%(n)d week", "%(n)d weeks", n) % {"n": n}
    if lead.unit is Unit.MONTH:
        return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}
    return ngettext("%(n)d day", "%(n)d days", n) % {"n": n}


def lead_before(lead: LeadTime) -> str:
    """``7 days before``; a lead of nothing is the day itself."""
    if not lead.count:
        return gettext("on the day itself")
    return gettext("%(lead)s before") % {"lead": lead_words(lead)}


def days_before(days: Sequence[int]) -> str:
    """``14, 7 and 1 days before``."""
    written = format_list([str(each) for each in days], locale=cldr_locale(get_language() or "en"))
    return ngettext("%(days)s day before", "%(days)s days before", max(days)) % {"days": written}
