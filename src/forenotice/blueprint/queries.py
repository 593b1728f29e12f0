"""The configuration of an organization as it stands in the rows, as a blueprint."""

from collections.abc import Mapping
from dataclasses import replace

from forenotice.accounts.models import Organization
from forenotice.blueprint.document import Blueprint, write_blueprint
from forenotice.blueprint.sections.boosters import BoosterDeclaration
from forenotice.blueprint.sections.channels import ChannelDeclaration
from forenotice.blueprint.sections.messages import MessageDeclaration
from forenotice.blueprint.sections.organization import PLAIN, OrganizationDeclaration
from forenotice.blueprint.sections.products import LINKS, ProductDeclaration
from forenotice.blueprint.sections.rules import RuleDeclaration
from forenotice.blueprint.sections.secrets import SecretReference
from forenotice.blueprint.sections.sources import SourceDeclaration
from forenotice.channels.queries import channels_of
from forenotice.channels.states import Kind as ChannelKind
from forenotice.composer.boosters.library import booster_sources
from forenotice.composer.defaults import DEFAULT_KEYS, AddressForm, default_message
from forenotice.composer.queries import MessageSources, draft_sources, message_sources
from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.money import Money
from forenotice.ledger.models import Product
from forenotice.rules.queries import all_rules
from forenotice.rules.states import RuleState
from forenotice.sources.models import Source

DECLARED_HERE = "blueprint"
"""The name of the source that products of a blueprint come from."""


def blueprint_text(organization: Organization) -> str:
    """The blueprint that, applied, changes nothing. Secrets stand in it as references only."""
    return write_blueprint(current_blueprint(organization))


def current_blueprint(organization: Organization) -> Blueprint:
    """Everything that a blueprint can declare, as it stands."""
    return Blueprint(
        organization=_organization(organization),
        products=tuple(
            _product(row)
            for row in Product.objects.filter(organization=organization, source=DECLARED_HERE).order_by(
                "external_id"
            )
        ),
        sources=tuple(
            _source(row)
            for row in Source.objects.filter(
                organization=organization, put_away_at=None, parting_at=None
            ).order_by("key")
        ),
        channels=tuple(
            ChannelDeclaration(
                key=row.key,
                kind=row.kind,
                settings=row.settings,
                references=_references(row.secret_references),
            )
            for row in channels_of(organization)
            # Zapier makes and retires its hooks by itself.
            if row.retired_at is None and row.kind != ChannelKind.ZAPIER
        ),
        messages=current_messages(organization),
        boosters=current_boosters(organization),
        rules=current_rules(organization),
    )


def source_declaration(organization: Organization, key: str) -> SourceDeclaration | None:
    """A source as a blueprint declares it; None when there is none of that key."""
    row = Source.objects.filter(organization=organization, key=key, put_away_at=None, parting_at=None).first()
    return None if row is None else _source(row)


def _source(row: Source) -> SourceDeclaration:
    return SourceDeclaration(
        key=row.key,
        kind=row.kind,
        fresh_for_days=row.fresh_for_days,
        pull_every_minutes=row.pull_every_minutes,
        settings=row.settings,
        references=_references(row.secret_references),
    )


def current_messages(organization: Organization) -> tuple[MessageDeclaration, ...]:
    """The messages that speak, and the drafts beside them."""
    return (
        *(_message(message) for message in message_sources(organization)),
        *(replace(_message(draft), draft=True) for draft in draft_sources(organization)),
    )


def current_boosters(organization: Organization) -> tuple[BoosterDeclaration, ...]:
    """The boosters on offer."""
    return tuple(
        BoosterDeclaration(key=each.key, terms=each.terms, texts=each.texts)
        for each in booster_sources(organization)
    )


def current_rules(organization: Organization) -> tuple[RuleDeclaration, ...]:
    """The rules that are on or off, and not those that were put away."""
    return tuple(
        RuleDeclaration(
            key=rule.key, name=rule.name, on=rule.state is RuleState.ON, specification=rule.specification
        )
        for rule in all_rules(organization)
        if rule.state is not RuleState.ARCHIVED
    )


def _organization(row: Organization) -> OrganizationDeclaration:
    reference = row.pulse_url_reference
    return OrganizationDeclaration(
        key=row.key,
        **{name: getattr(row, name) for name in PLAIN},
        pulse_url=SecretReference.from_text(reference) if reference else None,
    )


def _product(row: Product) -> ProductDeclaration:
    interval = Interval(row.interval_count, Unit(row.interval_unit)) if row.interval_count else None
    return ProductDeclaration(
        key=row.external_id,
        name=row.name,
        description=row.description,
        level=row.level,
        bundle=row.bundle,
        price=Money(row.price_minor, row.currency) if row.price_minor is not None else None,
        interval=interval,
        **{link: getattr(row, link) for link in LINKS},
    )


def _references(written: Mapping[str, str]) -> dict[str, SecretReference]:
    return {name: SecretReference.from_text(text) for name, text in written.items()}


def _message(written: MessageSources) -> MessageDeclaration:
    default, address = _default_within(written)
    ours = default_message(default, address).texts_as(written.message_class) if default else {}
    return MessageDeclaration(
        key=written.key,
        name=written.name,
        message_class=written.message_class,
        default=default,
        address=address,
        texts={locale: text for locale, text in written.texts.items() if ours.get(locale) != text},
    )


def _default_within(written: MessageSources) -> tuple[str, AddressForm]:
    """The one of our messages that these texts are made from, and how it addresses people; else none.

    It is the one that most of them hold unaltered, if there is a text for each of its languages. Of two alike
    it is the namesake, and the formal one.
    """
    found, most = ("", AddressForm.FORMAL), 0
    for default in sorted(DEFAULT_KEYS, key=lambda name: name != written.key):
        for address in AddressForm:
            ours = default_message(default, address).texts_as(written.message_class)
            same = sum(written.texts.get(locale) == text for locale, text in ours.items())
            if same > most and ours.keys() <= written.texts.keys():
                found, most = (default, address), same
    return found
