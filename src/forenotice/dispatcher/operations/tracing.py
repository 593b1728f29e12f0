"""Which delivery news is about: by the name of the message, else by the provider's own reference."""

from collections.abc import Sequence

from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.dispatcher.models import Delivery, DeliveryEvent
from forenotice.kernel.news import BY_PROVIDER, NAME_LENGTH
from forenotice.planner.bare import marks

# Both must be written as their indexes are, so that these are used.
_NAME = {
    "sqlite": f"SUBSTR(message_id, 1, {NAME_LENGTH})",
    "postgresql": f"LEFT(message_id, {NAME_LENGTH})",
}
_BY_REFERENCE = (
    f"SELECT reference, delivery_id FROM dispatcher_attempt WHERE organization_id = %s"
    f" AND code = '{BY_PROVIDER}' AND reference IN ({{}})"
)


def trace(organization: Organization, told: Sequence[DeliveryEvent]) -> dict[int, Delivery]:
    """The delivery that each piece of news is about, by the number of the piece, where one is found."""
    names = {row.message_name for row in told if row.message_name}
    references = {row.reference for row in told if row.reference and not row.message_name}
    by_name = dict(_named(organization, sorted(names)))
    by_reference = dict(_referred(organization, sorted(references)))
    numbers = {
        row.pk: by_name.get(row.message_name) or by_reference.get(row.reference)
        for row in told
        if row.message_name or row.reference
    }
    wanted = {number for number in numbers.values() if number is not None}
    rows = Delivery.objects.filter(organization=organization, pk__in=wanted)
    deliveries = {row.pk: row for row in rows.select_related("reminder")}
    return {pk: deliveries[number] for pk, number in numbers.items() if number in deliveries}


def _named(organization: Organization, names: Sequence[str]) -> list[tuple[str, int]]:
    if not names:
        return []
    name = _NAME[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {name}, id FROM dispatcher_delivery WHERE organization_id = %s"
            f" AND {name} IN ({marks(len(names))})",
            [organization.pk, *names],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _referred(organization: Organization, references: Sequence[str]) -> list[tuple[str, int]]:
    if not references:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_BY_REFERENCE.format(marks(len(references))), [organization.pk, *references])
        return [(row[0], row[1]) for row in cursor.fetchall()]
