"""A program that asks the API, in the test's own process: through the whole site, without a socket."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import time_machine
from django.test import Client

from forenotice.accounts.operations import create_key
from forenotice.accounts.states import Scope
from tests.support.world import ACTOR, World

_ROOT = "/api/v1"
Headers = Mapping[str, str] | None
PROBLEM = "application/problem+json"


@dataclass
class Caller:
    """Shows its key with every request, at the moment that ``now`` says.

    ``expect`` is the status that the test counts on.
    """

    secret: str
    now: Callable[[], datetime]
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    @property
    def headers(self) -> dict[str, str]:
        """What every request of its shows."""
        return {"Authorization": f"Bearer {self.secret}"}

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        expect: int = 200,
        headers: Headers = None,
        content_type: str = "application/json",
    ) -> Any:
        """The whole answer. A problem must be one in the words of RFC 9457."""
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        with time_machine.travel(self.now(), tick=False):
            response: Any = self.client.generic(
                method,
                path if path.startswith(("/api", "/healthz")) else _ROOT + path,
                content,
                content_type=content_type,
                headers={**self.headers, **(headers or {})},
            )
        assert response.status_code == expect, (method, path, response.status_code, response.content)
        if response.status_code >= 400:
            problem = json.loads(response.content)
            assert response.headers["Content-Type"] == PROBLEM
            assert problem["status"] == response.status_code
            assert problem["detail"]
        return response

    def get(self, path: str, *, expect: int = 200, headers: Headers = None) -> Any:
        """What is read there, as plain values."""
        return _plain(self.ask("GET", path, expect=expect, headers=headers))

    def post(self, path: str, body: Any = None, *, expect: int = 200, headers: Headers = None) -> Any:
        """What is answered to something new."""
        return _plain(self.ask("POST", path, body, expect=expect, headers=headers))

    def put(self, path: str, body: Any, *, expect: int = 200, headers: Headers = None) -> Any:
        """What is answered to something as it shall be."""
        return _plain(self.ask("PUT", path, body, expect=expect, headers=headers))

    def patch(self, path: str, body: Any, *, expect: int = 200, headers: Headers = None) -> Any:
        """What is answered to a change."""
        return _plain(self.ask("PATCH", path, body, expect=expect, headers=headers))

    def delete(self, path: str, *, expect: int = 204, headers: Headers = None) -> Any:
        """What is answered to an end."""
        return _plain(self.ask("DELETE", path, expect=expect, headers=headers))


def caller_of(world: World, *scopes: Scope, name: str = "program") -> Caller:
    """A program with a key of that world's organization, which opens everything unless scopes are given."""
    made = create_key(
        organization=world.organization, name=name, scopes=scopes or tuple(Scope), actor=ACTOR, now=world.now
    )
    return Caller(made.secret, lambda: world.now)


def _plain(response: Any) -> Any:
    return json.loads(response.content) if response.content else None
