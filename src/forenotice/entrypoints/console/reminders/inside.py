"""Those for whom a moment of a reminder has passed already, as a list for a spreadsheet."""

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.lists import Columns, amount
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.planner.queries import InsideTold
from forenotice.planner.states import REASON_SENTENCES


def inside_columns() -> Columns[InsideTold]:
    """Who, about which payment, and what becomes of it."""
    return [
        (_("Member"), lambda each: each.known.full_name or each.known.member_key),
        (_("Email"), lambda each: each.known.email),
        (_("Product"), lambda each: each.known.product_label),
        (_("Kind"), lambda each: label(each.known.kind)),
        (_("Due"), lambda each: each.known.due_on.isoformat()),
        (_("Amount"), lambda each: amount(each.known.amount_minor, each.known.currency)),
        (_("Currency"), lambda each: each.known.currency),
        (_("The moment was on"), lambda each: each.passed_on.isoformat()),
        (_("Told on"), lambda each: each.send_on.isoformat() if each.send_on else ""),
        (_("Why"), _why),
    ]


def _why(each: InsideTold) -> str:
    if each.withheld is not None:
        return said(REASON_SENTENCES[each.withheld])
    if each.send_on is None:
        return gettext("Nothing is said of this payment.")
    return gettext("Told now") if each.is_now else pgettext("told", "At a later moment")
