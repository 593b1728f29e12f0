"""A message without fault, in HTML, and ways to spoil it."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from forenotice.composer.coach.look import Report, coach
from forenotice.composer.facts import OrganizationFacts
from forenotice.composer.samples import Setting
from forenotice.composer.texts import MessageSource
from forenotice.kernel.message import MessageClass
from tests.composer.samples import MUSEUM, NOW, compiled

POLICIES = (
    *(("de", "Der Platz bleibt 14 Tage frei."), ("en", "We keep your place for 14 days.")),
    *(("es", "Guardamos la plaza 14 días."), ("fr", "La place est gardée 14 jours.")),
    *(("it", "Il posto resta libero per 14 giorni."), ("nl", "De plaats blijft 14 dagen vrij.")),
    ("pt", "O lugar fica guardado 14 dias."),
)
CLUB = MUSEUM._replace(late_policies=POLICIES, locale="en")

GOOD = MessageSource(
    subject="{{ product.name }} renews {{ payment.time_left }}",
    preheader="There is nothing you need to do.",
    html="""
<p>Hello {{ member.first_name }},</p>
<p>There is nothing you need to do. {{ product.name }} renews automatically on {{ payment.due_date }}, and
{{ payment.amount }} will be taken then. You pay with {{ payment.method }}.</p>
{% if links.update_payment %}<p><a class="button" href="{{ links.update_payment }}">My card</a></p>{% endif %}
{% if links.cancel %}<p>You can <a href="{{ links.cancel }}">cancel here</a> before that day.</p>{% endif %}
<p>If a payment is late: {{ organization.late_policy }}</p>
<h2>{{ booster.title }}</h2>
{{ booster.html }}
<p>Thank you for being with us.</p>
<p>Any questions? Write to {{ organization.support_email }}.</p>
""",
)


def spoilt(*changes: tuple[str, str]) -> MessageSource:
    """The good message with some of its HTML written in another way."""
    html = GOOD.html
    for old, new in changes:
        assert old in html
        html = html.replace(old, new)
    return replace(GOOD, html=html)


def report_on(
    source: MessageSource,
    *kinds: str,
    locale: str = "en",
    organization: OrganizationFacts = CLUB,
    message_class: MessageClass = MessageClass.COURTESY,
    as_class: MessageClass | None = None,
    **setting: Any,
) -> Report:
    """What the coach says of it. ``as_class`` is the class it has when it is read, after it was compiled."""
    text = compiled(source, locale, message_class)
    text = replace(text, message_class=as_class or message_class, name=f"{text.name}{organization!r}{kinds}")
    about = Setting(organization, locale, NOW, **setting)
    return coach(text, source, kinds or ("renewal",), about)


def codes(report: Report) -> Collection[str]:
    """The codes of what was found."""
    return [str(finding.code) for finding in report.findings]
