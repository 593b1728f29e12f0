"""`forenotice messages preview`: what a member will read, as files to look at."""

from pathlib import Path
from typing import Annotated

import typer

from forenotice.channels.mime import build_mime
from forenotice.dispatcher.operations import Trial, prepare_trial
from forenotice.entrypoints.cli.choice import InOrganization, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.messages.options import (
    InLocale,
    IsDraft,
    MessageKey,
    OfMember,
    OfSample,
    wish,
)
from forenotice.entrypoints.cli.output import AsJson, moment_words, say, show_json, warn


def preview(
    message: MessageKey,
    out: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where to write the files.")],
    member: OfMember = "",
    sample: OfSample = "",
    locale: InLocale = "",
    draft: IsDraft = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Write a message as HTML, as text and as a whole email, made the way a real one is; nothing is sent."""
    chosen = chosen_organization(organization)
    trial = prepare_trial(
        organization=chosen, wish=wish(message, member, sample, locale, draft=draft), now=current_time()
    )
    written = _write(out, f"{message}.{trial.message.locale}", trial)
    if as_json:
        show_json(as_plain(trial) | {"files": written})
        return
    say(trial.message.subject, "bold")
    say(f"{whose(trial)} on {moment_words(trial.at, chosen.time_zone)}.", "dim")
    tell_gaps(trial)
    for path in written:
        say(str(path))


def whose(trial: Trial) -> str:
    """Who reads it, and what is different for them."""
    if trial.sample:
        return f'It is what the sample "{trial.sample}" would read'
    return f"It is what {trial.name} will read, but for links that act for them,"


def tell_gaps(trial: Trial) -> None:
    """Name the smart tags that had nothing to say."""
    if trial.warnings:
        tags = ", ".join(f"{{{{ {name} }}}}" for name in trial.warnings)
        warn(f"Mind: nothing is known for {tags}, so nothing stands there.")


def as_plain(trial: Trial) -> dict[str, object]:
    """A trial for programs."""
    return {
        "subject": trial.message.subject,
        "locale": trial.message.locale,
        "revision": trial.revision,
        "name": trial.name,
        "sample": trial.sample,
        "at": trial.at,
        "warnings": list(trial.warnings),
    }


def _write(folder: Path, name: str, trial: Trial) -> list[Path]:
    message = trial.message
    contents = {
        "html": message.html.encode(),
        "txt": message.text.encode(),
        "eml": build_mime(message).whole,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in contents.items():
        (folder / f"{name}.{ending}").write_bytes(content)
    return [folder / f"{name}.{ending}" for ending in contents]
