"""The answers, checked, and what they become: the lines of a settings file and a blueprint. Pure."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from forenotice.accounts.guesses import zone_called

PASSWORD = "SMTP_PASSWORD"  # noqa: S105  The name of a variable.
_DEFAULT_PORT = 587


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person said; empty where they left it to us. ``mail_server`` is ``host:port``."""

    language: str
    database: str
    base_url: str
    owner_email: str
    mail_server: str
    mail_user: str
    mail_password: str
    time_zone: str


def is_database(text: str) -> bool:
    """Whether it is the address of a database of a kind that we know."""
    parts = urlsplit(text)
    return not text or (parts.scheme in ("postgresql", "postgres", "sqlite") and len(parts.path) > 1)


def is_base_url(text: str) -> bool:
    """Whether it is a web address."""
    parts = urlsplit(text)
    return not text or (parts.scheme in ("http", "https") and bool(parts.hostname))


def is_email(text: str) -> bool:
    """Whether mail could go there."""
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_mail_server(text: str) -> bool:
    """Whether it is a server's name, with a port or without."""
    return not text or re.fullmatch(r"[A-Za-z0-9.-]+(:\d{1,5})?", text) is not None


def is_time_zone(text: str) -> bool:
    """Whether the IANA list has it, or a zone that is called after that city."""
    return zone_called(text) is not None


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "database": is_database,
    "base_url": is_base_url,
    "owner_email": is_email,
    "mail_server": is_mail_server,
    "time_zone": is_time_zone,
}


def settings_text(answers: Answers) -> str:
    """The settings file."""
    said = {
        "FORENOTICE_DATABASE_URL": answers.database,
        "FORENOTICE_BASE_URL": answers.base_url,
        PASSWORD: answers.mail_password,
    }
    lines = [f"{name}={_quoted(value)}" for name, value in said.items() if value]
    return "\n".join(["# Settings of Forenotice; docs/settings.md lists them all.", *lines, ""])


def blueprint_text(starter: str, answers: Answers) -> str:
    """The blueprint to begin with, with what was said in its place."""
    ours = answers.mail_user if is_email(answers.mail_user) else answers.owner_email
    host, _, port = answers.mail_server.partition(":")
    changed = {
        "time_zone": answers.time_zone,
        "locale": answers.language,
        "support_email": answers.owner_email,
        "alert_email": answers.owner_email,
        "email": ours,
        "host": host,
        "username": answers.mail_user,
    }
    for name, value in changed.items():
        pattern = rf'^{name} = "[^"]*"'
        line = f"{name} = {json.dumps(value, ensure_ascii=False)}".replace("\\", r"\\")
        starter = re.sub(pattern, line, starter, count=1, flags=re.MULTILINE)
    if not host:
        starter = re.sub(r'kind = "email"\nhost .*\n.*\n.*\n', 'kind = "mailbox"\n', starter)
        return re.sub(r"^# (port|security|rate_per_minute) = .*\n", "", starter, flags=re.MULTILINE)
    is_tls = port == "465"
    more = [f"port = {port or _DEFAULT_PORT}", *(['security = "tls"'] if is_tls else [])]
    starter = re.sub(r"^# port = 587$", "\n".join(more), starter, flags=re.MULTILINE)
    if not answers.mail_user:
        starter = re.sub(r"^(username|password) = .*\n", "", starter, flags=re.MULTILINE)
    return starter


def _quoted(value: str) -> str:
    """In single quotes nothing in a value means anything but the quote itself and the backslash."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
