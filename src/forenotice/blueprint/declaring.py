"""One message, booster or rule on its way into the rows, from a whole blueprint or by itself.

Each returns what its owner should know although it is taken.
"""

from datetime import datetime
from typing import TypedDict

from forenotice.accounts.models import Organization
from forenotice.blueprint.sections.boosters import BoosterDeclaration
from forenotice.blueprint.sections.messages import MessageDeclaration
from forenotice.blueprint.sections.rules import RuleDeclaration
from forenotice.composer.boosters.library import declare_booster
from forenotice.composer.defaults import default_message
from forenotice.composer.operations import publish_message, save_draft
from forenotice.rules.operations import declare_rule


class By(TypedDict):
    """In whose name, and when."""

    actor: str
    now: datetime


def put_message(organization: Organization, declared: MessageDeclaration, by: By) -> tuple[str, ...]:
    """Publish the message, or save its draft; raise the composer's errors."""
    default = default_message(declared.default, declared.address) if declared.default else None
    ours = default.texts_as(declared.message_class) if default else {}
    write = save_draft if declared.draft else publish_message
    done = write(
        organization=organization,
        key=declared.key,
        name=declared.name,
        message_class=declared.message_class,
        texts={**ours, **declared.texts},
        **by,
    )
    return tuple(str(remark) for remark in done.remarks)


def put_booster(organization: Organization, declared: BoosterDeclaration, by: By) -> tuple[str, ...]:
    """Put the booster on offer; raise the composer's errors."""
    declare_booster(
        organization=organization,
        key=declared.key,
        terms=declared.terms,
        texts=declared.texts,
        now=by["now"],
    )
    return ()


def put_rule(organization: Organization, declared: RuleDeclaration, by: By) -> tuple[str, ...]:
    """Let the rule be as declared; raise the rules' errors."""
    done = declare_rule(
        organization=organization,
        key=declared.key,
        name=declared.name,
        on=declared.on,
        specification=declared.specification,
        **by,
    )
    return tuple(done.warnings)
