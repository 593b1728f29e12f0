"""Messages that are no longer wanted, or that another one begins with."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from forenotice.accounts.states import Role
from forenotice.composer.operations import edit_message, set_message_aside
from forenotice.composer.queries import archived_messages, list_messages
from forenotice.entrypoints.console.frame.answers import address, confirm, to_page
from forenotice.entrypoints.console.frame.languages import language_name
from forenotice.entrypoints.console.messages.finding import message_of, words_of
from forenotice.entrypoints.console.messages.naming import free_key
from forenotice.entrypoints.console.visitors import Visitor, page
from forenotice.rules.queries import message_uses


@page(writes=Role.EDITOR)
def away(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Put a message away that no reminder says any more."""
    told = message_of(visitor, key)
    uses = message_uses(visitor.organization).get(key, ())
    if uses:
        names = ", ".join(dict.fromkeys(use.rule_name for use in uses))
        said = _("“%(name)s” is said by %(reminders)s. Choose another message there first.")
        messages.warning(request, said % {"name": told.name, "reminders": names})
        return to_page(visitor, "messages:page")
    if request.method != "POST":
        return confirm(
            request,
            title=_("Put “%(name)s” away?") % {"name": told.name},
            consequence=_(
                "No reminder says it, so nobody will miss it. It leaves the list with all its revisions, and "
                "you can take it out again at any time."
            ),
            button=_("Put it away"),
            back=address(visitor, "messages:page"),
        )
    set_message_aside(
        organization=visitor.organization, key=key, aside=True, actor=visitor.actor, now=visitor.now
    )
    messages.success(request, _("“%(name)s” was put away.") % {"name": told.name})
    return to_page(visitor, "messages:page")


@page(writes=Role.EDITOR)
def take_out(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Take a message out again that was put away."""
    told = message_of(visitor, key)
    if request.method == "POST":
        set_message_aside(
            organization=visitor.organization, key=key, aside=False, actor=visitor.actor, now=visitor.now
        )
        messages.success(request, _("“%(name)s” is in the list again.") % {"name": told.name})
    return to_page(visitor, "messages:page")


@page(writes=Role.EDITOR)
def duplicate(request: HttpRequest, visitor: Visitor, key: str) -> HttpResponse:
    """Begin another message with the words of this one, as a draft."""
    told = message_of(visitor, key)
    if request.method != "POST":
        return to_page(visitor, "messages:edit", key=key)
    words = words_of(visitor, told)
    everything = [*list_messages(visitor.organization), *archived_messages(visitor.organization)]
    name = (_("%(name)s, a copy") % {"name": told.name})[:200]
    copy = free_key(name, [each.key for each in everything], "message")
    edit_message(
        organization=visitor.organization,
        key=copy,
        name=name,
        message_class=words.message_class,
        texts={locale: text.source for locale, text in words.texts.items()},
        base=0,
        speaks=False,
        actor=visitor.actor,
        now=visitor.now,
    )
    messages.success(request, _("Here is the copy, as a draft. Give it a name of its own."))
    return to_page(visitor, "messages:edit", key=copy)


@page(writes=Role.EDITOR)
def drop_language(request: HttpRequest, visitor: Visitor, key: str, locale: str) -> HttpResponse:
    """Take one language out of a message, as a draft; the others stay."""
    told = message_of(visitor, key)
    words = words_of(visitor, told)
    kept = {name: text.source for name, text in words.texts.items() if name != locale}
    if len(kept) == len(words.texts) or not kept:
        raise Http404
    if request.method != "POST":
        return confirm(
            request,
            title=_("Take %(language)s out of “%(name)s”?")
            % {"language": language_name(locale), "name": told.name},
            consequence=_(
                "You get a draft without it. Once that speaks, whoever reads this language gets the message "
                "in another one. The words stay in the earlier versions."
            ),
            button=_("Take it out"),
            back=address(visitor, "messages:edit", key=key),
        )
    edit_message(
        organization=visitor.organization,
        key=key,
        name=told.name,
        message_class=words.message_class,
        texts=kept,
        base=told.revisions[0].number,
        speaks=False,
        actor=visitor.actor,
        now=visitor.now,
    )
    messages.success(request, _("Saved as a draft. Members go on reading what they read before."))
    return to_page(visitor, "messages:edit", key=key)
