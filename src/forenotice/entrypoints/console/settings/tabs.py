"""The parts of the settings, as the tabs above each of them show them."""

from django.utils.translation import gettext_lazy as _

TABS = (
    ("page", _("Organization")),
    ("speaking", _("How we speak")),
    ("ways_out", _("Ways out")),
    ("sources", _("Sources")),
    ("people", _("People")),
    ("keys", _("Keys of programs")),
    ("trail", _("Who changed what")),
    ("host", _("Live or not")),
)
