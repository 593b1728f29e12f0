"""The settings of one instance, read from the environment and from one file in its home.

A value in the environment wins over the same value in `forenotice.env`. Every complaint is one sentence that
names the setting and says what to write instead.
"""

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from forenotice.channels.addresses import AllowList
from forenotice.channels.servers import server_places

PREFIX = "FORENOTICE_"
DEFAULT_HOME = Path("~/.local/share/forenotice")
SETTINGS_FILE = "forenotice.env"


class SettingsError(ImproperlyConfigured):
    """A setting is wrong; the message is one sentence for the person who wrote it."""


class Environment(BaseSettings):
    """Every setting, its default and its meaning; its name outside is `FORENOTICE_` and capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    home: Path = Field(
        default=DEFAULT_HOME,
        validate_default=True,
        description="Folder for the database, the keys and the test mailbox.",
    )
    database_url: str = Field(
        default="",
        description="sqlite:///path or postgresql://user:password@host/name; empty for a file in the home.",
    )
    secret_key: str = Field(
        default="",
        description="Seals stored secrets; at least 32 characters. Several, newest first, parted by commas, "
        "while a key is being replaced. Empty for a key file made in the home.",
    )
    base_url: str = Field(
        default="http://localhost:8000",
        description="Where this instance is reached from outside; part of how a copy is recognised. Only "
        "when it is set do messages carry links to the member's page.",
    )
    webhook_allow: str = Field(
        default="",
        description="Hosts, addresses and networks that webhooks may call though they are not public, parted "
        "by commas: crm.intern.example, 10.1.0.0/16. Only what is named here may be called by http.",
    )
    source_allow: str = Field(
        default="",
        description="Hosts, addresses and networks that sources may ask though they are not public, or not "
        "the usual ones of their kind, parted by commas. For databases see FORENOTICE_SERVER_ALLOW.",
    )
    server_allow: str = Field(
        default="*",
        description="Hosts, addresses and networks at which mail servers and databases of owners may stand "
        "though they are not public, and whole paths of folders whose SQLite files and sockets may be read, "
        "parted by commas: 10.1.0.8, /srv/exports. * for anywhere: set it to a list, or to nothing, where "
        "you run this for owners who may not look into your network.",
    )
    scripts: str = Field(
        default="",
        description="Absolute path of the one folder whose programs script channels may run; empty for the "
        "folder scripts in the home. It is not made by itself.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="WARNING", description="The least serious kind of line that is logged."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people or for machines."
    )
    api_requests_per_minute: int = Field(
        default=600, ge=1, description="How many requests one API key may make in a minute."
    )
    metrics_token: str = Field(
        default="",
        description="Whoever shows it as a bearer token may read /metrics; empty for this computer alone.",
    )
    debug: bool = Field(default=False, description="Show where in the code a command failed, for a report.")

    @field_validator("home")
    @classmethod
    def _expand_home(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("secret_key")
    @classmethod
    def _refuse_short_keys(cls, secret_key: str) -> str:
        if any(len(key.strip()) < 32 for key in secret_key.split(",") if secret_key):
            raise ValueError("each key needs at least 32 characters; leave it empty to have one made")
        return secret_key

    @field_validator("base_url")
    @classmethod
    def _require_web_address(cls, base_url: str) -> str:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write a web address such as https://reminders.example.org")
        return base_url.rstrip("/")

    @field_validator("webhook_allow", "source_allow")
    @classmethod
    def _require_places(cls, allow: str) -> str:
        AllowList.parse(allow)
        return allow

    @field_validator("server_allow")
    @classmethod
    def _require_server_places(cls, allow: str) -> str:
        server_places(allow)
        return allow

    @field_validator("scripts")
    @classmethod
    def _require_whole_path(cls, scripts: str) -> str:
        if scripts and not Path(scripts).is_absolute():
            raise ValueError("write the whole path of a folder, such as /etc/forenotice/scripts")
        return scripts

    @field_validator("log_level", mode="before")
    @classmethod
    def _accept_small_letters(cls, log_level: str) -> str:
        return log_level.upper()


def read_environment() -> Environment:
    """Read the environment and the settings file of its home; raise :class:`SettingsError`.

    Names from the file that the environment lacks are put into it, so that a secret which a blueprint
    looks for in the environment may stand in the file too.
    """
    home = Path(os.environ.get(f"{PREFIX}HOME") or DEFAULT_HOME).expanduser()
    for name, value in _read_file(home / SETTINGS_FILE).items():
        os.environ.setdefault(name, value)
    _refuse_misspelled(os.environ)
    try:
        return Environment()
    except ValidationError as error:
        raise SettingsError(_in_one_sentence(error)) from None


def _read_file(path: Path) -> dict[str, str]:
    try:
        return {name: value for name, value in dotenv_values(path).items() if value is not None}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The settings file {path} cannot be read ({error}).") from None


def _refuse_misspelled(names: Iterable[str]) -> None:
    known = [PREFIX + name.upper() for name in Environment.model_fields]
    for name in names:
        if not name.startswith(PREFIX) or name in known:
            continue
        # Only a near miss is refused: people also keep their own secrets under this prefix.
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.9)
        if near:
            raise SettingsError(f"{name} is not a setting; write {near[0]}, or remove it.")


def _in_one_sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    name = PREFIX + str(first["loc"][0]).upper()
    reason = first["msg"].removeprefix("Value error, ")
    return f"The setting {name} is wrong: {reason[0].lower()}{reason[1:]}."
