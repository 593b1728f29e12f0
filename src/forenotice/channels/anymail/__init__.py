"""Mail by a provider's web interface (Postmark, Mailgun, SES and others), through django-anymail.

In: finished messages. Out: receipts with the provider's reference; and from its calls, news of messages.
Needs the extra ``anymail``. Django's own EMAIL settings are neither read nor written.
"""
