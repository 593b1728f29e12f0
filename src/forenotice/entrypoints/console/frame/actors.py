"""Who did something, as an owner reads it: people, programs, sources, and ourselves."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.entrypoints.console.frame.labels import source_name

PERSON = "person:"
_OURSELVES = "Forenotice"
_BY_WORD: dict[str, str | Promise] = {
    **dict.fromkeys(("planner", "dispatch", "last look", "send journal"), _OURSELVES),
    "mail server": _("the mail server"),
    "member": _("a member, on their own page"),
    "demo": _("the demonstration"),
    "cli": _("somebody at the command line"),
}


def actor_words(actor: str, names: Mapping[str, str] | None = None) -> str:
    """A person by the name in ``names``, else by their address; whatever else in words."""
    if actor in _BY_WORD:
        return str(_BY_WORD[actor])
    if actor.startswith(PERSON):
        address = actor.removeprefix(PERSON)
        return (names or {}).get(address) or address
    kind, _sign, name = actor.partition(":")
    if kind == "key":
        return gettext("the program %(name)s") % {"name": name}
    if kind == "cli":
        return gettext("%(name)s, at the command line") % {"name": name}
    word, _sign, source = actor.partition(" ")
    if word == "source":
        return gettext("the source %(name)s") % {"name": source_name(source)}
    return actor
