"""Which messages law or network demands, by the key that steps name them with."""

from collections.abc import Mapping

from forenotice.accounts.models import Organization
from forenotice.composer.models import Message
from forenotice.kernel.message import MessageClass
from forenotice.kernel.once import read_once


def message_classes(organization: Organization) -> Mapping[str, MessageClass]:
    """The class of every message of an organization that has published words."""
    return read_once(("message classes", organization.pk), lambda: _message_classes(organization))


def _message_classes(organization: Organization) -> Mapping[str, MessageClass]:
    published = Message.objects.filter(organization=organization, published__isnull=False)
    rows = published.values_list("key", "published__message_class")
    return {key: MessageClass(message_class) for key, message_class in rows}
