"""Products that the owner declares."""

from datetime import datetime

from django.db import transaction

from forenotice.accounts.models import Organization
from forenotice.accounts.operations import record_audit
from forenotice.ledger.models import Product
from forenotice.ledger.operations.surroundings import follow_product
from forenotice.ledger.products_meant import DECLARED

_LINKS = ("pay_url", "update_url", "manage_url", "cancel_url")


@transaction.atomic
def declare_product(
    *,
    organization: Organization,
    key: str,
    name: str,
    description: str = "",
    level: str = "",
    bundle: str = "",
    price_minor: int | None = None,
    currency: str = "",
    interval_count: int | None = None,
    interval_unit: str = "",
    pay_url: str = "",
    update_url: str = "",
    manage_url: str = "",
    cancel_url: str = "",
    actor: str,
    now: datetime,
) -> bool:
    """Make the product ``key``, or bring it to what is declared; True when that changed anything.

    A product that a source told of earlier, by this key as its id or by this name, becomes the declared one.
    What is not declared keeps what sources filled in, except links, which no source tells.
    """
    product = _product(organization, key, name)
    wanted = {
        "source": DECLARED,
        "external_id": key,
        "name": name,
        "description": description,
        "level": level,
        "bundle": bundle,
        "price_minor": price_minor,
        "currency": currency,
        "interval_count": interval_count,
        "interval_unit": interval_unit,
        "pay_url": pay_url,
        "update_url": update_url,
        "manage_url": manage_url,
        "cancel_url": cancel_url,
    }
    told = {field: value for field, value in wanted.items() if value not in ("", None) or field in _LINKS}
    changed = [field for field, value in told.items() if getattr(product, field) != value]
    if not changed:
        return False
    for field in changed:
        setattr(product, field, told[field])
    is_new = product.pk is None
    product.save()
    record_audit(
        organization=organization,
        action="product.declared" if is_new else "product.changed",
        subject=key,
        detail={"fields": changed},
        actor=actor,
        now=now,
    )
    if not is_new and {"interval_count", "interval_unit"} & set(changed):
        follow_product(organization=organization, product_id=product.pk, now=now)
    return True


def _product(organization: Organization, key: str, name: str) -> Product:
    """The declared product of that key; else what a source calls so, by id or by name; else a new one."""
    rows = Product.objects.filter(organization=organization)
    return (
        rows.filter(source=DECLARED, external_id=key).first()
        or rows.exclude(source=DECLARED).filter(external_id=key).order_by("id").first()
        or rows.exclude(source=DECLARED).filter(name=name).order_by("id").first()
        or Product(organization=organization)
    )
