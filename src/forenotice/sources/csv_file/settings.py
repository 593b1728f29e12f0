"""What an owner declares about a file: its mapping and its formats. Everything has a default."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any

from forenotice.kernel.local_time import UnknownZoneError, zone
from forenotice.sources.amounts import AmountFormat
from forenotice.sources.csv_file.date_orders import in_our_letters
from forenotice.sources.csv_file.dates import DAYS_ONLY, MEMBERS_TIMES, UTC_TIMES
from forenotice.sources.csv_file.fields import BY_NAME, CUSTOM, IGNORE
from forenotice.sources.csv_file.patterns import compile_pattern
from forenotice.sources.errors import SettingsRefusedError
from forenotice.sources.unreadable import UnreadableError

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", ",": ",", ";": ";", "\t": "\t"}
UTF_8, WINDOWS = "utf-8-sig", "cp1252"
ENCODINGS = {"utf-8": UTF_8, "latin-1": WINDOWS, "windows-1252": WINDOWS, "iso-8859-1": WINDOWS}
TOTAL, EACH = "total", "each"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings:
    """The declared part of reading a file.

    ``mapping``: their header to our field. ``always``: our field to the words that stand for every row.
    ``key``: the header of the column that tells subscriptions apart. ``amount_is``: ``total``, or ``each``
    when the amount is to be multiplied by the quantity. ``sheet``: which one is read of a workbook. The
    others are empty unless declared.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    delimiter: str = ""
    encoding: str = ""
    date_format: str = ""
    times_in: str = ""
    amount_format: str = ""
    amount_is: str = ""
    sheet: str = ""

    def plain(self) -> dict[str, Any]:
        """The declared settings as plain values; what was not declared is left out."""
        return {name: value for name, value in asdict(self).items() if value}


def read_settings(declared: Mapping[str, Any]) -> FileSettings:
    """Check what was declared; raise :class:`SettingsRefusedError` naming the setting and what to write."""
    known = {one.name for one in fields(FileSettings)}
    for name in declared:
        if name not in known:
            raise SettingsRefusedError(f'"{name}" is no setting of a file{_nearest(name, known)}.')
    settings = FileSettings(**{name: _shaped(name, value) for name, value in declared.items()})
    settings = replace(settings, date_format=in_our_letters(settings.date_format))
    for ours in [*settings.mapping.values(), *settings.always]:
        check_field(ours)
    _choose("delimiter", settings.delimiter, DELIMITERS)
    _choose("encoding", settings.encoding.lower(), ENCODINGS)
    _choose("amount_is", settings.amount_is, (TOTAL, EACH))
    _check_formats(settings)
    return settings


def check_field(ours: str) -> None:
    """Raise :class:`SettingsRefusedError` unless a column can mean this."""
    if ours in BY_NAME or ours == IGNORE or (ours.startswith(CUSTOM) and len(ours) > len(CUSTOM)):
        return
    raise SettingsRefusedError(
        f'"{ours}" is not something that a column can mean{_nearest(ours, {*BY_NAME, IGNORE})}. '
        "A field of your own is custom.NAME."
    )


def merged(declared: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a source declares with what is given for one file, which wins; tables are merged pair by pair."""
    result = dict(declared)
    for name, value in given.items():
        if not value:
            continue
        both = isinstance(value, Mapping) and isinstance(result.get(name), Mapping)
        result[name] = {**result[name], **value} if both else value
    return result


def written_by_us(settings: FileSettings) -> FileSettings:
    """The settings for the sheet of a workbook, of which we make the CSV file ourselves."""
    return replace(settings, delimiter="comma", encoding="utf-8")


def decimal_sign(settings: FileSettings) -> str:
    """The sign before decimals in the declared format of amounts."""
    return AmountFormat.named(settings.amount_format).decimal or "."


def declared_encoding(settings: FileSettings) -> str:
    """The codec that the owner declared; empty when it is to be found out."""
    return ENCODINGS.get(settings.encoding.lower(), "")


def _shaped(name: str, value: Any) -> Any:
    if name in ("mapping", "always"):
        if not isinstance(value, Mapping):
            raise SettingsRefusedError(f'"{name}" is a table of pairs, not one value.')
        return {str(key).strip(): str(word).strip() for key, word in value.items()}
    if not isinstance(value, str):
        raise SettingsRefusedError(f'"{name}" is a text; write it in quotation marks.')
    return value if name == "delimiter" else value.strip()


def _choose(name: str, value: str, choices: Any) -> None:
    if value and value not in choices:
        written = ", ".join(choice for choice in choices if len(choice) > 1)
        raise SettingsRefusedError(f'{name} = "{value}" is not known; write one of {written}.')


def _check_formats(settings: FileSettings) -> None:
    try:
        AmountFormat.named(settings.amount_format)
        compile_pattern(settings.date_format)
        if settings.times_in not in ("", UTC_TIMES, MEMBERS_TIMES, DAYS_ONLY):
            zone(settings.times_in)
    except (UnreadableError, UnknownZoneError) as error:
        raise SettingsRefusedError(str(error)) from None


def _nearest(name: str, known: set[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
