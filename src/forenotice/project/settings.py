"""Django's settings, made from the environment of this instance.

Rooms read from `django.conf.settings` what a person set: FORENOTICE_HOME (a folder that exists),
FORENOTICE_BASE_URL, FORENOTICE_MAKES_LINKS (whether that was set), FORENOTICE_SECRET_KEYS (Fernet keys,
newest first), FORENOTICE_WEBHOOK_ALLOW, FORENOTICE_SOURCE_ALLOW, FORENOTICE_SERVER_ALLOW, FORENOTICE_SCRIPTS
(a folder, empty for the one in the home), FORENOTICE_API_REQUESTS_PER_MINUTE and FORENOTICE_METRICS_TOKEN
(empty for none).
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from forenotice.accounts.sealing import sealing_key
from forenotice.project.database import database_settings
from forenotice.project.environment import read_environment
from forenotice.project.home import make_home, secret_keys

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
FORENOTICE_SERVER_ALLOW: str = _environment.server_allow
FORENOTICE_SCRIPTS: str = _environment.scripts
FORENOTICE_METRICS_TOKEN: str = _environment.metrics_token
FORENOTICE_SECRET_KEYS: list[str] = [sealing_key(key) for key in _keys]

SECRET_KEY: str = _keys[0]
SECRET_KEY_FALLBACKS: list[str] = _keys[1:]
DEBUG = False
ALLOWED_HOSTS: list[str] = [*LOOPBACK, urlsplit(FORENOTICE_BASE_URL).hostname or ""]
ROOT_URLCONF = "forenotice.project.urls"
WSGI_APPLICATION = "forenotice.project.wsgi.application"
# Only the console asks who somebody is. Programs show a key with every request and members a link: neither
# gets a cookie, and their forms carry tokens of their own.
MIDDLEWARE: list[str] = [
    "forenotice.entrypoints.portal.answers.in_plain_words",
    "forenotice.entrypoints.api.gate.gate",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "forenotice.entrypoints.console.gate.gate",
]
APPEND_SLASH = False
# A thousand subscriptions with much to tell take about a tenth of this.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
# A file of members may be larger, at the one address where it is handed in. It goes to the disk.
FORENOTICE_TAKES_FILES = r"/console/(?P<organization>[a-z0-9_-]+)/start/file"
FORENOTICE_LARGEST_FILE = 512 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600

INSTALLED_APPS: list[str] = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "forenotice.accounts",
    "forenotice.ledger",
    "forenotice.composer",
    "forenotice.channels",
    "forenotice.consent",
    "forenotice.rules",
    "forenotice.sources",
    "forenotice.planner",
    "forenotice.dispatcher",
    "forenotice.outcomes",
    "forenotice.engine",
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS: list[str] = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS: list[str] = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database_settings(_environment.database_url, FORENOTICE_HOME)
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_CONSOLE = Path(__file__).parents[1] / "entrypoints" / "console"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Ours come first, so that they stand in the place of those that applications bring.
        "DIRS": sorted(_CONSOLE.glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "forenotice.entrypoints.console.frame.context.frame",
            ],
            "libraries": {"console": "forenotice.entrypoints.console.frame.tags"},
        },
    }
]
STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = sorted(_CONSOLE.glob("*/static"))
# Files are served from where they lie, so that nobody has to collect them; addresses change with contents.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 86_400

# Tries to sign in are counted here. With the usual 300 places, many tries of others would push a count out.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

_is_secure = FORENOTICE_BASE_URL.startswith("https:")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_secure
SESSION_COOKIE_NAME = "forenotice_session"
CSRF_COOKIE_NAME = "forenotice_form"
CSRF_FAILURE_VIEW = "forenotice.entrypoints.console.failing.forged"
# Behind a proxy that speaks https we are asked by http, and forms come from the address that people know.
CSRF_TRUSTED_ORIGINS: list[str] = [FORENOTICE_BASE_URL]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:enter"
ACCOUNT_ADAPTER = "forenotice.entrypoints.console.signing_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody signs up here, so nobody can lock up the address of somebody else; those who asked for a new password
# would be refused a second step ever after.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "forenotice.entrypoints.console.signing_in.SecondSteps"
MFA_FORMS = {
    "authenticate": "forenotice.entrypoints.console.second_steps.SignIn",
    "reauthenticate": "forenotice.entrypoints.console.second_steps.SignInAgain",
    "login_webauthn": "forenotice.entrypoints.console.second_steps.SignInByPasskey",
    "add_webauthn": "forenotice.entrypoints.console.second_steps.AddPasskey",
    "edit_webauthn": "forenotice.entrypoints.console.second_steps.RenamePasskey",
    "activate_totp": "forenotice.entrypoints.console.second_steps.SetUpApp",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Forenotice"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _is_secure
USERSESSIONS_TRACK_ACTIVITY = False

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS: list[Path] = sorted(_CONSOLE.glob("*/locale"))

LOGGING_CONFIG = "forenotice.project.logging.configure_logging"
LOGGING: dict[str, Any] = {"level": _environment.log_level, "format": _environment.log_format}
