"""Makes an organization be as a blueprint declares it, all of it or nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import declare_organization, record_audit
from forenotice.accounts.queries import all_organizations
from forenotice.blueprint.declaring import By, put_booster, put_message, put_rule
from forenotice.blueprint.difference import Difference, Sign, differences
from forenotice.blueprint.document import Blueprint, to_tables
from forenotice.blueprint.errors import AnotherOrganizationError, BlueprintRefusedError, SecretNotFoundError
from forenotice.blueprint.problems import Problem
from forenotice.blueprint.queries import current_blueprint
from forenotice.blueprint.secret_places import found_or_kept, kept_secrets
from forenotice.blueprint.sections.boosters import BoosterDeclaration
from forenotice.blueprint.sections.channels import ChannelDeclaration
from forenotice.blueprint.sections.messages import MessageDeclaration
from forenotice.blueprint.sections.organization import PLAIN, OrganizationDeclaration
from forenotice.blueprint.sections.products import LINKS, ProductDeclaration
from forenotice.blueprint.sections.rules import RuleDeclaration
from forenotice.blueprint.sections.secrets import SecretReference
from forenotice.blueprint.sections.sources import SourceDeclaration
from forenotice.channels.errors import ChannelError
from forenotice.channels.operations import declare_channel
from forenotice.channels.queries import remarks_on
from forenotice.composer.boosters.library import archive_boosters_absent_from
from forenotice.composer.errors import BoosterRefusedError, ComposerError, MessageRefusedError
from forenotice.composer.queries import message_keys
from forenotice.ledger.operations import declare_product, follow_organization
from forenotice.rules.errors import RulesError
from forenotice.rules.operations import archive_rules_absent_from
from forenotice.sources.errors import SourcesError
from forenotice.sources.operations import declare_source

_T = TypeVar("_T")
_REFUSALS = (ChannelError, ComposerError, RulesError, SourcesError, SecretNotFoundError)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a blueprint refers to outside itself: the variables and the folder where its secrets are."""

    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = Path()


@dataclass(frozen=True, slots=True)
class Applied:
    """What a blueprint changed, or would change; no differences means that all was so already."""

    organization_key: str
    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]


def apply_blueprint(
    *,
    blueprint: Blueprint,
    name: str,
    surroundings: Surroundings,
    actor: str,
    now: datetime,
    dry_run: bool = False,
    may_be_another: bool = False,
) -> Applied:
    """Make everything be as declared, in one transaction; ``dry_run`` does the same and then undoes it.

    Rules and boosters that the blueprint no longer holds are put away. Products, messages and channels that
    it no longer holds stay, for what was said with them must remain readable. Raise
    :class:`BlueprintRefusedError` with every reason, and :class:`AnotherOrganizationError` unless
    ``may_be_another``.
    """
    if not may_be_another:
        _refuse_another(blueprint.organization.key)
    with transaction.atomic():
        applied = _Application(blueprint, name, surroundings, actor, now).run()
        # Doing everything and undoing it finds the same faults and the same differences as doing it.
        transaction.set_rollback(dry_run)
    return applied


def _refuse_another(key: str) -> None:
    known = [organization.key for organization in all_organizations()]
    if known and key not in known:
        raise AnotherOrganizationError(
            f'This instance speaks for "{", ".join(known)}" and not for "{key}". If the key was changed by '
            "mistake, write the old one again: under a new key every reminder would be new. If it is really "
            "another organization, add --another."
        )


