"""Every tag of theirs says the same here, says what comes nearest, or is known to have no counterpart."""

import pytest

from forenotice.composer.check import check
from forenotice.composer.formats import DATE_STYLES
from forenotice.composer.membermouse.changes import Verdict
from forenotice.composer.membermouse.dates import style_of
from forenotice.composer.membermouse.translate import translate

EXACT, NEAREST, MISSING = Verdict.EXACT, Verdict.NEAREST, Verdict.MISSING
DATA = {
    "MM_Member_Data": {
        "id": "member.id",
        "username": "member.username",
        "email": "member.email",
        "firstName": "member.first_name",
        "lastName": "member.last_name",
        "phone": "member.phone",
        "membershipName": "product.level",
        "statusName": "member.status",
        "registrationDate": "member.since",
        "daysAsMember": "member.days_as_member",
        "billingAddress": "member.billing.street",
        "billingCity": "member.billing.city",
        "billingState": "member.billing.state",
        "billingZipCode": "member.billing.zip",
        "billingCountry": "member.billing.country",
        "shippingAddress": "member.shipping.street",
        "shippingCountry": "member.shipping.country",
    },
    "MM_Order_Data": {
        "id": "order.number",
        "productName": "product.name",
        "couponCode": "order.coupon",
        "shippingMethod": "order.shipping_method",
        "total": "order.total",
        "subtotal": "order.subtotal",
        "discount": "order.discount",
        "shipping": "order.shipping",
        "billingAddress": "order.billing.street",
        "billingCountryName": "order.billing.country_name",
        "shippingZipCode": "order.shipping.zip",
        "shippingCountryName": "order.shipping.country_name",
    },
    "MM_Employee_Data": {
        "displayName": "sender.name",
        "email": "sender.email",
        "firstName": "sender.first_name",
        "lastName": "sender.last_name",
        "phone": "sender.phone",
    },
    "MM_Product_Data": {
        "name": "product.name",
        "description": "product.description",
        "price": "product.price",
    },
}
SAME = [
    (f"[{tag} name='{name}']", native) for tag, names in DATA.items() for name, native in names.items()
] + [
    ("[MM_CorePage_Link type='myaccount']", "links.portal"),
    ("[MM_CorePage_Link type='homepage']", "organization.website"),
    ("[MM_CorePage_Link type='cancellation']", "links.cancel"),
    ('[MM_Member_Data name="firstName"]', "member.first_name"),
    ("[MM_Member_Data  name = 'firstName' /]", "member.first_name"),
    ("[MM_Member_Data\n\tname='firstname'\n]", "member.first_name"),
    ("[MM_Member_Data NAME='FirstName']", "member.first_name"),
    ("[MM_Member_Data name=“firstName”]", "member.first_name"),
    ("[MM_Member_Data name=’firstName’]", "member.first_name"),
    ("[MM_Member_Data name=″firstName″]", "member.first_name"),
    ("[MM_Member_Data name=&#8221;firstName&#8243;]", "member.first_name"),
    ("[MM_Member_Data name=&quot;firstName&quot;]", "member.first_name"),
    ("[MM_Member_Data&nbsp;name='firstName']", "member.first_name"),
    ("[MM_Order_Data doFormat='true' name='total']", "order.total"),
]


@pytest.mark.parametrize(("theirs", "native"), SAME)
def test_what_says_the_same_takes_its_place(theirs: str, native: str) -> None:
    done = translate(f"Dear {theirs}!")
    assert done.text == f"Dear {{{{ {native} }}}}!"
    assert [change.verdict for change in done.changes] == [EXACT]
    assert check(done.text, "html") == []


