"""Messages: the owner's words, in languages, as blocks or as HTML; drafts, publication, and the coach."""

from typing import Annotated, Any

from ninja import Query, Router, Status
from pydantic import BaseModel, ConfigDict, Field

from forenotice.blueprint.parts import Section, part_of, parts_of
from forenotice.composer.coach.look import Finding, sentences_of
from forenotice.composer.defaults import AddressForm
from forenotice.composer.operations import publish_revision
from forenotice.dispatcher.coaching import Coached, coach_messages
from forenotice.entrypoints.api.parts import Key, declare
from forenotice.entrypoints.api.problems import not_found
from forenotice.entrypoints.api.shapes import Flag, Given, Whole
from forenotice.entrypoints.api.visitors import Visit
from forenotice.kernel.message import MessageClass

router = Router(tags=["messages"])

IsDraft = Annotated[bool, Query(description="The draft instead of the words that speak.")]
Locale = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,2}$")]


class Block(BaseModel):
    """One block; docs/blocks.md has the fields of each type."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(max_length=40, examples=["text"])


class Text(Given):
    """The words in one language: blocks, or HTML of the owner's own."""

    subject: str = Field(max_length=1_000)
    preheader: str = Field(default="", max_length=1_000)
    html: str = Field(default="", max_length=200_000)
    text: str | None = Field(default=None, max_length=200_000, description="Left out, it is made.")
    blocks: list[Block] = Field(default=[], max_length=200)


class Message(Given):
    """A message, in the words of a blueprint."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    key: str = Field(default="", max_length=64, description="As in the address.")
    name: str = Field(default="", max_length=200)
    message_class: MessageClass = Field(default=MessageClass.COURTESY, alias="class")
    draft: Flag = Field(default=False, description="Whether it is to be kept without speaking.")
    default: str = Field(default="", max_length=64, description="One of ours, such as renewal.")
    address: AddressForm = Field(default=AddressForm.FORMAL, description="How ours addresses people.")
    text: dict[Locale, Text] = Field(default={}, max_length=50, description="By language; wins over ours.")


class Messages(BaseModel):
    """Every message that speaks, and every draft."""

    items: list[Message]


class MessageDeclared(Message):
    """A message as it stands now."""

    warnings: list[str] = Field(description="What you should know of it although it is taken.")


class RevisionGiven(Given):
    """Which words."""

    revision: Whole | None = Field(default=None, ge=1, le=10**9, description="Of this one; else the draft's.")


class Published(BaseModel):
    """Which words speak now."""

    revision: int
    changed: bool
    warnings: list[str]


class FindingShown(BaseModel):
    """One thing that could be better."""

    code: str
    points: int
    where: str
    line: int
    column: int
    what: str
    why: str
    fix: str


class Checked(BaseModel):
    """What the coach says of one text."""

    locale: str
    score: int = Field(description="Of 100.")
    is_unjudged: bool = Field(description="Whether its language is one that the coach does not know well.")
    findings: list[FindingShown]


class Check(BaseModel):
    """What the coach says of a message that speaks."""

    items: list[Checked]


@router.get("", response=Messages, by_alias=True)
def list_messages(request: Visit) -> Messages:
    """Every message that speaks, and every draft, by key."""
    return Messages(items=[_shown(one) for one in parts_of(request.auth.organization, Section.MESSAGES)])


@router.get("/{key}", response=Message, by_alias=True)
def read_message(request: Visit, key: Key, draft: IsDraft = False) -> Message:
    """The words of one message."""
    table = part_of(request.auth.organization, Section.MESSAGES, key, draft=draft)
    if table is None:
        raise not_found("draft" if draft else "message")
    return _shown(table)


@router.put("/{key}", response={200: MessageDeclared, 201: MessageDeclared}, by_alias=True)
def declare_message(request: Visit, key: Key, body: Message) -> Status[MessageDeclared]:
    """Let these words speak from now on, or keep them as a draft; 422 names every fault of them."""
    done = declare(request, Section.MESSAGES, key, body)
    table, warnings = done.value
    return Status(done.status_code, MessageDeclared(**table, warnings=list(warnings)))


@router.post("/{key}/publish", response=Published)
def publish_message(request: Visit, key: Key, body: RevisionGiven) -> Published:
    """Let the draft speak from now on, or the words of an earlier revision."""
    visitor = request.auth
    done = publish_revision(
        organization=visitor.organization,
        key=key,
        number=body.revision,
        actor=visitor.actor,
        now=visitor.now,
    )
    warnings = [str(remark) for remark in done.remarks]
    return Published(revision=done.revision, changed=done.changed, warnings=warnings)


@router.get("/{key}/check", response=Check)
def check_message(request: Visit, key: Key) -> Check:
    """What the coach finds in the words that speak: what, where, why, and how to mend it."""
    read_message(request, key)
    organization = request.auth.organization
    found = coach_messages(organization, request.auth.now, message=key)
    return Check(items=[_checked(one, organization.locale) for one in found])


def _checked(one: Coached, owner: str) -> Checked:
    report = one.report
    findings = [_finding(finding, owner) for finding in report.findings]
    return Checked(
        locale=report.locale, score=report.score, is_unjudged=report.is_unjudged, findings=findings
    )


def _finding(finding: Finding, owner: str) -> FindingShown:
    said, place = sentences_of(finding, owner), finding.place
    return FindingShown(
        code=finding.code,
        points=finding.points,
        where=place.where,
        line=place.line,
        column=place.column,
        what=said.what,
        why=said.why,
        fix=said.fix,
    )


def _shown(table: dict[str, Any]) -> Message:
    return Message(**table)
