"""A reminder as it is being written: its forms, and the specification that they say once they are sound."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from forenotice.accounts.models import Organization
from forenotice.entrypoints.console.frame.tags import colon
from forenotice.entrypoints.console.reminders.fields import RuleForm, StepForm, usual_interval
from forenotice.entrypoints.console.reminders.found import Shelves
from forenotice.kernel.money import Money
from forenotice.rules.specification import Audience, RuleSpecification, StepSpecification


@dataclass(frozen=True, slots=True)
class Draft:
    """``rule`` and ``steps`` are forms. ``specification`` is what they say, None while something is wrong."""

    rule: RuleForm
    steps: Sequence[StepForm]
    specification: RuleSpecification | None

    @property
    def name(self) -> str:
        """What it is called, as typed."""
        return str(self.rule["name"].value() or "")

    @property
    def audience(self) -> Audience:
        """Whom it is for; while something is wrong, as far as that can be read."""
        if self.specification is not None:
            return self.specification.audience
        listed = ("products", "levels", "bundles", "intervals")
        typed: dict[str, Any] = {name: tuple(self.rule[name].value() or ()) for name in listed}
        return Audience(**typed, payer_kind=str(self.rule["payer_kind"].value() or ""))

    @property
    def kinds(self) -> Sequence[str]:
        """What it is about, as typed."""
        return tuple(self.rule["kinds"].value() or ())

    @property
    def faults(self) -> list[str]:
        """What is wrong, each with the field that it is wrong with."""
        forms = (self.rule, *self.steps)
        return [
            f"{colon(form[name].label)} {fault}" if name in form.fields else str(fault)
            for form in forms
            if form.is_bound
            for name, found in form.errors.items()
            for fault in found
        ]

    @property
    def is_on(self) -> bool:
        """Whether it is to speak."""
        return bool(self.rule["on"].value())


def draft_of(shelves: Shelves, rule: RuleSpecification, *, name: str, on: bool, revision: int = 0) -> Draft:
    """The forms of a reminder as it stands."""
    form = RuleForm(shelves, rule, initial=_rule_values(shelves.organization, rule, name, on, revision))
    steps = [
        StepForm(shelves, step, prefix=f"step-{number}", initial=_step_values(step))
        for number, step in enumerate(rule.steps)
    ]
    return Draft(form, steps, rule)


def draft_from(shelves: Shelves, saved: RuleSpecification | None, typed: QueryDict) -> Draft:
    """The forms as they were typed; with one step more or less where a button for that was pressed."""
    do = typed.get("do", "")
    numbers = [number for number in typed.getlist("steps") if number.isdecimal() and do != f"remove-{number}"]
    rule = RuleForm(shelves, saved, typed)
    steps = []
    for number in numbers[:50]:
        step = saved.step(typed.get(f"step-{number}-key", "")) if saved is not None else None
        steps.append(StepForm(shelves, step, typed, prefix=f"step-{number}"))
    if do == "add":
        steps.append(_another(shelves, typed, numbers))
        return Draft(rule, steps, None)
    return Draft(rule, steps, _specification(rule, steps))


def _specification(rule: RuleForm, steps: Sequence[StepForm]) -> RuleSpecification | None:
    sound = [step.is_valid() for step in steps]
    if not rule.is_valid() or not all(sound):
        return None
    if not steps:
        rule.add_error(None, gettext("A reminder needs at least one moment, or it never speaks. Add one."))
        return None
    keys = {step.cleaned_data["key"] for step in steps} - {""}
    found: list[StepSpecification] = []
    for step in steps:
        found.append(step.specification(keys))
        keys.add(found[-1].key)
    return rule.specification(found)


def _another(shelves: Shelves, typed: QueryDict, numbers: Sequence[str]) -> StepForm:
    """One step more, with the words of the last one."""
    number = max((int(each) for each in numbers), default=-1) + 1
    last = f"step-{numbers[-1]}" if numbers else ""
    initial = {
        "count": 7,
        "unit": "day",
        "anchor": typed.get(f"{last}-anchor", "due"),
        "message": typed.get(f"{last}-message", ""),
        "channels": typed.getlist(f"{last}-channels"),
    }
    return StepForm(shelves, None, prefix=f"step-{number}", initial=initial)


def _rule_values(
    organization: Organization, rule: RuleSpecification, name: str, on: bool, revision: int
) -> dict[str, Any]:
    asked = rule.audience
    listed = ("products", "levels", "bundles", "intervals", "countries", "tags")
    amount = None
    if asked.minimum_amount_minor is not None:
        amount = Money(asked.minimum_amount_minor, asked.currency).amount
    return {
        "name": name,
        "on": on,
        "revision": revision,
        "kinds": list(rule.kinds),
        **{field: list(getattr(asked, field)) for field in listed},
        "intervals": [usual_interval(each) for each in asked.intervals],
        "payer_kind": asked.payer_kind,
        "minimum_amount": amount,
        "currency": asked.currency or organization.currency,
        "past_moments": str(rule.past_moments),
        "catch_up_hours": rule.catch_up_hours,
        "sender_name": rule.sender_name,
        "sender_email": rule.sender_email,
        "reply_to": rule.reply_to,
    }


def _step_values(step: StepSpecification) -> dict[str, Any]:
    return {
        "key": step.key,
        "count": step.lead.count,
        "unit": str(step.lead.unit),
        "anchor": str(step.anchor),
        "message": step.message,
        "channels": list(step.channels),
        "hour": step.hour,
        "window_start": step.window_start,
        "window_end": step.window_end,
        "contacts": step.contacts,
        "owner_copy": step.owner_copy,
    }
