"""The register of smart tags."""

import pytest

from forenotice.composer.queries import smart_tags
from forenotice.composer.smarttags import SMART_TAGS, TagKind, custom_key, is_smart_tag, nearest_tag


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("member.firstname", "member.first_name"),
        ("first_name", "member.first_name"),
        ("firstName", "member.first_name"),
        ("member.frist_name", "member.first_name"),
        ("payment.ammount", "payment.amount"),
        ("subscription.amount", "payment.amount"),
        ("payment.due", "payment.due_date"),
        ("product.nmae", "product.name"),
        ("link.pay", "links.pay"),
        ("cancelby", "cancel_by"),
        ("organisation.name", "organization.name"),
        ("xyzzy.plugh", ""),
    ],
)
def test_a_misspelt_tag_leads_to_the_one_that_was_meant(written: str, meant: str) -> None:
    assert nearest_tag(written) == meant


def test_any_custom_field_may_be_named_and_nothing_beside_it() -> None:
    assert is_smart_tag("member.custom.shoe_size")
    assert not is_smart_tag("member.custom")
    assert not is_smart_tag("member.custom.")
    assert not is_smart_tag("member.custom.a.b")
    assert not is_smart_tag("member")


def test_every_tag_explains_itself() -> None:
    for tag in smart_tags():
        assert tag.meaning.endswith("."), tag
        assert tag.example is not None
        assert isinstance(tag.example, bool) == (tag.kind is TagKind.BOOL), tag


def test_the_register_holds_what_was_promised() -> None:
    promised = """
        member.first_name member.last_name member.full_name member.email member.phone member.username
        member.id member.status member.since member.days_as_member member.billing.street
        member.shipping.country_name
        order.number order.total order.subtotal order.discount order.shipping order.coupon
        order.shipping_method
        order.billing.city order.shipping.zip product.name product.description product.price
        product.interval
        payment.amount payment.amount_minor payment.currency payment.due_date payment.due_date_short
        payment.due_weekday payment.days_left payment.time_left payment.is_automatic payment.is_trial_end
        payment.which payment.in_short payment.to_do payment.renews product.in_quotes
        payment.is_last payment.is_first payment.previous_amount payment.amount_changed payment.method
        payment.method_expires payment.method_expires_before_due trial.ends cancel_by links.portal links.pay
        links.update_payment links.cancel links.preferences links.unsubscribe links.calendar organization.name
        organization.legal_name organization.address organization.support_email organization.support_phone
        organization.late_policy organization.logo organization.website sender.name sender.email
        sender.first_name sender.last_name sender.phone booster.title booster.html booster.text
    """
    assert set(promised.split()) <= set(SMART_TAGS)


@pytest.mark.parametrize(
    ("field", "spelt"), [("Shirt size", "Shirt_size"), ("a--b", "a_b"), ("9 lives", "_9_lives"), ("x", "x")]
)
def test_a_custom_field_has_one_spelling(field: str, spelt: str) -> None:
    assert custom_key(field) == spelt
