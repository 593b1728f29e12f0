"""Rules with their steps: what to say to whom, and how long before."""

from typing import Annotated, Any, Literal

from ninja import Router, Status
from pydantic import BaseModel, Field

from forenotice.blueprint.parts import Section, part_of, parts_of
from forenotice.entrypoints.api.parts import Key, declare, put_away
from forenotice.entrypoints.api.problems import not_found
from forenotice.entrypoints.api.shapes import Flag, Given
from forenotice.entrypoints.api.visitors import Visit
from forenotice.ledger.states import Kind, PayerKind
from forenotice.rules.operations import switch_rule
from forenotice.rules.specification import Anchor
from forenotice.rules.states import PastMoments

router = Router(tags=["rules"])

Hour = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:00"])]
Words = Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(max_length=500)]


class Window(Given):
    """The local hours in which a step may speak."""

    start: Hour
    end: Hour


class Step(Given):
    """One lead time, one message, by some channels."""

    key: str = Field(max_length=64, examples=["week-before"])
    lead: str = Field(max_length=40, examples=["7 days", "1 month", "36 hours"])
    before: Anchor = Anchor.DUE
    at: Hour | None = Field(default=None, description="The local hour; else where the send window opens.")
    window: Window | None = None
    message: str = Field(max_length=64, description="The key of a message.")
    channels: list[str] = Field(
        default=[], max_length=50, description="Keys; may be left out where there is one."
    )
    contacts: Flag = Field(default=False, description="Also to the member's further billing contacts.")
    owner_copy: str = Field(default="", max_length=254, description="An address that gets a copy.")


class Sender(Given):
    """In whose name."""

    name: str = Field(default="", max_length=200)
    email: str = Field(default="", max_length=254)
    reply_to: str = Field(default="", max_length=254)


class Audience(Given):
    """What a subscription must meet; an empty list asks nothing."""

    products: Words = []
    levels: Words = []
    bundles: Words = []
    intervals: Words = Field(default=[], examples=[["1 month", "1 year"]])
    countries: Words = []
    tags: Words = []
    payer: PayerKind | Literal[""] = ""
    minimum_amount: str | None = Field(default=None, max_length=40, examples=["12.50 EUR"])


class Rule(Given):
    """A rule, in the words of a blueprint."""

    key: str = Field(default="", max_length=64, description="As in the address.")
    name: str = Field(default="", max_length=200)
    on: Flag = True
    kinds: list[Kind] = Field(min_length=1, max_length=5)
    past_moments: PastMoments = PastMoments.SILENT
    catch_up: str = Field(default="2 days", max_length=40, description="How late it may still speak.")
    sender: Sender | None = None
    audience: Audience | None = None
    steps: list[Step] = Field(min_length=1, max_length=50)


class Rules(BaseModel):
    """Every rule that was not put away."""

    items: list[Rule]


class RuleDeclared(Rule):
    """A rule as it stands now."""

    warnings: list[str] = Field(description="What you should know of it although it is taken.")


@router.get("", response=Rules)
def list_rules(request: Visit) -> Rules:
    """Every rule, on or off, by key."""
    return Rules(items=[_shown(table) for table in parts_of(request.auth.organization, Section.RULES)])


@router.get("/{key}", response=Rule)
def read_rule(request: Visit, key: Key) -> Rule:
    """One rule with its steps."""
    table = part_of(request.auth.organization, Section.RULES, key)
    if table is None:
        raise not_found("rule")
    return _shown(table)


@router.put("/{key}", response={200: RuleDeclared, 201: RuleDeclared})
def declare_rule(request: Visit, key: Key, body: Rule) -> Status[RuleDeclared]:
    """Let a rule be as given, whole. A step that keeps its key keeps what it said."""
    done = declare(request, Section.RULES, key, body)
    table, warnings = done.value
    return Status(done.status_code, RuleDeclared(**table, warnings=list(warnings)))


@router.post("/{key}/on", response=Rule)
def switch_rule_on(request: Visit, key: Key) -> Rule:
    """Let it speak, from the moments on that are still to come."""
    return _switch(request, key, on=True)


@router.post("/{key}/off", response=Rule)
def switch_rule_off(request: Visit, key: Key) -> Rule:
    """Let it be silent; what it had planned is cancelled."""
    return _switch(request, key, on=False)


@router.delete("/{key}", response={204: None})
def archive_rule(request: Visit, key: Key) -> Status[None]:
    """Put it away; what it said stays on record. Declared again, it goes on."""
    return put_away(request, Section.RULES, key)


def _switch(request: Visit, key: str, *, on: bool) -> Rule:
    read_rule(request, key)
    visitor = request.auth
    switch_rule(organization=visitor.organization, key=key, on=on, actor=visitor.actor, now=visitor.now)
    return read_rule(request, key)


def _shown(table: dict[str, Any]) -> Rule:
    return Rule(**table)
