"""Files of members may be large; nothing else that is sent to the web may."""

import re
from copy import copy
from typing import Any

from django.conf import settings
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Waitress's own, which takes more at the one address where files are handed in."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if re.fullmatch(settings.FORENOTICE_TAKES_FILES, self.path):
            limits = copy(self.adj)
            limits.max_request_body_size = settings.FORENOTICE_LARGEST_FILE
            self.adj: Any = limits


def take_files() -> None:
    """Let the web server take files; what they are sent in is kept on the disk and never in memory."""
    HTTPChannel.parser_class = _Parser
