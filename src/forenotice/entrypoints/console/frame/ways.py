"""What ways out are called: as their owner named them, or else by what they are and where they lead."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, pgettext

from forenotice.accounts.models import Organization
from forenotice.blueprint.parts import EMAIL
from forenotice.channels.models import Channel
from forenotice.channels.purpose import ZAPIER
from forenotice.channels.queries import channels_of
from forenotice.channels.states import Kind
from forenotice.composer.formats import day

# The keys of endpoints that nobody named are made by us.
_OURS = re.compile(r"(webhook|zapier)-[0-9a-f]{8}")


def ways_called(ways: Sequence[Channel]) -> dict[str, str]:
    """What each is called within a sentence, by its key."""
    names = {way.key: _name(way) for way in ways}
    alike = {name for name, count in Counter(names.values()).items() if count > 1}
    twins = {way.key: _since(way, names[way.key]) for way in ways if names[way.key] in alike}
    return {EMAIL: _email(), ZAPIER: "Zapier"} | names | twins


def ways_titled(ways: Sequence[Channel]) -> dict[str, str]:
    """The same where it stands alone."""
    named = {way.key for way in ways if _is_named(way)}
    return {key: name if key in named else capfirst(name) for key, name in ways_called(ways).items()}


def way_titles(organization: Organization) -> dict[str, str]:
    """The same of all that an organization has or had."""
    return ways_titled(channels_of(organization))


def ways_to_choose(organization: Organization) -> list[tuple[str, str]]:
    """Each that anything may have left by, with its name, for a field."""
    titles = way_titles(organization)
    return [(each.key, titles[each.key]) for each in channels_of(organization)]


def of_way(key: str, names: Mapping[str, str]) -> str:
    """What a key stands for; what no way out is called, such as an address, stays as it is."""
    return names.get(key, key)


def _is_named(way: Channel) -> bool:
    return way.key != way.kind and not _OURS.fullmatch(way.key)


def _name(way: Channel) -> str:
    if _is_named(way):
        return way.key
    if way.kind == Kind.WEBHOOK:
        host = urlsplit(str(way.settings.get("url", ""))).hostname or ""
        return gettext("webhook to %(host)s") % {"host": host}
    if way.kind == Kind.ANYMAIL:
        return f"{_email()} ({way.settings.get('provider', '')})"
    if way.kind == Kind.SCRIPT:
        return gettext("script %(file)s") % {"file": way.settings.get("script", "")}
    known = {Kind.MAILBOX: gettext("test mailbox"), Kind.EMAIL: _email(), Kind.ZAPIER: "Zapier"}
    return known.get(Kind(way.kind), way.key) if way.kind in set(Kind) else way.key


def _email() -> str:
    return pgettext("a way out", "email")


def _since(way: Channel, name: str) -> str:
    made_on = day(localtime(way.created_at).date(), "medium", get_language() or "en")
    return gettext("%(name)s (since %(day)s)") % {"name": name, "day": made_on}
