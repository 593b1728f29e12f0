"""Who receives a reminder: the member, their billing contacts, and the owner as a blind copy. Pure."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from forenotice.consent.addresses import canonical, is_address
from forenotice.dispatcher.states import Role


class Recipient(NamedTuple):
    """One mailbox, and as what it receives the reminder."""

    email: str
    name: str
    role: Role


def recipients(
    *, email: str, name: str, contacts: Iterable[tuple[str, str]], owner_copy: str
) -> tuple[Recipient, ...]:
    """Everyone who receives it, each mailbox once; nobody when neither member nor contact has an address.

    A contact is an address and a name. The owner's copy alone would be a reminder that reminds nobody.
    """
    found: dict[str, Recipient] = {}
    _add(found, email, name, Role.MEMBER)
    for address, called in contacts:
        _add(found, address, called, Role.CONTACT)
    if found:
        _add(found, owner_copy, "", Role.OWNER_COPY)
    return tuple(found.values())


def reachable(found: Iterable[Recipient], may_write_to: Callable[[str], bool]) -> tuple[Recipient, ...]:
    """Those whose mailboxes may be used; nobody when the owner's copy is all that is left of several."""
    found = tuple(found)
    left = tuple(each for each in found if may_write_to(each.email))
    is_only_owner = all(each.role is Role.OWNER_COPY for each in left)
    return () if is_only_owner and left != found else left


def _add(found: dict[str, Recipient], email: str, name: str, role: Role) -> None:
    email = email.strip()
    if is_address(email):
        if not name.isprintable():
            name = "".join(letter if letter.isprintable() else " " for letter in name)
        found.setdefault(canonical(email), Recipient(email, name.strip(), role))
