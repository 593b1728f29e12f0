"""Files of members may be large; nothing else that is sent to the web may, and from nobody else.

The web server keeps what is sent in a file before the site hears of it. So whether somebody may hand one in
is asked here as well, from their cookie, as soon as the headers have come.
"""

import re
from copy import copy
from http import HTTPStatus
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.db import Error as DatabaseFault
from django.db import close_old_connections, connection
from django.http import HttpRequest, parse_cookie
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error, RequestEntityTooLarge

from forenotice.accounts.models import User
from forenotice.accounts.queries import access_of
from forenotice.accounts.states import Role


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Waitress's own, which takes more at the one address for files, from whoever may hand one in."""

    error: Any = None
    _back_to = ""

    def parse_header(self, header_plus: bytes) -> None:
        """Read the headers, and decide how much may follow them."""
        super().parse_header(header_plus)
        found = re.fullmatch(settings.FORENOTICE_TAKES_FILES, self.path)
        if self.command != "POST" or found is None:
            return
        if not self.chunked and self.content_length < self.adj.max_request_body_size:
            return
        if _may_hand_in(self.headers.get("COOKIE", ""), found["organization"]):
            limits = copy(self.adj)
            limits.max_request_body_size = settings.FORENOTICE_LARGEST_FILE
            self.adj: Any = limits
        else:
            self._back_to = self.path

    def received(self, data: bytes) -> int:
        """Take in what came; whoever is not known any more is led to where they sign in."""
        taken: int = super().received(data)
        if self._back_to and isinstance(self.error, RequestEntityTooLarge):
            self.error = _SignInFirstError(self._back_to)
        return taken


class _SignInFirstError(Error):  # type: ignore[misc]
    """The page of the file asks who somebody is."""

    def to_response(self, ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Lead to that page."""
        del ident
        status = HTTPStatus.SEE_OTHER
        return (
            f"{status.value} {status.phrase}",
            [("Location", self.body), ("Cache-Control", "no-store")],
            b"",
        )


def _may_hand_in(cookies: str, organization: str) -> bool:
    """Whether the cookie is that of somebody signed in whom the page of the file would let write."""
    asked = HttpRequest()
    key = parse_cookie(cookies).get(settings.SESSION_COOKIE_NAME)
    asked.session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    # This thread keeps its connection: to open one each time would let strangers hold everybody up.
    if not connection.in_atomic_block:
        close_old_connections()
    try:
        user = get_user(asked)
        access = access_of(user, organization) if isinstance(user, User) else None
    except DatabaseFault:
        return False
    return access is not None and Role(access.role) is Role.OWNER


def take_files() -> None:
    """Let the web server take files; what they are sent in is kept on the disk and never in memory."""
    HTTPChannel.parser_class = Parser
