"""The pictures of the README: `python -m tests.pictures` takes them anew (needs Chromium).

They show the made-up society of the sample, as it is seen on the day on which they are taken.
"""

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
WIDE, SLIM = {"width": 1280, "height": 860}, {"width": 390, "height": 844}


def main() -> None:
    """Make the society in a home of its own, serve it, and take the pictures."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {
            "FORENOTICE_HOME": home,
            "DJANGO_SETTINGS_MODULE": "forenotice.project.settings",
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
        }
        # Settings are read at the first import.
        import django

        django.setup()
        take(Path(home))


def take(home: Path) -> None:
    """The pictures themselves."""
    from playwright.sync_api import sync_playwright
    from waitress.server import create_server

    from forenotice.project.wsgi import application

    cookie, rule, message, key = _society(home)
    serving = create_server(application, host="127.0.0.1", port=0, threads=4)
    Thread(target=serving.run, daemon=True).start()
    server = f"http://127.0.0.1:{serving.effective_port}"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        chromium: Any = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        for name, path, size, theme in (
            ("home", "", WIDE, "light"),
            ("reminder", f"reminders/{rule}/", WIDE, "light"),
            ("message", f"messages/message/{message}/", WIDE, "light"),
            ("phone", "", SLIM, "dark"),
        ):
            context = chromium.new_context(viewport=size, color_scheme=theme, locale="en")
            context.add_cookies([{"name": "forenotice_session", "value": cookie, "url": server}])
            page: Any = context.new_page()
            page.goto(f"{server}/console/{key}/{path}", wait_until="networkidle")
            page.screenshot(path=str(FOLDER / f"{name}.png"))
        chromium.close()


def _society(home: Path) -> tuple[str, int, str, str]:
    """A signed-in owner's cookie, the number of a rule, the key of a message, and the society's key."""
    from django.core.management import call_command

    from forenotice.accounts.operations import declare_organization
    from forenotice.blueprint.ready_sets import ReadySet, choose_sets
    from forenotice.channels.operations import declare_channel
    from forenotice.composer.models import Message
    from forenotice.engine.carriers import KeptCarriers
    from forenotice.engine.presence import Presence
    from forenotice.engine.pulse import pulse
    from forenotice.engine.sample import add_sample
    from forenotice.rules.models import Rule
    from tests.support.console import Person

    call_command("migrate", verbosity=0)
    now, key = datetime.now(UTC), "lighthouse-friends"
    values = {
        "name": "The Lighthouse Friends",
        "time_zone": "Europe/Paris",
        "currency": "EUR",
        "sender_email": "ana@lighthouse.example",
        "support_email": "ana@lighthouse.example",
    }
    organization = declare_organization(key=key, values=values, actor="pictures", now=now).organization
    by: dict[str, Any] = {"organization": organization, "actor": "pictures", "now": now}
    declare_channel(
        key="email", kind="email", settings={"host": "127.0.0.1", "security": "none"}, secrets={}, **by
    )
    add_sample(**by)
    choose_sets(wanted=frozenset(ReadySet), **by)
    with Presence(home) as presence, KeptCarriers(lambda: now) as carriers:
        pulse(clock=lambda: now, presence=presence, carriers=carriers)
    owner = Person(organization)
    session = owner.browser.cookies["forenotice_session"].value
    rule = Rule.objects.filter(organization=organization).order_by("pk").first()
    assert rule is not None
    message = Message.objects.filter(organization=organization).order_by("pk").first()
    assert message is not None
    return session, rule.pk, message.key, key


if __name__ == "__main__":
    main()
