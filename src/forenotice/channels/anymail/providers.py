"""The providers, and what each wants to know: as django-anymail calls them. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Provider(NamedTuple):
    """A provider's classes in django-anymail, and the names of what it is told.

    ``needs`` must be given, of ``knows`` whatever is wanted. ``proofs`` are the keys with which it signs its
    calls to us; any of them, or the ``webhook_secret`` that every provider knows, has to be there.
    """

    module: str
    events: str = ""
    needs: tuple[str, ...] = ()
    knows: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()


PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        "amazon_ses": Provider(
            "amazon_ses",
            "AmazonSESTrackingWebhookView",
            knows=("region_name", "access_key_id", "secret_access_key", "configuration_set_name"),
        ),
        "brevo": Provider("brevo", "BrevoTrackingWebhookView", needs=("api_key",)),
        "mailersend": Provider(
            "mailersend", "MailerSendTrackingWebhookView", needs=("api_token",), proofs=("signing_secret",)
        ),
        "mailgun": Provider(
            "mailgun",
            "MailgunTrackingWebhookView",
            needs=("api_key",),
            knows=("sender_domain",),
            proofs=("webhook_signing_key",),
        ),
        "mailjet": Provider("mailjet", "MailjetTrackingWebhookView", needs=("api_key", "secret_key")),
        "mailtrap": Provider(
            "mailtrap", "MailtrapTrackingWebhookView", needs=("api_token",), proofs=("tracking_secret",)
        ),
        "mandrill": Provider(
            "mandrill",
            "MandrillCombinedWebhookView",
            needs=("api_key",),
            knows=("webhook_url",),
            proofs=("webhook_key",),
        ),
        "postal": Provider(
            "postal", "PostalTrackingWebhookView", needs=("api_key", "api_url"), proofs=("webhook_key",)
        ),
        "postmark": Provider(
            "postmark", "PostmarkTrackingWebhookView", needs=("server_token",), knows=("message_stream",)
        ),
        "resend": Provider(
            "resend", "ResendTrackingWebhookView", needs=("api_key",), proofs=("signing_secret",)
        ),
        "scaleway": Provider("scaleway", needs=("secret_key", "project_id"), knows=("region",)),
        "sendgrid": Provider(
            "sendgrid",
            "SendGridTrackingWebhookView",
            needs=("api_key",),
            proofs=("tracking_webhook_verification_key",),
        ),
        "sparkpost": Provider(
            "sparkpost", "SparkPostTrackingWebhookView", needs=("api_key",), knows=("subaccount",)
        ),
        "unisender_go": Provider(
            "unisender_go",
            "UnisenderGoTrackingWebhookView",
            needs=("api_key", "api_url"),
            proofs=("api_key",),
        ),
    }
)

WEBHOOK_SECRET = "_".join(("webhook", "secret"))
"""A name and a password, parted by a colon, with which any provider signs in when it calls us."""

_SECRETS = ("api_key", "api_token", "server_token", "secret_key", "access_key_id", "secret_access_key")
SECRETS = frozenset(
    (WEBHOOK_SECRET, *_SECRETS, *(name for each in PROVIDERS.values() for name in each.proofs))
)
"""What is a secret, whichever provider wants it."""
