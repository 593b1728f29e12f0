"""Whoever read the words inside of a decision with MemberMouse reads them here, and nobody else does."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forenotice.kernel.money import Money
from tests.composer.membermouse.speech import read
from tests.composer.membermouse.test_equations import EQUATIONS, oracle
from tests.composer.samples import NOW, facts

FREE, PAID = Money(0, "USD"), Money(12000, "USD")


def _reads(attributes: str, tag: str = "MM_Member_Decision", **changes: object) -> bool:
    said = read(f"[{tag} {attributes}]yes[/{tag}]", facts(**changes))
    assert said in ("", "yes")
    return said == "yes"


@pytest.mark.parametrize(
    ("attributes", "status", "expected"),
    [
        ("status='active'", "Active", True),
        ("status='active'", "trialing", True),
        ("status='Active'", "active", True),
        ("status='active'", "Paused", False),
        ("status='paused'", "paused", True),
        ("status='canceled'", "Cancelled", True),
        ("status='expired'", "ended", True),
        ("status='overdue'", "past_due", True),
        ("status='locked'", "Locked", True),
        ("status='pending_cancel'", "Pending Cancellation", True),
        ("status='active|overdue'", "Overdue", True),
        ("status='!active'", "Overdue", True),
        ("status='!(active|overdue)'", "Overdue", False),
        ("status='-active,overdue'", "Active", False),
    ],
)
def test_a_status_is_asked_for_in_the_words_that_sources_use(
    attributes: str, status: str, expected: bool
) -> None:
    assert _reads(attributes, member__status=status) is expected


@pytest.mark.parametrize(
    ("asked", "days", "expected"),
    [
        ("30", 29, False),
        ("30", 30, True),
        ("-30", 29, True),
        ("-30", 30, False),
        ("30&-60", 45, True),
        ("30&-60", 60, False),
        ("0", None, True),
        ("1", None, False),
    ],
)
def test_days_as_a_member_are_at_least_so_many_or_fewer(asked: str, days: int | None, expected: bool) -> None:
    since = None if days is None else (NOW - timedelta(days=days)).date()
    assert _reads(f"daysAsMember='{asked}'", member__since=since) is expected


@pytest.mark.parametrize(
    ("tag", "attributes", "changes", "expected"),
    [
        ("MM_Member_Decision", "isMember='true'", {}, True),
        ("MM_Member_Decision", "isMember='false'", {}, False),
        ("MM_Member_Decision", "isFree='true'", {"payment__amount": FREE}, True),
        ("MM_Member_Decision", "isFree='true'", {"payment__amount": None}, False),
        ("MM_Member_Decision", "isFree='!true'", {"payment__amount": PAID}, True),
        ("MM_Member_Decision", "isFree='FALSE'", {"payment__amount": PAID}, True),
        ("MM_Member_Decision", "hasBundle='Museums'", {"product__bundle": "Museums"}, True),
        ("MM_Member_Decision", "hasBundle='Museums'", {"product__bundle": "Zoos"}, False),
        ("MM_Member_Decision", "purchasedProduct='Day pass'", {"product__name": "Day pass"}, True),
        ("MM_Member_Decision", 'customField_3="l’été"', {"member__custom": {"customfield_3": "l’été"}}, True),
        ("MM_Member_Decision", 'customField_3="d\'or"', {"member__custom": {"customfield_3": "d'or"}}, True),
        ("MM_Member_Decision", "customField_3='yes'", {}, False),
        ("MM_Order_Decision", "productId='Day pass'", {"product__name": "Day pass"}, True),
        ("MM_Order_Decision", "membershipId='Gold'", {"product__level": "Gold"}, True),
        ("MM_Order_Subdecision", "isFree='true'", {"payment__amount": FREE}, True),
        ("MM_Order_Decision", "isShippable='true'", {"order__shipping_method": "Letter"}, True),
        ("MM_Order_Decision", "isShippable='true'", {}, False),
        ("MM_Order_Decision", "isDiscounted='true'", {"order__coupon": "SPRING"}, True),
        ("MM_Order_Decision", "isDiscounted='false'", {"order__coupon": "SPRING"}, False),
    ],
)
def test_every_other_question_is_asked_of_what_is_known(
    tag: str, attributes: str, changes: dict[str, object], expected: bool
) -> None:
    assert _reads(attributes, tag, **changes) is expected


@pytest.mark.parametrize(
    ("tag", "attributes"),
    [
        ("MM_Member_Decision", "daysWithBundle_3='30'"),
        ("MM_Member_Decision", "status='active' daysWithBundle_3='-30'"),
        ("MM_Order_Decision", "isGift='!true'"),
        ("MM_Access_Decision", "access='true'"),
        ("MM_Affiliate_Decision", "isAffiliate='false'"),
        ("MM_Custom_Decision", "x='!1'"),
    ],
)
def test_nobody_reads_what_depends_on_something_unknown(tag: str, attributes: str) -> None:
    assert not _reads(attributes, tag, member__status="active")


@given(
    level=EQUATIONS,
    bundle=st.none() | EQUATIONS,
    days=st.none() | EQUATIONS,
    order=st.permutations(["membershipId", "hasBundle", "daysAsMember"]),
    known=st.tuples(*[st.sampled_from("0123459")] * 3),
)
def test_several_attributes_all_have_to_hold(
    level: str, bundle: str | None, days: str | None, order: list[str], known: tuple[str, str, str]
) -> None:
    its_level, its_bundle, its_days = known
    asked = {"membershipId": level, "hasBundle": bundle, "daysAsMember": days}
    attributes = " ".join(f"{name}='{asked[name]}'" for name in order if asked[name] is not None)
    holds = [
        oracle(level, lambda value: value == its_level),
        bundle is None or oracle(bundle, lambda value: value == its_bundle),
        days is None or oracle(days, lambda value: int(its_days) >= int(value)),
    ]
    since = (NOW - timedelta(days=int(its_days))).date()
    said = _reads(attributes, product__level=its_level, product__bundle=its_bundle, member__since=since)
    assert said is all(holds), attributes