@pytest.mark.parametrize(
    ("theirs", "native"),
    [
        ("[MM_Member_Data name='membershipId']", "{{ product.level }}"),
        ("[MM_Member_Data name='statusId']", "{{ member.status }}"),
        ("[MM_Member_Data name='expirationDate']", "{{ term.ends }}"),
        ("[MM_Member_Data name='customField_5']", "{{ member.custom.customfield_5 }}"),
        ("[MM_Member_Data dateFormat='M j' name='registrationDate']", '{{ member.since|date("short") }}'),
        ('[MM_Member_Data name="expirationDate" dateFormat="F j, Y"]', "{{ term.ends }}"),
        ("[MM_Order_Data name='productId']", "{{ product.name }}"),
        ("[MM_Order_Data name='total' doFormat='false']", "{{ order.total }}"),
        ("[MM_Employee_Data id='4' name='firstName']", "{{ sender.first_name }}"),
        ("[MM_CorePage_Link type='login']", "{{ links.portal }}"),
        ("[MM_CorePage_Link type='myaccount' autoLogin='true']", "{{ links.portal }}"),
        ("[MM_CorePage_Link type='checkout']", "{{ links.pay }}"),
        ("[MM_Member_Link type='cancelMembership']", "{{ links.cancel }}"),
        ("[MM_Member_Link type='cancelBundle' value='4']", "{{ links.cancel }}"),
        ("[MM_Member_Link type='pauseMembership']", "{{ links.manage }}"),
        ("[MM_Purchase_Link productId='3' couponCode='SPRING']", "{{ links.pay }}"),
        ("[MM_Purchase_Link membershipId='3']", "{{ links.pay }}"),
        ("[MM_Product_Data id='3' name='name']", "{{ product.name }}"),
        ("[MM_Product_Data name='billingDescription']", "{{ product.price }} {{ product.interval }}"),
    ],
)
def test_what_comes_nearest_takes_its_place_and_says_how_it_differs(theirs: str, native: str) -> None:
    done = translate(theirs)
    assert done.text == native
    [change] = done.changes
    assert change.verdict is NEAREST
    assert change.why.endswith(".")
    assert check(done.text, "html") == []


@pytest.mark.parametrize(
    "theirs",
    [
        "[MM_Member_Data name='statusChangedDate']",
        "[MM_Member_Data name='cancellationDate' dateFormat='Y']",
        "[MM_Member_Data name='daysWithBundle_3']",
        "[MM_Member_Data name='shoeSize']",
        "[MM_Member_Data]",
        "[MM_Order_Data name='ipAddress']",
        "[MM_Order_Data name='giftLink']",
        "[MM_Order_Data name='affiliateId']",
        "[MM_Order_Data name='subaffiliateId']",
        "[MM_CorePage_Link type='logout']",
        "[MM_CorePage_Link type='forgotPassword']",
        "[MM_CorePage_Link type='resetpassword']",
        "[MM_Product_Data name='isSubscription']",
        "[MM_Product_Data name='rebillDuration']",
        "[MM_Product_Data name='rebillFrequency']",
        "[MM_CustomField_Data id='3' name='displayName']",
        "[MM_Content_Data id='3' name='title']",
        "[MM_Content_Link id='3']",
        "[MM_Form type='checkout']",
        "[/MM_Form]",
        "[MM_]",
    ],
)
def test_what_has_no_counterpart_is_kept_where_no_member_reads_it(theirs: str) -> None:
    done = translate(f"a {theirs} b")
    assert done.text == f"a {{# {theirs} #}} b"
    [change] = done.changes
    assert change.verdict is MISSING
    assert change.why.endswith(".")
    assert change.advice.endswith(".")
    assert check(done.text, "html") == []


@pytest.mark.parametrize(
    ("php", "style"),
    [
        ("F j, Y", "long"),
        ("j F Y", "long"),
        ("m/d/Y", "medium"),
        ("Y-m-d H:i:s", "medium"),
        ("d.m.y", "medium"),
        ("M j, Y", "medium"),
        ("l, F jS, Y", "full"),
        ("D, d M Y", "full"),
        ("l", "weekday"),
        (r"\o\n l", "weekday"),
        ("M j", "short"),
        ("m/d", "short"),
        ("F Y", "month"),
        ("c", "long"),
        ("r", "long"),
        ("g:i a", "long"),
        ("", "long"),
        ("\\", "long"),
    ],
)
def test_a_date_format_becomes_the_nearest_style(php: str, style: str) -> None:
    assert style_of(php) == style
    assert style in DATE_STYLES
