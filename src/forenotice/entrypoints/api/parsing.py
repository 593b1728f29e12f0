"""Bodies as JSON has them: no `NaN`, and no letters that no database and no mail can hold."""

import json
import re
from http import HTTPStatus
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from forenotice.entrypoints.api.problems import Problem, unprocessable

# Only written as escapes can a NUL or half of a letter stand in JSON.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class StrictParser(Parser):
    """Reads bodies; raise :class:`Problem` for what is not JSON, or not text."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value that the body says."""
        try:
            # Left to itself, the reader would guess at UTF-16 and take it for what nobody else here does.
            value = json.loads(request.body.decode(), parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise Problem(HTTPStatus.BAD_REQUEST, f"The body is not JSON: {_words(error)}.") from None
        if _SUSPECT.search(request.body):
            _refuse_torn(value)
        return value


def is_sound(text: str) -> bool:
    """Whether a text can be stored and sent: without NUL, and without half a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"it has no {constant}")


def _refuse_torn(value: Any) -> None:
    texts = [value]
    while texts:
        part = texts.pop()
        if isinstance(part, dict):
            texts += [*part, *part.values()]
        elif isinstance(part, list):
            texts += part
        elif isinstance(part, str) and not is_sound(part):
            raise unprocessable("A text holds a letter that cannot be stored: NUL, or half of one.", "#")


def _words(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]} at line {error.lineno}, column {error.colno}"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
