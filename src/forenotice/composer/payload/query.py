"""The same facts as the query of a MemberMouse script: names and forms that such scripts read already.

MemberMouse calls a script by an unsigned GET and puts all it has to say into the address. Whoever logs
addresses logs a person with it, so this is only for those who have such a script.
"""

import json
from datetime import date

from forenotice.composer.facts import Facts, Place
from forenotice.composer.payload.body import Names, Withdrawal
from forenotice.kernel.money import Money

Pairs = tuple[tuple[str, str], ...]

_STATUS = {"active": ("1", "Active"), "cancelled": ("2", "Canceled"), "paused": ("4", "Paused")}


def query_of(facts: Facts, names: Names, withdrawal: Withdrawal | None = None) -> Pairs:
    """The pairs of the query, in MemberMouse's order and names."""
    member = facts.member
    status = _STATUS.get(member.status.casefold(), ("", member.status))
    pairs = [
        ("event_type", "reminder_withdrawn" if withdrawal else "reminder_due"),
        ("reminder_id", names.reminder_id),
        ("due_date", facts.due_on.isoformat()),
        ("member_id", member.id),
        ("registered", member.since.isoformat() if member.since else ""),
        ("days_as_member", _days(member.since, facts)),
        ("status", status[0]),
        ("status_name", status[1]),
        ("membership_level", facts.product.level),
        ("membership_level_name", facts.product.level),
        ("username", member.username),
        ("email", member.email),
        ("phone", member.phone),
        ("first_name", member.first_name),
        ("last_name", member.last_name),
        *_address("billing", member.billing),
        *_address("shipping", member.shipping),
        *((f"cf_{name.removeprefix('cf_')}", value) for name, value in member.custom.items()),
        *_order(facts, names),
    ]
    return tuple(pairs)


def _order(facts: Facts, names: Names) -> list[tuple[str, str]]:
    order, product, amount = facts.order, facts.product, facts.payment.amount
    interval = product.interval
    bought = {
        "id": names.product,
        "name": product.name,
        "sku": names.product,
        "amount": _decimals(product.price or amount),
        "quantity": order.quantity or 1,
        "total": _decimals(order.total or amount),
        "is_recurring": interval is not None,
        "recurring_amount": _decimals(amount),
        "rebill_period": interval.count if interval else 0,
        "rebill_frequency": f"{interval.unit.value}s" if interval else "",
    }
    return [
        ("order_number", order.number),
        ("order_total", _decimals(order.total or amount)),
        ("order_subtotal", _decimals(order.subtotal)),
        ("order_discount", _decimals(order.discount)),
        ("order_shipping", _decimals(order.shipping)),
        # MemberMouse spells this one without its second underscore.
        ("order_billing_zipcode", order.billing_address.zip),
        ("order_products", json.dumps([bought], ensure_ascii=False, separators=(",", ":"))),
    ]


def _address(prefix: str, place: Place) -> list[tuple[str, str]]:
    return [
        (f"{prefix}_address", place.street),
        (f"{prefix}_city", place.city),
        (f"{prefix}_state", place.state),
        (f"{prefix}_zip_code", place.zip),
        (f"{prefix}_country", place.country),
    ]


def _days(since: date | None, facts: Facts) -> str:
    return str((facts.now.date() - since).days) if since else ""


def _decimals(money: Money | None) -> str:
    return f"{money.amount:f}" if money else ""
