"""The addresses of the console. What belongs to an organization lies below its key."""

from django.urls import URLPattern, URLResolver, include, path

from forenotice.entrypoints.console.entering import enter
from forenotice.entrypoints.console.frame.accent import accent
from forenotice.entrypoints.console.returning import continue_page

app_name = "console"

ROOMS = ("home", "start", "reminders", "messages", "members", "scheduled", "settings", "mailbox")


def _room(name: str) -> URLResolver:
    where = "" if name == "home" else f"{name}/"
    return path(f"console/<slug:organization>/{where}", include(f"{__package__}.{name}.urls"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", enter, name="enter"),
    path("start/", include(f"{__package__}.start.first_urls")),
    path("console/accent/<slug:colour>.css", accent, name="accent"),
    path("console/continue", continue_page, name="continue"),
    *(_room(name) for name in ROOMS),
]
