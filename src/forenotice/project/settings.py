"""Django's settings, made from the environment of this instance.

Rooms read from `django.conf.settings` what a person set: FORENOTICE_HOME (a folder that exists),
FORENOTICE_BASE_URL, FORENOTICE_MAKES_LINKS (whether that was set), FORENOTICE_SECRET_KEYS (Fernet keys,
newest first), FORENOTICE_WEBHOOK_ALLOW, FORENOTICE_SOURCE_ALLOW, FORENOTICE_SCRIPTS (a folder, empty for the
one in the home) and FORENOTICE_API_REQUESTS_PER_MINUTE.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forenotice.project.database import database_settings
from forenotice.project.environment import read_environment
from forenotice.project.home import make_home, sealing_key, secret_keys

_environment = read_environment()

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

FORENOTICE_HOME: Path = make_home(_environment.home)
_keys = secret_keys(_environment.secret_key, FORENOTICE_HOME)
FORENOTICE_BASE_URL: str = _environment.base_url
# The default leads every member to their own machine.
FORENOTICE_MAKES_LINKS: bool = "base_url" in _environment.model_fields_set
FORENOTICE_API_REQUESTS_PER_MINUTE: int = _environment.api_requests_per_minute
FORENOTICE_WEBHOOK_ALLOW: str = _environment.webhook_allow
FORENOTICE_SOURCE_ALLOW: str = _environment.source_allow
FORENOTICE_SCRIPTS: str = _environment.scripts
FORENOTICE_SECRET_KEYS: list[str] = [sealing_key(key) for key in _keys]

SECRET_KEY: str = _keys[0]
SECRET_KEY_FALLBACKS: list[str] = _keys[1:]
DEBUG = False
ALLOWED_HOSTS: list[str] = [*LOOPBACK, urlsplit(FORENOTICE_BASE_URL).hostname or ""]
ROOT_URLCONF = "forenotice.project.urls"
WSGI_APPLICATION = "forenotice.project.wsgi.application"
# No sessions and no cookies: programs show a key with every request.
MIDDLEWARE: list[str] = ["forenotice.entrypoints.api.gate.gate"]
APPEND_SLASH = False
# A thousand subscriptions with much to tell take about a tenth of this.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20

INSTALLED_APPS: list[str] = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "forenotice.accounts",
    "forenotice.ledger",
    "forenotice.composer",
    "forenotice.channels",
    "forenotice.consent",
    "forenotice.rules",
    "forenotice.sources",
    "forenotice.planner",
    "forenotice.dispatcher",
    "forenotice.engine",
]
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS: list[str] = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database_settings(_environment.database_url, FORENOTICE_HOME)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"

LOGGING_CONFIG = "forenotice.project.logging.configure_logging"
LOGGING: dict[str, Any] = {"level": _environment.log_level, "format": _environment.log_format}
