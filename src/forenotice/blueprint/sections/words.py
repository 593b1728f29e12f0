"""The kinds of text that several sections hold: keys, addresses, places in the web, amounts."""

import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from forenotice.kernel.interval import Interval, Unit
from forenotice.kernel.keys import KEY_RULE, is_key
from forenotice.kernel.money import Money, exponent

_INTERVAL = re.compile(r"(?:(\d{1,3})\s+)?(day|week|month|year)s?")
_EVERY = {
    "daily": Interval(1, Unit.DAY),
    "weekly": Interval(1, Unit.WEEK),
    "monthly": Interval(1, Unit.MONTH),
    "quarterly": Interval(3, Unit.MONTH),
    "yearly": Interval(1, Unit.YEAR),
}
_DAYS = re.compile(r"(\d{1,4})\s+(day|week)s?")
_MINUTES = re.compile(r"(\d{1,4})\s+(minute|hour|day)s?")
_IN_MINUTES = {"minute": 1, "hour": 60, "day": 1_440}
_HOURS = re.compile(r"(\d{1,3})\s+(hour|day)s?")
_AMOUNT = re.compile(r"(\d[\d.]*)\s+([A-Z]{3})")


def key_text(text: str) -> str:
    """A key: small letters, digits, hyphens and underscores."""
    if not is_key(text):
        raise ValueError(f'"{text}" cannot be a key. {KEY_RULE}, such as "yearly-membership".')
    return text


def email_text(text: str) -> str:
    """An email address."""
    try:
        return str(validate_email(text, check_deliverability=False, allow_smtputf8=True).normalized)
    except EmailNotValidError:
        raise ValueError(f'"{text}" is not an email address.') from None


def web_text(text: str) -> str:
    """An address in the web."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f'"{text}" is not a web address. It must begin with https:// or http://.')
    return text


def link_text(text: str) -> str:
    """An address in the web, or one to write a mail to."""
    return text if text.startswith("mailto:") else web_text(text)


def currency_text(text: str) -> str:
    """A currency by its three letters."""
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError(
            f'"{text}" is not a currency. Write its three capital letters (ISO 4217), such as "EUR".'
        )
    return text


def interval_from(text: str) -> Interval:
    """``1 month``, ``3 months``, ``month`` or ``monthly``."""
    if every := _EVERY.get(text.strip().lower()):
        return every
    match = _INTERVAL.fullmatch(text.strip().lower())
    if match is None or match[1] == "0":
        raise ValueError(
            f'"{text}" is not an interval. Write a number and days, weeks, months or years: "1 month".'
        )
    return Interval(int(match[1] or 1), Unit(match[2]))


def interval_words(interval: Interval) -> str:
    """``1 month``: what :func:`interval_from` reads."""
    return f"{interval.count} {interval.unit}{'' if interval.count == 1 else 's'}"


def days_from(text: str) -> int:
    """``45 days`` or ``2 weeks``, in days."""
    match = _DAYS.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f'"{text}" is not a number of days. Write "45 days".')
    return int(match[1]) * (7 if match[2] == "week" else 1)


def days_words(days: int) -> str:
    """``45 days``, ``1 day``."""
    return f"{days} day{'' if days == 1 else 's'}"


def hours_from(text: str) -> int:
    """``36 hours`` or ``2 days``, in hours."""
    match = _HOURS.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f'"{text}" is not a number of hours or days. Write "2 days".')
    return int(match[1]) * (24 if match[2] == "day" else 1)


def hours_words(hours: int) -> str:
    """What :func:`hours_from` reads, in days where they are whole."""
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def minutes_from(text: str) -> int:
    """``15 minutes``, ``2 hours`` or ``1 day``, in minutes."""
    match = _MINUTES.fullmatch(text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise ValueError(f'"{text}" is not a time between pulls. Write "15 minutes" or "2 hours".')
    return int(match[1]) * _IN_MINUTES[match[2]]


def minutes_words(minutes: int) -> str:
    """What :func:`minutes_from` reads, in hours where they are whole."""
    count, unit = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def money_from(text: str) -> Money:
    """``12.50 EUR``: a decimal point, no thousands separators, no more decimals than the currency has."""
    match = _AMOUNT.fullmatch(text.strip())
    try:
        amount = Decimal(match[1]) if match else None
    except InvalidOperation:
        amount = None
    if match is None or amount is None:
        raise ValueError(
            f'"{text}" is not an amount. Write it with a decimal point and its currency: "12.50 EUR".'
        )
    minor = amount.scaleb(exponent(match[2]))
    if minor != minor.to_integral_value():
        raise ValueError(f'"{text}" has more decimals than {match[2]} has.')
    return Money(int(minor), match[2])
