"""`forenotice check`: looks at everything that must be right for a reminder to leave, and says nothing."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import typer
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from forenotice.accounts.errors import AccountsError
from forenotice.accounts.models import Organization
from forenotice.accounts.queries import all_organizations
from forenotice.accounts.states import Mode
from forenotice.channels.errors import ChannelError
from forenotice.channels.models import Channel
from forenotice.channels.operations import probe_mailbox
from forenotice.channels.plugins import installed
from forenotice.channels.queries import channels_of, open_channel, open_mailbox
from forenotice.consent.links import makes_links
from forenotice.engine.findings import is_nearly_full
from forenotice.engine.host import standing
from forenotice.engine.queries import broken_pulse
from forenotice.engine.states import HOLD_SENTENCES
from forenotice.engine.tables import tables_are_behind
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import database_sentence
from forenotice.entrypoints.cli.exits import ExitCode
from forenotice.entrypoints.cli.output import AsJson, Column, moment_words, say, show_json, show_table
from forenotice.entrypoints.cli.phrases import answer_words
from forenotice.planner.queries import long_leads, payments_without_rule
from forenotice.rules.queries import rules_in_force
from forenotice.sources.operations import PUSH
from forenotice.sources.queries import SourceHealth, source_health

_MOST_PRODUCTS = 5
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Mark(StrEnum):
    """How something looks."""

    GOOD = "good"
    MIND = "mind"
    BAD = "bad"
    HELD = "held"


_STYLES = {Mark.GOOD: "green", Mark.MIND: "yellow", Mark.BAD: "red", Mark.HELD: "red"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    mark: Mark
    subject: str
    sentence: str


def check(as_json: AsJson = False) -> None:
    """Look whether everything is right: settings, database, disk, channels, sources, and leave to speak."""
    found = list(_look())
    if as_json:
        show_json([{"mark": one.mark, "subject": one.subject, "sentence": one.sentence} for one in found])
    else:
        columns = (Column(""), Column("what"), Column("how it looks", folds=True))
        rows = [((one.mark, _STYLES[one.mark]), one.subject, one.sentence) for one in found]
        show_table(columns, rows)
        say(_in_one_sentence(found))
    raise typer.Exit(_exit_code(found))


def _look() -> Iterator[Finding]:
    home = Path(settings.FORENOTICE_HOME)
    yield _look_at_home(home)
    yield _look_at_disk(home)
    yield from _look_at_plugins()
    yield from _look_at_database()


def _look_at_home(home: Path) -> Finding:
    words = f"{home}, known as {settings.FORENOTICE_BASE_URL}."
    is_open = home.stat().st_mode & _OTHERS and any(
        path.stat().st_mode & _OTHERS for path in home.iterdir() if path.is_file()
    )
    if is_open:
        return Finding(
            Mark.MIND, "home", f"{words} Others on this computer can read files in it: chmod 700 {home}"
        )
    return Finding(Mark.GOOD, "home", words)


def _look_at_disk(home: Path) -> Finding:
    disk = shutil.disk_usage(home)
    words = f"{disk.free / 1024**3:,.1f} GB are free."
    if is_nearly_full(total_bytes=disk.total, free_bytes=disk.free):
        return Finding(Mark.BAD, "disk", f"{words} That is too little; a full disk stops everything.")
    return Finding(Mark.GOOD, "disk", words)


def _look_at_plugins() -> Iterator[Finding]:
    for found in installed().values():
        subject = f"plugin {found.kind}"
        if found.plugin is None:
            yield Finding(Mark.MIND, subject, f"{found.origin} cannot be used: {found.fault}")
        else:
            yield Finding(Mark.GOOD, subject, f"{found.origin} carries {found.plugin.carries}.")


def _look_at_database() -> Iterator[Finding]:
    engine = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    try:
        version = ".".join(str(part) for part in connection.get_database_version())
        is_behind = tables_are_behind()
    except DatabaseError as error:
        yield Finding(Mark.BAD, "database", f"{engine}: {database_sentence(error)}")
        return
    if is_behind:
        yield _tables_to_be_made(f"{engine} {version}")
        return
    yield Finding(Mark.GOOD, "database", f"{engine} {version}. Its tables are up to date.")
    yield _look_at_host()
    organizations = all_organizations()
    if not organizations:
        yield Finding(Mark.MIND, "organization", "There is none yet: forenotice apply FILE.toml")
    for organization in organizations:
        yield from _look_at_organization(organization)


def _tables_to_be_made(what: str) -> Finding:
    if connection.vendor == "sqlite":
        return Finding(Mark.MIND, "database", f"{what}. The next command makes its tables ready.")
    return Finding(Mark.BAD, "database", f"{what}. Its tables are not ready: forenotice upgrade")


def _look_at_host() -> Finding:
    found = standing()
    if found.is_held:
        return Finding(Mark.HELD, "this host", f"{HOLD_SENTENCES[found.hold]} See: forenotice resume")
    return Finding(
        Mark.GOOD, "this host", f"It may speak for this database; pulses so far: {found.pulses:,}."
    )


def _look_at_organization(organization: Organization) -> Iterator[Finding]:
    if organization.mode == Mode.LIVE:
        since = moment_words(organization.live_since, organization.time_zone)
        yield Finding(Mark.GOOD, organization.key, f"It speaks to its members, since {since}.")
        if not (makes_links() and settings.FORENOTICE_BASE_URL.startswith("https:")):
            words = "Mail offers no click to stop it: set FORENOTICE_BASE_URL to an address with https."
            yield Finding(Mark.MIND, "unsubscribe", words)
    else:
        yield Finding(Mark.GOOD, organization.key, "It rehearses: everything goes to the test mailbox.")
    broken = broken_pulse(organization)
    if broken is not None:
        since = moment_words(broken.since_at, organization.time_zone)
        words = f"Its pulse breaks off, since {since} ({broken.fault}); try: forenotice pulse"
        yield Finding(Mark.BAD, "pulse", words)
    if not organization.alert_email:
        yield Finding(Mark.MIND, "alert_email", "Nobody would hear of trouble: set it in the blueprint.")
    if not rules_in_force(organization):
        yield Finding(Mark.MIND, "rules", "None is on, so nothing will be said.")
    yield from (Finding(Mark.MIND, f"rule {found.rule}", str(found)) for found in long_leads(organization))
    without_rule = payments_without_rule(organization)
    if without_rule:
        listed = ", ".join(f"{one.product} ({one.count:,})" for one in without_rule[:_MOST_PRODUCTS])
        more = " and others" if len(without_rule) > _MOST_PRODUCTS else ""
        yield Finding(Mark.MIND, "rules", f"None is meant for coming payments of {listed}{more}.")
    living = (channel for channel in channels_of(organization) if channel.retired_at is None)
    for channel in living:
        yield _look_at_channel(channel)
        mailbox = probe_mailbox(channel)
        if mailbox is not None:
            mark = Mark.GOOD if mailbox.is_reachable else Mark.BAD
            yield Finding(mark, f"bounces of {channel.key}", mailbox.detail)
    if organization.mode == Mode.REHEARSAL:
        yield _look_at_mailbox(organization)
    now = current_time()
    health = source_health(organization, now)
    if not health:
        yield Finding(Mark.MIND, "sources", "Nothing was imported yet: forenotice import FILE.csv")
    yield from (_look_at_source(source, organization) for source in health)


def _look_at_channel(channel: Channel) -> Finding:
    subject = f"channel {channel.key}"
    try:
        opened = open_channel(channel, clock=current_time)
    except (ChannelError, AccountsError) as error:
        return Finding(Mark.BAD, subject, str(error))
    try:
        probe = opened.probe()
    finally:
        opened.close()
    if probe.is_reachable:
        return Finding(Mark.GOOD, subject, probe.detail or "It answers.")
    return Finding(Mark.BAD, subject, answer_words(probe.code, probe.detail))


def _look_at_mailbox(organization: Organization) -> Finding:
    probe = open_mailbox(organization).probe()
    return Finding(Mark.GOOD if probe.is_reachable else Mark.BAD, "test mailbox", probe.detail)


def _look_at_source(source: SourceHealth, organization: Organization) -> Finding:
    subject = f"source {source.key}"
    is_pushed = source.kind == PUSH
    if source.failing_since is not None:
        since = moment_words(source.failing_since, organization.time_zone)
        return Finding(Mark.BAD, subject, f"It cannot be asked, since {since}. {source.failure}")
    if source.is_asked and source.last_told_at is None:
        return Finding(Mark.MIND, subject, f"It was not asked yet: forenotice sources pull {source.key}")
    if source.last_told_at is None:
        how = "programs tell it by the API." if is_pushed else f"forenotice import FILE --source {source.key}"
        return Finding(Mark.MIND, subject, f"It has told nothing yet: {how}")
    zone = organization.time_zone
    words = f"It last told us something on {moment_words(source.last_told_at, zone)}"
    if source.is_stale:
        how = "Let its program tell them again." if is_pushed else "Import anew."
        return Finding(Mark.BAD, subject, f"{words}, which is too long ago: its facts are stale. {how}")
    if source.rejected:
        wait = "row of its last file waits" if source.rejected == 1 else "rows of its last file wait"
        rows = f"{source.rejected:,} {wait} to be corrected in {source.rejects}."
        return Finding(Mark.MIND, subject, f"{words}; {rows}")
    return Finding(Mark.GOOD, subject, f"{words}; fresh until {moment_words(source.fresh_until, zone)}.")


def _in_one_sentence(found: list[Finding]) -> str:
    marks = {one.mark for one in found}
    if Mark.BAD in marks:
        return "Something needs you; it is marked bad above."
    if Mark.HELD in marks:
        return "Sending is held until you have said that this host may speak."
    return (
        "Everything is ready." if Mark.MIND not in marks else "Nothing is broken; mind what is marked above."
    )


def _exit_code(found: list[Finding]) -> ExitCode:
    marks = {one.mark for one in found}
    if Mark.BAD in marks:
        return ExitCode.REFUSED
    return ExitCode.HELD if Mark.HELD in marks else ExitCode.DONE
