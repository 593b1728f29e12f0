"""The commands about one member: their page, all that is kept, and forgetting them."""

import json

import pytest

from tests.entrypoints.club import row, set_up, write_members
from tests.entrypoints.desk import Desk


@pytest.fixture
def club(desk: Desk) -> Desk:
    set_up(desk)
    desk.run("import", write_members(desk.home, [row(1), row(2)]))
    return desk


def test_a_member_is_shown_exported_and_forgotten(club: Desk) -> None:
    email = "member1@example.org"
    assert "FORENOTICE_BASE_URL" in club.run("members", "page", email, expect=1).stderr
    exported = json.loads(club.run("members", "export", email).stdout)
    assert exported["member"]["email"] == email
    assert [each["external_id"] for each in exported["subscriptions"]] == ["S-1"]
    assert "holds any longer" in club.run("members", "revoke-links", email).stdout
    refused = club.run("members", "erase", email, expect=1).stderr
    assert f"forenotice members erase {email} --yes" in refused
    told = club.run("members", "erase", email, "--yes").stdout
    assert "Who they were is forgotten." in told
    assert ".csv" in told
    assert "There is no member" in club.run("members", "export", email, expect=1).stderr
    # The file still tells of them, and is not believed.
    again = club.run("import", write_members(club.home, [row(1), row(2)]), expect=4)
    assert "erased at their own wish" in again.stdout + again.stderr
