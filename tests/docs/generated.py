"""The parts of the documentation that the code writes, each a function of no arguments."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from forenotice.composer.blocks.kinds import Due
from forenotice.composer.coach.findings import RULES
from forenotice.composer.coach.language import LANGUAGES, language_of
from forenotice.composer.defaults import LANGUAGES as DEFAULT_LANGUAGES
from forenotice.composer.defaults import AddressForm, default_message
from forenotice.composer.samples import SAMPLES
from forenotice.composer.smarttags import SMART_TAGS
from forenotice.consent.states import SUPPRESSION_SENTENCES
from forenotice.dispatcher.states import ARROWS as DELIVERY_ARROWS
from forenotice.dispatcher.states import DELIVERY_REASON_SENTENCES, PROOF_SENTENCES
from forenotice.entrypoints.api.v1 import api
from forenotice.entrypoints.cli.exits import EXIT_SENTENCES
from forenotice.ledger.states import CLOSING_SENTENCES, QUIET_SENTENCES
from forenotice.planner.states import ARROWS as REMINDER_ARROWS
from forenotice.planner.states import REASON_SENTENCES
from forenotice.project.environment import PREFIX, Environment
from forenotice.sources.csv_file.fields import FIELDS
from forenotice.sources.sql_query.columns import COLUMNS
from tests.docs.commands import reference
from tests.docs.pages import table
from tests.docs.payloads import payload_example, payload_fields

State = TypeVar("State", bound=StrEnum)


def _arrows(arrows: Mapping[tuple[State | None, State], str]) -> str:
    rows = [(f"`{old}`" if old else "-", f"`{new}`", sentence) for (old, new), sentence in arrows.items()]
    return table(("from", "to", "because"), rows)


def _sentences(sentences: Mapping[State, str]) -> str:
    return table(("code", "meaning"), [(f"`{code}`", sentence) for code, sentence in sentences.items()])


def _settings() -> str:
    rows = []
    for name, field in Environment.model_fields.items():
        default = f"`{field.default}`" if str(field.default) else "-"
        rows.append((f"`{PREFIX}{name.upper()}`", default, str(field.description)))
    return table(("setting", "default", "meaning"), rows)


def _smart_tags() -> str:
    rows = [(f"`{tag.name}`", tag.meaning, _cell(tag.example)) for tag in SMART_TAGS.values()]
    return table(("smart tag", "meaning", "for example"), rows)


def _columns() -> str:
    rows = [(f"`{field.name}`", field.meaning, ", ".join(field.headers)) for field in FIELDS]
    return table(("our name", "meaning", "recognised headers"), rows)


def _sql_columns() -> str:
    rows = [(f"`{name}`", meaning) for name, meaning in COLUMNS.items()]
    return table(("column", "meaning"), rows)


def _findings() -> str:
    rows = [(f"`{code}`", str(points), sentence) for code, (points, sentence) in RULES.items()]
    return table(("finding", "points", "made when"), rows)


def _default_languages() -> str:
    rows = []
    for code in DEFAULT_LANGUAGES:
        formal, informal = (_first_words(code, address) for address in AddressForm)
        rows.append((f"`{code}`", formal, "the same" if informal == formal else informal))
    return table(("language", "formal", "informal"), rows)


def _first_words(language: str, address: AddressForm) -> str:
    """What whoever has nothing to do reads first."""
    blocks = default_message("renewal", address).texts[language].blocks
    return [block.headline for block in blocks if isinstance(block, Due)][-1]


def _coached_languages() -> str:
    found = [language for code in LANGUAGES if (language := language_of(code))]
    rows = [
        (
            f"`{one.code}`",
            str(one.subject_limit),
            one.reading["formula"],
            _formula(one.reading),
            str(one.reading["floor"]),
        )
        for one in found
    ]
    return table(("language", "longest subject", "reading ease after", "which is", "floor"), rows)


def _formula(reading: Mapping[str, object]) -> str:
    return "{base} - {per_word} × words per sentence - {per_syllable} × syllables per word".format(**reading)


def _samples() -> str:
    return table(("sample", ""), [(f"`{sample.name}`", sample.meaning) for sample in SAMPLES.values()])


def _exit_codes() -> str:
    return table(("code", "meaning"), [(f"`{code:d}`", text) for code, text in EXIT_SENTENCES.items()])


def _api() -> str:
    """Every operation: what it needs, and what it does."""
    rows = []
    for path, methods in api.get_openapi_schema(path_prefix="/").get("paths", {}).items():
        for method, details in methods.items():
            (needed,) = details["security"]
            does = details["description"].split("\n\n")[0].replace("\n", " ").replace("``", "`")
            rows.append((f"`{method.upper()} {path}`", f"`{needed['Key'][0]}`", does))
    return table(("operation", "scope", ""), rows)


def _cell(value: object) -> str:
    """A value as it may stand in a cell of a table."""
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{words}`" if "<" in words else words.replace("|", "\\|")


PARTS: dict[str, Callable[[], str]] = {
    "reminder states": lambda: _arrows(REMINDER_ARROWS),
    "delivery states": lambda: _arrows(DELIVERY_ARROWS),
    "reasons": lambda: _sentences(REASON_SENTENCES),
    "quiet reasons": lambda: _sentences(QUIET_SENTENCES),
    "closing reasons": lambda: _sentences(CLOSING_SENTENCES),
    "suppressions": lambda: _sentences(SUPPRESSION_SENTENCES),
    "settings": _settings,
    "api": _api,
    "smart tags": _smart_tags,
    "exit codes": _exit_codes,
    "coach findings": _findings,
    "default languages": _default_languages,
    "coach languages": _coached_languages,
    "samples": _samples,
    "proofs": lambda: _sentences(PROOF_SENTENCES),
    "columns": _columns,
    "sql columns": _sql_columns,
    "commands": reference,
    "payload": payload_example,
    "payload fields": payload_fields,
    "delivery reasons": lambda: _sentences(DELIVERY_REASON_SENTENCES),
}
