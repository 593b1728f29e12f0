"""Who receives a reminder: the member, their billing contacts, and the owner as a blind copy. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from forenotice.dispatcher.states import Role

_LONGEST = 254


class Recipient(NamedTuple):
    """One mailbox, and as what it receives the reminder."""

    email: str
    name: str
    role: Role


def recipients(*, email: str, name: str, contacts: Iterable[Any], owner_copy: str) -> tuple[Recipient, ...]:
    """Everyone who receives it, each mailbox once; nobody when neither member nor contact has an address.

    A contact is an address, or a mapping with `email` and perhaps `name`. The owner's copy alone would
    be a reminder that reminds nobody.
    """
    found: dict[str, Recipient] = {}
    _add(found, email, name, Role.MEMBER)
    for contact in contacts:
        if isinstance(contact, Mapping):
            _add(found, str(contact.get("email") or ""), str(contact.get("name") or ""), Role.CONTACT)
        elif isinstance(contact, str):
            _add(found, contact, "", Role.CONTACT)
    if found:
        _add(found, owner_copy, "", Role.OWNER_COPY)
    return tuple(found.values())


def _add(found: dict[str, Recipient], email: str, name: str, role: Role) -> None:
    email = email.strip()
    if "@" in email and len(email) <= _LONGEST and email.isprintable():
        if not name.isprintable():
            name = "".join(letter if letter.isprintable() else " " for letter in name)
        found.setdefault(email.casefold(), Recipient(email, name.strip(), role))
