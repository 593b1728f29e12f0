"""One reminder: a sentence that is edited in place, and beside it what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext, ngettext

from forenotice.accounts.states import Role
from forenotice.blueprint.errors import PartRefusedError
from forenotice.blueprint.parts import Section, declare_part
from forenotice.blueprint.ready_sets import ReadySet
from forenotice.blueprint.sections.rules import RuleDeclaration, write_rule
from forenotice.composer.defaults import default_message
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.lists import list_file
from forenotice.entrypoints.console.frame.piecewise import WHOLE
from forenotice.entrypoints.console.frame.ready_made import names_for
from forenotice.entrypoints.console.frame.sentences import said
from forenotice.entrypoints.console.frame.tags import number
from forenotice.entrypoints.console.reminders.conflicts import conflicts, loose_ends
from forenotice.entrypoints.console.reminders.difference import Wording, differences
from forenotice.entrypoints.console.reminders.draft import Draft, draft_from, draft_of
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.entrypoints.console.reminders.inside import inside_columns
from forenotice.entrypoints.console.reminders.look import everybody_inside, look_at, may_be_more
from forenotice.entrypoints.console.reminders.words import (
    OUR_DEFAULTS,
    asked_words,
    kinds_words,
    products_words,
)
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.rules.errors import RuleChangedError, RulesError
from forenotice.rules.operations import expect_revision
from forenotice.rules.queries import RuleInForce
from forenotice.rules.specification import RuleSpecification
from forenotice.rules.states import PastMoments, RuleState

INSIDE = "inside"
"""What is asked for where everybody inside is to be read, and not a page."""


@page(writes=Role.EDITOR)
def show(request: HttpRequest, visitor: Visitor, rule: int) -> HttpResponseBase:
    """A reminder as it stands; what is typed is looked at, and saved when asked."""
    shelves = Shelves(visitor.organization)
    saved = shelves.rule(rule)
    writing = Writing(request, visitor, shelves, saved)
    if request.method == "POST":
        return writing.typed(saved.specification)
    if request.GET.get("do") == INSIDE:
        return writing.inside(saved.specification)
    return writing.drawn(
        draft_of(
            shelves,
            saved.specification,
            name=saved.name,
            on=saved.state is RuleState.ON,
            revision=saved.revision,
        )
    )


@dataclass(frozen=True, slots=True)
class Writing:
    """A visitor at work on a reminder; ``saved`` is None for a new one."""

    request: HttpRequest
    visitor: Visitor
    shelves: Shelves
    saved: RuleInForce | None
    begun_with: str = ""

    def typed(self, before: RuleSpecification) -> HttpResponseBase:
        """What a form that was sent comes to."""
        draft = draft_from(self.shelves, before, self.request.POST)
        if self.request.POST.get("do") == INSIDE and draft.specification is not None:
            return self.inside(draft.specification)
        if self.request.POST.get("do", "save") != "save" or draft.specification is None:
            return self.drawn(draft)
        return self._save(draft, draft.specification)

    def inside(self, written: RuleSpecification) -> HttpResponseBase:
        """Everybody for whom a moment has passed already, for a spreadsheet."""
        found = everybody_inside(self.visitor, self.shelves, written, self.saved)
        return list_file("passed", inside_columns(), found)

    def drawn(
        self, draft: Draft, meanwhile: Sequence[str] | None = None, revision: int | None = None
    ) -> HttpResponse:
        """The page, or what stands beside the sentence when only that is asked for.

        ``meanwhile`` is what somebody else changed, ``revision`` the one whose words these are.
        """
        shown = self._beside(draft) | {"meanwhile": meanwhile, "revision": revision}
        is_piece = "HX-Request" in self.request.headers and meanwhile is None
        return render(self.request, f"reminders/{'look' if is_piece else 'rule'}.html", shown)

    def _beside(self, draft: Draft) -> dict[str, Any]:
        written = draft.specification
        shown: dict[str, Any] = {
            "draft": draft,
            "saved": self.saved,
            "may_write": self._may_write,
            "action": self._action,
            "words": {
                "kinds": kinds_words(draft.kinds) or "…",
                "products": products_words(draft.audience, self.shelves.product_names),
                "asked": asked_words(draft.audience),
            },
        }
        if written is None:
            return shown | {"faults": draft.faults}
        today = self.visitor.now.date()
        shown["look"] = look = look_at(self.visitor, self.shelves, written, self.saved)
        shown["conflicts"] = conflicts(self.shelves, written, look, self.saved, today)
        if self.saved is not None:
            wording = Wording(written, draft.is_on, draft.name)
            shown["differences"] = differences(_as_saved(self.saved), wording, self.shelves.names)
        return shown

    @property
    def _may_write(self) -> bool:
        is_away = self.saved is not None and self.saved.state is RuleState.ARCHIVED
        return self.visitor.may_edit and not is_away

    @property
    def _action(self) -> str:
        """Where the form is sent: a revision's own page only shows its words."""
        if self.saved is None:
            return self.request.path
        return address(self.visitor, "reminders:rule", rule=self.saved.rule_id)

    def _save(self, draft: Draft, written: RuleSpecification) -> HttpResponse:
        for sentence in loose_ends(self.shelves, written):
            draft.rule.add_error(None, sentence)
        if draft.rule.errors:
            return self.drawn(draft)
        if question := self._asks(draft, written):
            return question
        key = self.saved.key if self.saved is not None else self._new_key(draft.name)
        wanted = RuleDeclaration(key=key, name=draft.name.strip(), on=draft.is_on, specification=written)
        try:
            self._declare(wanted, draft.rule.cleaned_data["revision"])
        except RuleChangedError:
            return self._changed_meanwhile(draft, written)
        except PartRefusedError as refused:
            draft.rule.add_error(None, " ".join(capfirst(said(sentence)) for _, sentence in refused.faults))
            return self.drawn(draft)
        except RulesError as refused:
            draft.rule.add_error(None, said(refused))
            return self.drawn(draft)
        messages.success(self.request, gettext("“%(name)s” is saved.") % {"name": wanted.name})
        rules = Shelves(self.visitor.organization).rules
        return to_page(
            self.visitor, "reminders:rule", rule=next(each.rule_id for each in rules if each.key == key)
        )

    def _asks(self, draft: Draft, written: RuleSpecification) -> HttpResponse | None:
        """The question before members are told at once; nothing where there are none such."""
        tells = draft.is_on and written.past_moments is PastMoments.SPEAK
        if not tells or self.request.POST.get("confirmed"):
            return None
        look = look_at(self.visitor, self.shelves, written, self.saved)
        if not look.inside and look.share == WHOLE:
            return None
        words = ngettext(
            "For %(n)s payment the moment has passed already: its member is told now.",
            "For %(n)s payments the moment has passed already: their members are told now, once each.",
            look.inside,
        )
        consequence = words % {"n": number(look.inside)}
        if look.share < WHOLE:
            consequence = f"{consequence} {may_be_more()}"
        names = [name for name in self.request.POST if name != "csrfmiddlewaretoken"]
        return confirm(
            self.request,
            title=gettext("Save “%(name)s” and tell them now?") % {"name": draft.name.strip()},
            consequence=consequence,
            button=gettext("Yes, save it and tell them"),
            back=self._action,
            fields=[(name, value) for name in names for value in self.request.POST.getlist(name)],
            back_do="look",
        )

    def _declare(self, wanted: RuleDeclaration, revision: int) -> None:
        organization, actor, now = self.visitor.organization, self.visitor.actor, self.visitor.now
        with transaction.atomic():
            expect_revision(organization=organization, key=wanted.key, revision=revision)
            _reminders, names = names_for(organization)
            for message in self._asked_for(wanted):
                ours = default_message(OUR_DEFAULTS[message])
                words = {"name": names[message], "default": ours.key, "class": str(ours.message_class)}
                declare_part(
                    organization=organization,
                    section=Section.MESSAGES,
                    key=message,
                    values=words,
                    actor=actor,
                    now=now,
                )
            declare_part(
                organization=organization,
                section=Section.RULES,
                key=wanted.key,
                values=write_rule(wanted),
                actor=actor,
                now=now,
            )

    def _asked_for(self, wanted: RuleDeclaration) -> set[str]:
        """The messages of ours that it names and that are not there yet."""
        named = {step.message for step in wanted.specification.steps}
        return {key for key in named if key in OUR_DEFAULTS and key not in self.shelves.messages}

    def _changed_meanwhile(self, draft: Draft, written: RuleSpecification) -> HttpResponse:
        """Both: what somebody else saved meanwhile, and what was typed here, ready to be saved over it."""
        found = Shelves(self.visitor.organization)
        saved = None if self.saved is None else found.rule(self.saved.rule_id)
        if saved is None:
            return self.drawn(draft, [])
        again = self.request.POST.copy()
        again["revision"] = str(saved.revision)
        writing = Writing(self.request, self.visitor, found, saved)
        mine = Wording(written, draft.is_on, draft.name)
        theirs = differences(mine, _as_saved(saved), self.shelves.names)
        return writing.drawn(draft_from(found, saved.specification, again), theirs)

    @property
    def _set_key(self) -> str:
        """The key by which the start knows a ready-made set as chosen."""
        return self.begun_with if self.begun_with in set(ReadySet) else ""

    def _new_key(self, name: str) -> str:
        taken = {rule.key for rule in self.shelves.rules}
        wanted = self._set_key or slugify(name)[:50] or "reminder"
        tries = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, len(taken) + 2))
        return next(key for key in tries if key not in taken)


def _as_saved(rule: RuleInForce) -> Wording:
    return Wording(rule.specification, rule.state is RuleState.ON, rule.name)
