"""Members by what a person calls them, and by where mail reaches them."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from forenotice.accounts.models import Organization
from forenotice.ledger.bulk import among, read_json, select
from forenotice.ledger.models import Member, MemberWord, Subscription
from forenotice.ledger.queries.known import read_contacts
from forenotice.ledger.words import word_of_address


def members_by(organization: Organization, text: str) -> Sequence[Member]:
    """The members meant by an id; else by an email address."""
    rows, text = Member.objects.filter(organization=organization), text.strip()
    for meaning in (Q(external_id=text), Q(email__in=[text, text.lower()], email__gt="")):
        if found := list(rows.filter(meaning).order_by("external_id", "source")):
            return found
    return []


def members_with_address(organization: Organization, addresses: Collection[str]) -> set[int]:
    """The members who have one of these addresses, in small letters, or have a contact who does."""
    condition, param = among("LOWER(email)", addresses)
    sql = f"SELECT id FROM ledger_member WHERE organization_id = %s AND {condition}"
    found = {row[0] for row in select(sql, [organization.pk, param])}
    details = "details" if connection.vendor == "sqlite" else "details::text"
    sql = f"SELECT id, details FROM ledger_member WHERE organization_id = %s AND {details} LIKE %s"
    for number, told in select(sql, [organization.pk, '%"contacts"%']):
        if any(address.lower() in addresses for address, _ in read_contacts(read_json(told))):
            found.add(number)
    return found


def member_by_id(organization: Organization, member_id: int) -> Member | None:
    """The member of our own number."""
    rows = Member.objects.filter(organization=organization, pk=member_id)
    return rows.select_related("organization").first()


def members_called(organization: Organization, text: str, most: int = 10) -> Sequence[int]:
    """The members meant by the whole of an id of theirs, or an id or order number of a subscription."""
    text = text.strip()
    rows = Subscription.objects.filter(organization=organization)
    found = (
        Member.objects.filter(organization=organization, external_id=text)
        .values_list("pk")
        .union(
            rows.filter(external_id=text).values_list("member_id"),
            rows.filter(order_number=text, order_number__gt="").values_list("member_id"),
        )
    )
    return [number for (number,) in found[:most]] if text else []


def zones_by_address(organization: Organization, addresses: Collection[str]) -> Mapping[str, str]:
    """In which zone the member lives whose own address it is; empty where that is not known of one alone."""
    words = {each: word_of_address(each) for each in addresses}
    rows = MemberWord.objects.filter(organization=organization, word__in=set(words.values()))
    found: dict[bytes, set[str]] = {}
    for word, zone in rows.values_list("word", "member__zone") if words else ():
        found.setdefault(bytes(word), set()).add(zone)
    known = {word: min(zones) for word, zones in found.items() if len(zones) == 1}
    return {each: known.get(word, "") for each, word in words.items()}


def members_by_address(organization: Organization, addresses: Collection[str]) -> Collection[int]:
    """The members whose own address is one of these, as far as members were read for their words."""
    words = [word_of_address(address) for address in addresses]
    rows = MemberWord.objects.filter(organization=organization, word__in=words)
    return set(rows.values_list("member_id", flat=True)) if words else set()
