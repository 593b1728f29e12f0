"""Who: the member of a row, with everything that a message may say of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from forenotice.ledger.facts import MemberFacts
from forenotice.sources.csv_file.batch import Batch
from forenotice.sources.csv_file.readings import reading_of
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.when import When
from forenotice.sources.people import EMAIL, read_emails, split_name
from forenotice.sources.places import read_country, read_locale, read_zone
from forenotice.sources.unreadable import quoted

_LONGEST_NAME, _LONGEST_EMAIL, _LONGEST_ID = 200, 254, 200
NOTHING: dict[str, Any] = {}
_PLACES = (
    ("street", "_street"),
    ("city", "_city"),
    ("state", "_state"),
    ("zip", "_zip"),
    ("country", "_country"),
)


class Who:
    """Reads the members of one file."""

    def __init__(self, reader: Reader, when: When) -> None:
        self._reader = reader
        self._when = when
        self._locales = reading_of(read_locale, absent="")
        self._zones = reading_of(read_zone, absent="")
        self._countries = reading_of(read_country, absent="")
        self._contacts = reading_of(read_emails, absent=())

    def zones(self, batch: Batch) -> Iterable[str]:
        """Each member's zone; empty when the file does not tell it."""
        return batch.values("zone", self._zones)

    def members(
        self, batch: Batch, zones: Iterable[str], places: dict[str, list[dict[str, str]]]
    ) -> Iterable[MemberFacts]:
        """The member of each row. A row that tells nobody is put down as a fault."""
        emails = self._emails(batch)
        first_names, last_names = self._names(batch)
        return map(
            MemberFacts,
            self._ids(batch, emails),
            emails,
            first_names,
            last_names,
            batch.values("locale", self._locales),
            zones,
            self._country(batch, places.get("billing")),
            self._when.days(batch, "joined"),
            self._details(batch),
        )

    def places(self, batch: Batch) -> dict[str, list[dict[str, str]]]:
        """The billing and the shipping address of each row, for those that the file tells."""
        told = {}
        for kind in ("billing", "shipping"):
            pieces = [
                (key, self._part(batch, kind + ending)) for key, ending in _PLACES if batch.has(kind + ending)
            ]
            if pieces:
                told[kind] = gather(pieces, batch.size)
        return told

    def _part(self, batch: Batch, name: str) -> Sequence[str]:
        if name.endswith("_country"):
            return batch.values(name, self._countries)
        first = batch.texts(name)
        if not batch.has(f"{name}_2"):
            return first
        return [", ".join(filter(None, both)) for both in zip(first, batch.texts(f"{name}_2"), strict=True)]

    def _emails(self, batch: Batch) -> Sequence[str]:
        emails = [word.strip().lower() for word in batch.words("email")]
        is_email = EMAIL.fullmatch
        for row, email in enumerate(emails):
            if not is_email(email) or len(email) > _LONGEST_EMAIL:
                if email:
                    batch.fault(row, "email", f"{quoted(email)} is not an email address.")
                emails[row] = ""
        return emails

    def _ids(self, batch: Batch, emails: Sequence[str]) -> Sequence[str]:
        told = batch.texts("member_id", _LONGEST_ID)
        # Shops write 0 for a guest, who is then known by the address.
        ids = [id_ if id_ and id_ != "0" else email for id_, email in zip(told, emails, strict=True)]
        if "" in ids:
            for row, id_ in enumerate(ids):
                if not id_ and row not in batch.faults:
                    batch.fault(
                        row, "email", "The row tells no member: there is neither an id nor an email address."
                    )
        if len(max(ids, key=len, default="")) > _LONGEST_ID:
            batch.tidied(ids, "email", _LONGEST_ID)
        return ids

    def _names(self, batch: Batch) -> tuple[Iterable[str], Iterable[str]]:
        if not batch.has("full_name"):
            return batch.texts("first_name", _LONGEST_NAME), batch.texts("last_name", _LONGEST_NAME)
        wholes = batch.texts("full_name", _LONGEST_NAME)
        split = [split_name(whole) for whole in wholes]
        firsts, lasts = batch.texts("first_name", _LONGEST_NAME), batch.texts("last_name", _LONGEST_NAME)
        told = [
            (first, last) if first or last else both
            for first, last, both in zip(firsts, lasts, split, strict=True)
        ]
        return [first for first, _ in told], [last for _, last in told]

    def _country(self, batch: Batch, billing: Sequence[dict[str, str]] | None) -> Iterable[str]:
        if batch.has("country"):
            return batch.values("country", self._countries)
        if billing is None or not batch.has("billing_country"):
            return [""] * batch.size
        return [place.get("country", "") for place in billing]

    def _details(self, batch: Batch) -> list[dict[str, Any]]:
        """What is only ever shown of a member: phone, username, status, contacts."""
        told: list[tuple[str, Sequence[Any]]] = [
            (key, batch.texts(name))
            for key, name in (("phone", "phone"), ("username", "username"), ("status", "member_status"))
            if batch.has(name)
        ]
        if batch.has("contacts"):
            told.append(("contacts", list(map(list, batch.values("contacts", self._contacts)))))
        return gather(told, batch.size)


def gather(told: Sequence[tuple[str, Sequence[Any]]], size: int) -> list[dict[str, Any]]:
    """One dictionary for each row, of what is not empty in it."""
    if not told:
        return [NOTHING] * size
    if len(told) == 1:
        [(key, values)] = told
        return [{key: value} if value or value == 0 else NOTHING for value in values]
    keys = [key for key, _ in told]
    return [
        {key: value for key, value in zip(keys, row, strict=True) if value or value == 0}
        for row in zip(*(values for _, values in told), strict=True)
    ]
