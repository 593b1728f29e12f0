"""Suppressions as a person reads them."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from forenotice.accounts.models import Organization
from forenotice.consent.addresses import canonical
from forenotice.consent.lists import NewSuppression, list_rows
from forenotice.consent.models import Suppression
from forenotice.consent.states import SUPPRESSION_SENTENCES, SuppressionReason


@dataclass(frozen=True, slots=True)
class SuppressionTold:
    """A suppression as a person reads it; ``sentence`` says why it is there."""

    suppression_id: int
    address: str
    reason: SuppressionReason
    sentence: str
    detail: str
    actor: str
    began_at: datetime
    ends_at: datetime | None
    lifted_at: datetime | None
    lifted_by: str

    @property
    def why(self) -> str:
        """The whole sentence, with what is known beyond the reason."""
        return f"{self.sentence.removesuffix('.')}: {self.detail}" if self.detail else self.sentence


def list_suppressions(
    organization: Organization,
    *,
    now: datetime,
    reasons: Collection[SuppressionReason] = (),
    with_ended: bool = False,
    since: datetime | None = None,
    after: int = 0,
    limit: int | None = None,
    newest_first: bool = False,
) -> list[SuppressionTold]:
    """Suppressions in the order in which they were written, those that ended only if asked for.

    They are for some reasons, began at a moment or later, and have a number above ``after``.
    """
    rows = suppression_rows(organization, now, with_ended=with_ended).filter(pk__gt=after)
    if reasons:
        rows = rows.filter(reason__in=list(reasons))
    if since is not None:
        rows = rows.filter(began_at__gte=since)
    return [told(row) for row in rows.order_by("-pk" if newest_first else "pk")[:limit]]


def suppressions_as_rows(organization: Organization, *, now: datetime) -> Iterator[tuple[str, ...]]:
    """The addresses that must not be used now as the rows of a list, the names of its columns first."""
    rows = suppression_rows(organization, now).order_by("pk").iterator()
    return list_rows(
        NewSuppression(row.address, SuppressionReason(row.reason), row.detail, row.began_at, row.ends_at)
        for row in rows
    )


def count_suppressions(organization: Organization, *, now: datetime) -> int:
    """How many addresses must not be used now."""
    return suppression_rows(organization, now).count()


def suppression_by_id(organization: Organization, suppression_id: int) -> SuppressionTold | None:
    """The suppression of that number, also when it has ended."""
    row = Suppression.objects.filter(organization=organization, pk=suppression_id).first()
    return None if row is None else told(row)


def suppressions_among(
    organization: Organization, addresses: Iterable[str], *, now: datetime
) -> Mapping[str, SuppressionTold]:
    """Those of some addresses that must not be used now, by their canonical form."""
    names = {canonical(address) for address in addresses if address}
    rows = suppression_rows(organization, now).filter(canonical__in=names)
    return {row.canonical: told(row) for row in rows.order_by("pk")}


def told(row: Suppression) -> SuppressionTold:
    """A row as a person reads it."""
    return SuppressionTold(
        suppression_id=row.pk,
        address=row.address,
        reason=SuppressionReason(row.reason),
        sentence=SUPPRESSION_SENTENCES[SuppressionReason(row.reason)],
        detail=row.detail,
        actor=row.actor,
        began_at=row.began_at,
        ends_at=row.ends_at,
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by,
    )


def suppression_rows(
    organization: Organization, now: datetime, *, with_ended: bool = False
) -> "QuerySet[Suppression]":
    """The rows of addresses that must not be used now; those that ended only if asked for."""
    rows = Suppression.objects.filter(organization=organization)
    if with_ended:
        return rows
    return rows.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), lifted_at__isnull=True)
