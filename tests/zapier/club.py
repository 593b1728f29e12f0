"""A club that speaks to Zapier alone, and three keys to its API: for everything, for reading, and revoked."""

from datetime import UTC, datetime

from django.db import connections

from forenotice.accounts.operations import create_key, revoke_key
from forenotice.accounts.queries import all_organizations
from forenotice.accounts.states import Scope
from forenotice.blueprint.document import read_blueprint
from forenotice.blueprint.operations import Surroundings, apply_blueprint
from forenotice.entrypoints.cli.database import migrate
from tests.entrypoints.club import noon_zone

ACTOR = "tests"
BLUEPRINT = f"""
[organization]
key = "club"
name = "Chess Club"
time_zone = "{noon_zone()}"
currency = "EUR"
[organization.window]
start = "06:00"
end = "18:00"

[[products]]
key = "gold"
name = "Gold"
[[products]]
key = "silver"
name = "Silver"

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
channels = ["zapier"]
"""


def set_up() -> dict[str, str]:
    """Make it so, and tell the secrets of the keys as the jest tests want them in their environment."""
    now = datetime.now(UTC)
    migrate()
    apply_blueprint(
        blueprint=read_blueprint(BLUEPRINT, "club.toml"),
        name="club.toml",
        surroundings=Surroundings(),
        actor=ACTOR,
        now=now,
    )
    (organization,) = all_organizations()
    secrets = {
        name: create_key(organization=organization, name=key, scopes=scopes, actor=ACTOR, now=now).secret
        for name, key, scopes in (
            ("TEST_KEY", "zapier", tuple(Scope)),
            ("TEST_READING_KEY", "reader", (Scope.READ,)),
            ("TEST_REVOKED_KEY", "gone", tuple(Scope)),
        )
    }
    revoke_key(organization=organization, name="gone", actor=ACTOR, now=now)
    connections.close_all()
    return secrets
