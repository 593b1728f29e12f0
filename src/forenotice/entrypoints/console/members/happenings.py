"""What an entry of a member's history is about, in a word or two."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from forenotice.engine.timeline import Entry, Happening
from forenotice.entrypoints.console.frame.labels import label
from forenotice.entrypoints.console.frame.tries import try_word

HAPPENING_WORDS: dict[Happening, Promise] = {
    Happening.FIRST_TOLD: _("First told of"),
    Happening.CHANGED: _("Facts changed"),
    Happening.REMINDER: _("Reminder"),
    Happening.ATTEMPT: _("Try"),
    Happening.NEWS: _("News of a delivery"),
    Happening.FOLLOWED: _("What followed"),
    Happening.NOTE: _("Note"),
    Happening.WISHED: _("Wishes changed"),
}


def state_word(each: Entry) -> str:
    """How it stood then: of a reminder, a try, or news that came back."""
    if each.what is Happening.ATTEMPT:
        return try_word(each.state)
    return gettext("Unsubscribed") if each.state == "unsubscribed" else label(each.state)
