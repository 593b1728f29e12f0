"""A small club that the tests of commands set up: its blueprint and its file of members."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.entrypoints.desk import Desk
from tests.support.commands import Typist
from tests.support.instance import Instance

BLUEPRINT = """
[organization]
key = "club"
name = "Chess Club"
time_zone = "{zone}"
currency = "EUR"
alert_email = "owner@example.org"
[organization.window]
start = "06:00"
end = "18:00"
[organization.sender]
name = "Ana"
email = "club@example.org"

[[channels]]
key = "email"
kind = "email"
host = "127.0.0.1"
port = {port}
security = "none"

[[messages]]
key = "renewal"
default = "renewal"

[[rules]]
key = "monthly"
kinds = ["renewal"]
past_moments = "speak"
[[rules.steps]]
key = "week-before"
lead = "7 days"
message = "renewal"
"""
HEADS = "id,email,first name,product,amount,interval,next payment"


def noon_zone() -> str:
    """A zone in which it is about noon now, so that no test depends on the hour at which it runs."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}"  # POSIX counts the other way round.


def in_days(days: int) -> date:
    """The calendar day so many days from now, where the club is."""
    return datetime.now(ZoneInfo(noon_zone())).date() + timedelta(days=days)


def row(number: int, days: int = 3, **other: str) -> str:
    """A member whose next payment is so many days from now."""
    cells = {
        "id": f"S-{number}",
        "email": f"member{number}@example.org",
        "first name": f"Member{number}",
        "product": "Gold",
        "amount": "12.50",
        "interval": "1 month",
        "next payment": in_days(days).isoformat(),
    }
    cells |= {name.replace("_", " "): value for name, value in other.items()}
    return ",".join(cells.values())


def write_members(folder: Path, rows: list[str], name: str = "members.csv") -> Path:
    """A file of these rows."""
    path = folder / name
    path.write_text("\n".join([HEADS, *rows]) + "\n", encoding="utf-8")
    return path


def set_up(instance: Instance | Desk | Typist, port: int = 2525, text: str = BLUEPRINT) -> Path:
    """The club declared; returns its blueprint."""
    path = instance.home / "club.toml"
    path.write_text(text.replace("{port}", str(port)).replace("{zone}", noon_zone()), encoding="utf-8")
    instance.run("apply", path)
    return path
