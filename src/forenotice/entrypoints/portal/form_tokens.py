"""What a form carries so that only who was shown it can send it, and not for ever."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.core.signing import BadSignature, Signer

FIELD = "form"
_LONGEST = 100


class Form(StrEnum):
    """The forms of the portal."""

    WISHES = "wishes"
    AGAIN = "again"
    UPDATE = "update"


_HOLD = {Form.WISHES: timedelta(days=1), Form.AGAIN: timedelta(hours=1), Form.UPDATE: timedelta(days=1)}


def form_token(form: Form, link: str, *, now: datetime) -> str:
    """What that form carries when it is shown under that link."""
    return _signer(form, link).sign(str(int(now.timestamp())))


def is_fresh(form: Form, link: str, token: str, *, now: datetime) -> bool:
    """Whether that form was shown under that link, not too long ago."""
    if len(token) > _LONGEST:
        return False
    try:
        shown_at = int(_signer(form, link).unsign(token))
    except BadSignature:
        return False
    return now.timestamp() - shown_at < _HOLD[form].total_seconds()


def _signer(form: Form, link: str) -> Signer:
    return Signer(sep=".", salt=f"forenotice.form.{form}.{link}")
