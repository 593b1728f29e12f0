"""What the things are called that the list of changes is about."""

from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import gettext

from forenotice.accounts.models import AuditEntry
from forenotice.accounts.queries import names_of_people
from forenotice.composer.boosters.library import booster_titles
from forenotice.composer.queries import message_names
from forenotice.entrypoints.console.frame.actors import PERSON, actor_words
from forenotice.entrypoints.console.frame.answers import address
from forenotice.entrypoints.console.frame.labels import source_name
from forenotice.entrypoints.console.frame.ways import of_way, way_titles
from forenotice.entrypoints.console.visitors import Visitor
from forenotice.ledger.queries import member_rows, product_rows
from forenotice.planner.queries import reminder_rows, reminders_told
from forenotice.rules.queries import rule_names

_OF_MEMBERS = frozenset({"member", "preference", "links"})


class Names:
    """The names for some rows of the list. What none of them is about is not looked up."""

    def __init__(self, visitor: Visitor, rows: Sequence[AuditEntry]) -> None:
        self._visitor = visitor
        self._rows = rows

    def who(self, actor: str) -> str:
        """Who made a change."""
        return actor_words(actor, self._people)

    def which(self, row: AuditEntry) -> str:
        """What a change was made to, or whom."""
        kind, subject = row.action.partition(".")[0], row.subject
        if kind == "rule":
            return self._rules.get(subject, (0, subject))[1]
        if kind == "reminder":
            return self._reminders.get(subject) or gettext("reminder no. %(number)s") % {"number": subject}
        if kind in _OF_MEMBERS:
            return self._members.get(subject, subject)
        if kind == "source":
            return source_name(subject)
        if kind == "channel":
            return self.way(subject)
        found = self._plain(kind)
        return found.get(subject) or subject

    def way(self, key: str) -> str:
        """What a way out is called."""
        return of_way(key, self._ways)

    def where(self, row: AuditEntry) -> str:
        """The page where more of it stands; empty where there is none."""
        kind, subject = row.action.partition(".")[0], row.subject
        if kind == "rule" and subject in self._rules:
            return address(self._visitor, "reminders:revisions", rule=self._rules[subject][0])
        if kind == "message" and subject in self._messages:
            return address(self._visitor, "messages:revisions", key=subject)
        if kind == "reminder" and subject in self._reminders:
            return address(self._visitor, "scheduled:reminder", reminder_id=int(subject))
        return ""

    def _plain(self, kind: str) -> dict[str, str]:
        if kind == "access":
            return self._people
        if kind == "message":
            return self._messages
        if kind == "booster":
            return self._boosters
        return self._products if kind == "product" else {}

    def _about(self, *kinds: str) -> set[str]:
        return {row.subject for row in self._rows if row.action.partition(".")[0] in kinds}

    @cached_property
    def _people(self) -> dict[str, str]:
        actors = {row.actor.removeprefix(PERSON) for row in self._rows if row.actor.startswith(PERSON)}
        return names_of_people(self._visitor.organization, actors | self._about("access"))

    @cached_property
    def _rules(self) -> dict[str, tuple[int, str]]:
        return rule_names(self._visitor.organization)

    @cached_property
    def _messages(self) -> dict[str, str]:
        return message_names(self._visitor.organization)

    @cached_property
    def _ways(self) -> dict[str, str]:
        return way_titles(self._visitor.organization)

    @cached_property
    def _boosters(self) -> dict[str, str]:
        return booster_titles(self._visitor.organization)

    @cached_property
    def _products(self) -> dict[str, str]:
        rows = product_rows(self._visitor.organization).filter(external_id__in=self._about("product"))
        return {row.external_id: row.label for row in rows}

    @cached_property
    def _members(self) -> dict[str, str]:
        found = member_rows(self._visitor.organization).filter(external_id__in=self._about(*_OF_MEMBERS))
        rows = found.prefetch_related(None).values_list("external_id", "first_name", "last_name")
        return {key: f"{first} {last}".strip() or key for key, first, last in rows}

    @cached_property
    def _reminders(self) -> dict[str, str]:
        numbers = [int(each) for each in self._about("reminder") if each.isdecimal()]
        rows = list(reminder_rows(self._visitor.organization).filter(pk__in=numbers))
        return {
            str(told.reminder_id): gettext("the reminder “%(rule)s” to %(name)s")
            % {"rule": self._rules.get(told.rule, (0, told.rule))[1], "name": told.name or told.member}
            for told in reminders_told(self._visitor.organization, rows)
        }
