"""Log lines on standard error, for people or for machines, with nothing personal in them.

Code says `structlog.get_logger(__name__).info("what_was_done", key=value)` or uses the standard library; both
come out alike. Fields that could name a person are blanked by name, whoever wrote them.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError

_WHO = (
    "email",
    "first_name",
    "full_name",
    "last_name",
    "member_name",
    "name",
    "phone",
    "recipient",
    "username",
)
_WHERE = ("address", "city", "street", "zip")
_WHAT_WAS_SAID = ("body", "subject", "to")
PERSONAL_FIELDS = frozenset((*_WHO, *_WHERE, *_WHAT_WAS_SAID))
_ROWS = re.compile(
    r"\n[ |]*(?:DETAIL|CONTEXT): .*?(?=\n\n[ |]*(?:The above exception|During handling)|\Z)", re.DOTALL
)
SECRET_FIELDS = frozenset(("api_key", "authorization", "password", "secret", "secret_key", "token"))


def configure_logging(settings: dict[str, Any]) -> None:
    """Set up all logging. Called by Django with its LOGGING, which here holds `level` and `format`."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        blank_personal_fields,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_writers(settings["format"]),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings["level"])
    # Django's SQL log quotes parameters, and those name people.
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)
    # It logs whole traces of mail that is made to break it; whoever asks it knows what to do then.
    logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
    # A program that asks wrongly is told so; that is no news for the owner of the log.
    logging.getLogger("django.security.RequestDataTooBig").setLevel(logging.CRITICAL)
    asked = logging.getLogger("django.request")
    asked.setLevel(logging.ERROR)
    asked.addFilter(_shorten_paths)


def _shorten_paths(line: logging.LogRecord) -> bool:
    """Leave of each path where it begins: what follows is a member's signed link, or names somebody."""
    if isinstance(line.args, tuple):
        line.args = tuple(_beginning(each) for each in line.args)
    error = line.exc_info[1] if line.exc_info else None
    if isinstance(error, OperationalError | InterfaceError):
        # A database that is away breaks every request at the same place.
        line.msg, line.exc_info = f"{line.msg} (the database: {_first_line(error)})", None
    return True


def _first_line(error: Exception) -> str:
    """What follows the first line may quote a row; a percent sign in it would want an argument."""
    return (str(error).splitlines() or [type(error).__name__])[0].replace("%", "%%")


def _beginning(value: object) -> object:
    if not (isinstance(value, str) and value.startswith("/")):
        return value
    first, slash, _ = value[1:].partition("/")
    return f"/{first}/-" if slash else value


def blank_personal_fields(
    _logger: object, _method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Replace the value of every field that could name a person or tell a secret."""
    for field in line.keys() & (PERSONAL_FIELDS | SECRET_FIELDS):
        line[field] = "-"
    return line


def _writers(form: str) -> list[structlog.types.Processor]:
    if form == "json":
        traces = structlog.processors.ExceptionRenderer(_without_rows)
        return [traces, structlog.processors.JSONRenderer()]
    # The renderer's own way with an error prints every local variable, and those hold members and secrets.
    return [
        structlog.dev.ConsoleRenderer(
            colors=False,
            exception_formatter=lambda line, error: print("\n" + _without_rows(error), file=line),
        )
    ]


def _without_rows(exc_info: structlog.typing.ExcInfo) -> str:
    """The trace of an error; a database says in it which values a row had, and those name people."""
    return _ROWS.sub("", "".join(traceback.format_exception(*exc_info))).rstrip("\n")
