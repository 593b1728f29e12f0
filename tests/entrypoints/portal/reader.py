"""A member who follows links, through the whole site and without a socket."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import time_machine
from django.test import Client

from forenotice.consent.links import Purpose, Whose, make_token
from tests.support.world import World


@dataclass
class Reader:
    """Somebody with a browser; never with a cookie."""

    world: World
    language: str = "en"

    def get(self, path: str, *, expect: int = 200, **headers: str) -> Any:
        """What stands there."""
        return self._ask("get", path, None, expect, headers)

    def post(self, path: str, form: dict[str, str], *, expect: int = 200, **headers: str) -> Any:
        """What is answered to a form."""
        return self._ask("post", path, form, expect, headers)

    def link(self, purpose: Purpose, who: str, subject: int = 0, **more: Any) -> str:
        """The path of a link that was made for a member now."""
        member = self.world.subscription(who).member
        whose = Whose(member.organization_id, member.pk, self.now, **more)
        ending = ".ics" if purpose is Purpose.CALENDAR else ""
        return f"/{purpose}/{make_token(purpose, whose, subject)}{ending}"

    @property
    def now(self) -> datetime:
        """What the world's clock shows."""
        return self.world.now

    def _ask(
        self, method: str, path: str, form: dict[str, str] | None, expect: int, headers: dict[str, str]
    ) -> Any:
        client = Client(raise_request_exception=False, headers={"Accept-Language": self.language, **headers})
        with time_machine.travel(self.now, tick=False):
            response: Any = getattr(client, method)(path, form)
        assert response.status_code == expect, (path, response.status_code, response.content)
        assert not response.cookies
        return response
