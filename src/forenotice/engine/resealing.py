"""After a change of the secret key: every secret is sealed with the newest one, so that older ones can go."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction
from django.db.models import Manager, TextField

from forenotice.accounts.errors import SealBrokenError
from forenotice.accounts.operations import with_secrets
from forenotice.accounts.sealing import seal_anew

_PREFIX = "sealed_"
"""How the name of every field begins that holds one sealed secret, whichever room owns it."""

_AT_A_TIME = 500

_Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many rows were sealed anew, and which hold what no known key opens; those stay as they are."""

    anew: int
    lost: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Place:
    """A field with secrets in it, and how each of them is changed."""

    rows: "Manager[Any]"
    field: str
    changed: Callable[[Any, _Change], Any]


def seal_everything_anew() -> Resealed:
    """Seal what older keys sealed with the newest one, all in one transaction; what has it already stays.

    So it may be broken off and done again. Nobody may be at work meanwhile who does not know the newest key.
    """
    anew, lost = 0, list[str]()
    with transaction.atomic():
        for place in _places():
            for rows in _batches(place):
                changed = []
                for row in rows:
                    before = getattr(row, place.field)
                    try:
                        after = place.changed(before, seal_anew)
                    except SealBrokenError:
                        lost.append(_named(row))
                        continue
                    if after != before:
                        setattr(row, place.field, after)
                        changed.append(row)
                place.rows.bulk_update(changed, [place.field])
                anew += len(changed)
    return Resealed(anew, lost)


def _places() -> Iterator[_Place]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, TextField) and field.name.startswith(_PREFIX):
                yield _Place(model._default_manager, field.name, lambda sealed, change: change(sealed))
    # Those of second steps stand in the midst of other words.
    yield _Place(Authenticator.objects, "data", with_secrets)


def _batches(place: _Place) -> Iterator[Sequence[Any]]:
    rows, last = place.rows.exclude(**{place.field: ""}).order_by("pk"), 0
    while found := list(rows.filter(pk__gt=last)[:_AT_A_TIME]):
        yield found
        last = found[-1].pk


def _named(row: Any) -> str:
    """Which row that is, for whoever has to give it its secret again; without anybody's name."""
    key = getattr(row, "key", "")
    return f'{row._meta.verbose_name} "{key}"' if key else f"{row._meta.verbose_name} {row.pk}"