class _Application:
    """One blueprint on its way into the rows. Refusals are gathered and told at once."""

    def __init__(
        self, blueprint: Blueprint, name: str, surroundings: Surroundings, actor: str, now: datetime
    ) -> None:
        self._blueprint = blueprint
        self._name = name
        self._surroundings = surroundings
        self._by: By = {"actor": actor, "now": now}
        self._problems: list[Problem] = []
        self._warnings: list[str] = []
        self._renewed: list[Difference] = []
        self._kept: Mapping[str, str] = {}

    def run(self) -> Applied:
        """Declare everything, then see in the rows what became different."""
        declared = self._blueprint.organization
        known = Organization.objects.filter(key=declared.key).first()
        before = to_tables(current_blueprint(known)) if known is not None else {}
        self._kept = kept_secrets(known) if known is not None else {}
        organization = self._declare_organization(declared)
        self._declare_all(organization)
        if self._problems:
            raise BlueprintRefusedError(self._name, self._problems)
        found = differences(before, to_tables(current_blueprint(organization)))
        found += [renewed for renewed in self._renewed if not _is_told(renewed, found)]
        if found:
            record_audit(
                organization=organization,
                action="blueprint.applied",
                subject=Path(self._name).name[:200],
                detail={"differences": [str(difference) for difference in found]},
                **self._by,
            )
        return Applied(declared.key, tuple(found), tuple(self._warnings))

    def _declare_all(self, organization: Organization) -> None:
        blueprint = self._blueprint
        self._each("products", blueprint.products, lambda one: self._declare_product(organization, one))
        self._each("sources", blueprint.sources, lambda one: self._declare_source(organization, one))
        self._each("channels", blueprint.channels, lambda one: self._declare_channel(organization, one))
        messages = sorted(blueprint.messages, key=lambda one: one.draft)
        self._each("messages", messages, lambda one: self._write_message(organization, one))
        self._each("boosters", blueprint.boosters, lambda one: self._declare_booster(organization, one))
        self._each("rules", blueprint.rules, lambda one: self._declare_rule(organization, one))
        keys = [rule.key for rule in blueprint.rules]
        archive_rules_absent_from(organization=organization, keys=keys, **self._by)
        boosters = [booster.key for booster in blueprint.boosters]
        archive_boosters_absent_from(organization=organization, keys=boosters, now=self._by["now"])
        self._warn_of_silent_steps(organization)

    def _each(self, section: str, declared: Sequence[_T], declare: Callable[[_T], None]) -> None:
        for one in declared:
            place = f'[[{section}]] "{getattr(one, "key", "")}"'
            try:
                declare(one)
            except (BoosterRefusedError, MessageRefusedError) as error:
                self._problems += [Problem(place, str(problem)) for problem in error.problems]
            except _REFUSALS as error:
                self._problems.append(Problem(place, str(error)))

    def _declare_organization(self, declared: OrganizationDeclaration) -> Organization:
        reference = declared.pulse_url
        pulse_url = ""
        if reference is not None:
            try:
                pulse_url = self._secret(reference)
            except SecretNotFoundError as error:
                self._problems.append(Problem("[organization], pulse_url", str(error)))
        values = {name: getattr(declared, name) for name in PLAIN}
        values["pulse_url_reference"] = str(reference) if reference is not None else ""
        done = declare_organization(key=declared.key, values=values, pulse_url=pulse_url, **self._by)
        if "pulse_url" in done.changed and not done.created:
            self._renewed.append(
                Difference(Sign.CHANGED, "organization, pulse_url", "the address was renewed")
            )
        if not done.created and {"time_zone", "currency"} & set(done.changed):
            follow_organization(organization=done.organization, now=self._by["now"])
        return done.organization

    def _declare_product(self, organization: Organization, declared: ProductDeclaration) -> None:
        price, interval = declared.price, declared.interval
        declare_product(
            organization=organization,
            key=declared.key,
            name=declared.name,
            description=declared.description,
            level=declared.level,
            bundle=declared.bundle,
            price_minor=price.minor if price is not None else None,
            currency=price.currency if price is not None else "",
            interval_count=interval.count if interval is not None else None,
            interval_unit=str(interval.unit) if interval is not None else "",
            **{link: getattr(declared, link) for link in LINKS},
            **self._by,
        )

    def _declare_source(self, organization: Organization, declared: SourceDeclaration) -> None:
        changed = declare_source(
            organization=organization,
            key=declared.key,
            kind=declared.kind,
            settings=declared.settings,
            fresh_for_days=declared.fresh_for_days,
            pull_every_minutes=declared.pull_every_minutes,
            secrets={name: self._secret(reference) for name, reference in declared.references.items()},
            references={name: str(reference) for name, reference in declared.references.items()},
            **self._by,
        )
        if changed:
            subject = f'source "{declared.key}"'
            self._renewed.append(Difference(Sign.CHANGED, subject, "its secrets were renewed"))

    def _declare_channel(self, organization: Organization, declared: ChannelDeclaration) -> None:
        secrets = {name: self._secret(reference) for name, reference in declared.references.items()}
        changed = declare_channel(
            organization=organization,
            key=declared.key,
            kind=declared.kind,
            settings=declared.settings,
            secrets=secrets,
            references={name: str(reference) for name, reference in declared.references.items()},
            **self._by,
        )
        remarks = remarks_on(declared.settings)
        self._warnings += [f'Channel "{declared.key}": {remark}' for remark in remarks]
        if changed:
            subject = f'channel "{declared.key}"'
            self._renewed.append(Difference(Sign.CHANGED, subject, "its secrets were renewed"))

    def _write_message(self, organization: Organization, declared: MessageDeclaration) -> None:
        remarks = put_message(organization, declared, self._by)
        self._warnings += [f'Message "{declared.key}", {remark}' for remark in remarks]

    def _warn_of_silent_steps(self, organization: Organization) -> None:
        """A step whose message is only a draft has no words."""
        speaking = message_keys(organization)
        for rule in self._blueprint.rules:
            for step in rule.specification.steps if rule.on else ():
                key = step.message
                if key not in speaking:
                    draft = f'the message "{key}" is only a draft, so nobody is told.'
                    remedy = f"To let it speak, run: forenotice messages publish {key}"
                    self._warnings.append(f'Rule "{rule.key}", step "{step.key}": {draft} {remedy}')

    def _declare_booster(self, organization: Organization, declared: BoosterDeclaration) -> None:
        put_booster(organization, declared, self._by)

    def _declare_rule(self, organization: Organization, declared: RuleDeclaration) -> None:
        warnings = put_rule(organization, declared, self._by)
        self._warnings += [f'Rule "{declared.key}": {warning}' for warning in warnings]

    def _secret(self, reference: SecretReference) -> str:
        """The secret as it is found now, else as it was found at the same place before."""
        surroundings = self._surroundings
        secret, warning = found_or_kept(reference, surroundings.environment, surroundings.folder, self._kept)
        if warning:
            self._warnings.append(warning)
        return secret


def _is_told(renewed: Difference, found: Sequence[Difference]) -> bool:
    """Whether the same thing is told of already, so that its new secret needs no line of its own."""
    return any(difference.subject.startswith(renewed.subject) for difference in found)
