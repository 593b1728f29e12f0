"""What MemberMouse's decisions ask, each as a comparison of ours, as near as what we know allows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from forenotice.composer.membermouse.equations import EquationError
from forenotice.composer.membermouse.native import custom_field
from forenotice.composer.membermouse.words import quoted

# The words of sources for one status, and our own for how a subscription stands.
_STATUSES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "active": ("active", "trialing"),
        "canceled": ("canceled", "cancelled"),
        "cancelled": ("canceled", "cancelled"),
        "expired": ("expired", "ended"),
        "overdue": ("overdue", "past due", "past_due"),
        "pending_cancel": ("pending_cancel", "pending cancel", "pending cancellation"),
    }
)


@dataclass(frozen=True, slots=True)
class Question:
    """How one attribute asks. ``write`` makes a comparison of a value."""

    write: Callable[[str], str]
    why: str = ""
    advice: str = ""


def _equals(tag: str) -> Callable[[str], str]:
    return lambda words: f"{tag} == {quoted(words)}"


def _status(words: str) -> str:
    known = _STATUSES.get(words.lower(), (words.lower(),))
    if len(known) == 1:
        return f"member.status|lower == {quoted(known[0])}"
    return f"member.status|lower in [{', '.join(map(quoted, known))}]"


def _days(words: str) -> str:
    if not words.isdecimal() or len(words) > 6:
        raise EquationError(f'"{words[:20]}" is no number of days.')
    return f"member.days_as_member|default(0) >= {int(words)}"


def _is_true(tag: str) -> Callable[[str], str]:
    def write(words: str) -> str:
        if words.lower() not in ("true", "false"):
            raise EquationError(f'It is asked with "true" or "false", and not with "{words[:20]}".')
        return tag if words.lower() == "true" else f"not {tag}"

    return write


_BY_NAME = "Here it is known by its name and not by its number."
_LEVEL = Question(_equals("product.level"), _BY_NAME, "Write the level's name in place of the number.")
_ITS_NAME = "Write the product's name in place of the number."
_IS_FREE = Question(
    _is_true("(payment.amount_minor == 0)"), "What counts here is whether the coming payment is of nothing."
)
_OF_MEMBERS: Mapping[str, Question] = MappingProxyType(
    {
        "ismember": Question(_is_true("true")),
        "isfree": _IS_FREE,
        "status": Question(_status),
        "membershipid": _LEVEL,
        "hasbundle": Question(
            _equals("product.bundle"),
            f"{_BY_NAME} Only the bundle of what is paid for is known.",
            "Write the bundle's name in place of the number.",
        ),
        "purchasedproduct": Question(
            _equals("product.name"), f"{_BY_NAME} Only what is paid for now is known.", _ITS_NAME
        ),
        "daysasmember": Question(_days),
    }
)
_OF_ORDERS: Mapping[str, Question] = MappingProxyType(
    {
        "membershipid": _LEVEL,
        "productid": Question(_equals("product.name"), _BY_NAME, _ITS_NAME),
        "isfree": _IS_FREE,
        "isshippable": Question(
            _is_true("order.shipping_method"), "What counts here is whether the order has a way of shipping."
        ),
        "isdiscounted": Question(
            _is_true("order.coupon"), "What counts here is whether a coupon was used for the order."
        ),
    }
)
QUESTIONS: Mapping[str, Mapping[str, Question]] = MappingProxyType(
    {"mm_member_decision": _OF_MEMBERS, "mm_order_decision": _OF_ORDERS, "mm_order_subdecision": _OF_ORDERS}
)


def question_of(attribute: str, questions: Mapping[str, Question]) -> Question | None:
    """How an attribute asks, by its name in lower case; None when we cannot ask that."""
    field = custom_field(attribute) if questions is _OF_MEMBERS else None
    if field is None:
        return questions.get(attribute)
    tag, why, advice = field
    return Question(_equals(tag), why, advice)
