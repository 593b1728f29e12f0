"""The letter about a finding, in the organization's language where we speak it, else in English. Pure."""

from forenotice.engine.english_letters import write_english
from forenotice.engine.findings import Finding
from forenotice.engine.french_letters import write_french
from forenotice.engine.letter import About, Letter


def language_of(locale: str) -> str:
    """``fr`` for every kind of French, ``en`` for everything else."""
    return "fr" if locale.replace("_", "-").split("-")[0].lower() == "fr" else "en"


def write_letter(finding: Finding, about: About, language: str) -> Letter:
    """What to tell the owner: what happened, what it means, and what to do."""
    return write_french(finding, about) if language == "fr" else write_english(finding, about)
