"""Words written for MemberMouse are published in our own, and their owner is told what became of them."""

from datetime import UTC, datetime

import pytest

from forenotice.accounts.models import Organization
from forenotice.composer.blocks.kinds import PaymentTable, Text
from forenotice.composer.compile import compile_text
from forenotice.composer.errors import MessageRefusedError
from forenotice.composer.operations import Publication, publish_message
from forenotice.composer.queries import message_sources
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.samples import say

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)
NAME, TOTAL = "[MM_Member_Data name='firstName']", "[MM_Order_Data name='total']"
NEAREST = "It leads to the member's own page."
LOGIN = "[MM_CorePage_Link type='login']"


def _publish(organization: Organization, source: MessageSource) -> Publication:
    return publish_message(
        organization=organization,
        key="renewal",
        name="Renewal",
        message_class=MessageClass.COURTESY,
        texts={"en": source},
        actor="blueprint",
        now=NOW,
    )


def test_every_part_is_translated_and_kept_in_our_own_tags(db: None) -> None:
    organization = Organization.objects.create(key="museum", name="Museum", created_at=NOW)
    theirs = MessageSource(f"For {NAME}", TOTAL, f'<p>{NAME} {NAME}</p><a href="{LOGIN}">x</a>', f"Hi {NAME}")
    done = _publish(organization, theirs)
    first = "[MM_Member_Data name='firstName'] became {{ member.first_name }}."
    assert [str(remark) for remark in done.remarks] == [
        f"en: subject: Translated from MemberMouse: {first}",
        f"en: preheader: Translated from MemberMouse: {TOTAL} became {{{{ order.total }}}}.",
        f"en: html: Translated from MemberMouse: {first}",
        f"en: text: Translated from MemberMouse: {first}",
        f"en: html, line 1, column 84: {LOGIN} became {{{{ links.portal }}}}. {NEAREST}",
    ]
    [kept] = message_sources(organization)
    ours = MessageSource(
        "For {{ member.first_name }}",
        "{{ order.total }}",
        '<p>{{ member.first_name }} {{ member.first_name }}</p><a href="{{ links.portal }}">x</a>',
        "Hi {{ member.first_name }}",
    )
    assert kept.texts == {"en": ours}
    assert _publish(organization, theirs) == Publication(False, 1, done.remarks)
    assert _publish(organization, ours) == Publication(False, 1)


def test_a_tag_that_cannot_be_read_is_refused_with_the_other_faults(db: None) -> None:
    organization = Organization.objects.create(key="museum", name="Museum", created_at=NOW)
    html = f"<p>{NAME}\n[MM_Member_Decision status='active'] {NAME} {{{{ paymant.amount }}}}</p>"
    with pytest.raises(MessageRefusedError) as caught:
        _publish(organization, MessageSource("Hello", "", html))
    assert [(each.where, each.line, each.column, each.nearest) for each in caught.value.problems] == [
        ("en: html", 2, 1, ""),
        ("en: html", 2, 75, "payment.amount"),
    ]
    assert "It is never closed with [/MM_Member_Decision]." in str(caught.value)


def test_words_of_blocks_are_translated_and_their_conditions_left_alone() -> None:
    blocks = (
        Text(when="payment.is_last", heading=TOTAL, words=f"[Log in]({LOGIN}) {NAME}"),
        PaymentTable(labels=(("amount", TOTAL),)),
    )
    done = compile_text(MessageSource("Hello", "", blocks=blocks), "en", MessageClass.COURTESY)
    assert done.problems == ()
    assert done.source.blocks == (
        Text(
            when="payment.is_last",
            heading="{{ order.total }}",
            words="[Log in]({{ links.portal }}) {{ member.first_name }}",
        ),
        PaymentTable(labels=(("amount", "{{ order.total }}"),)),
    )
    assert [remark.where for remark in done.remarks] == [
        "en: block 1 (text), heading",
        "en: block 1 (text), words",
        "en: block 2 (payment_table), labels.amount",
        "en: block 1 (text), words",
    ]


def test_what_has_no_counterpart_is_read_by_no_member() -> None:
    said = say("<p>a [MM_Order_Data name='ipAddress']b</p><a href=\"[MM_Content_Link id='3']\">c</a>")
    assert "MM_" not in said.message.html
    assert "MM_" not in said.message.text
