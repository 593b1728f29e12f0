"""The rooms of the console, as its menu shows them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the menu."""

    room: str
    title: Promise
    icon: str


PLACES = (
    Place("home", _("Home"), "home"),
    Place("reminders", _("Reminders"), "bell"),
    Place("messages", _("Messages"), "pen"),
    Place("members", _("Members"), "people"),
    Place("scheduled", _("Scheduled and sent"), "clock"),
    Place("mailbox", _("Test mailbox"), "tray"),
    Place("settings", _("Settings"), "gear"),
)
