"""Proofs of what was said, asked for as a person asks, and emptied by the pulse when their time is over."""

from datetime import timedelta
from typing import Any

import pytest

from forenotice.composer.models import MessageText
from forenotice.dispatcher.models import Attempt
from forenotice.entrypoints.cli.exits import ExitCode
from tests.entrypoints.club import BLUEPRINT, row, set_up, write_members
from tests.entrypoints.desk import Desk

KEPT = BLUEPRINT.replace("[organization.window]", 'keep_proofs_for = "3 weeks"\n[organization.window]')


@pytest.fixture
def said(desk: Desk) -> Desk:
    """One member was told, in a rehearsal."""
    set_up(desk, text=KEPT)
    desk.run("import", write_members(desk.home, [row(1)]))
    desk.run("pulse")
    return desk


def proof(desk: Desk, expect: int) -> tuple[str, Any]:
    number = str(Attempt.objects.get().delivery_id)
    printed = desk.run("deliveries", "show", number, "--proof", expect=expect).stdout
    [plain] = desk.read_json("deliveries", "show", number, "--proof", expect=expect)["proofs"]
    return printed, plain


def test_what_was_said_is_proven(said: Desk) -> None:
    printed, plain = proof(said, ExitCode.DONE)
    assert "makes the very bytes that were handed over" in printed
    assert plain["kept_sha256"] in printed
    assert (plain["verdict"], plain["made_sha256"]) == ("holds", plain["kept_sha256"])


def test_altered_words_end_the_command_with_a_refusal(said: Desk) -> None:
    MessageText.objects.update(html_compiled="<p>Never said</p>")
    printed, plain = proof(said, ExitCode.REFUSED)
    assert "it was altered since, or the words were" in printed
    assert plain["made_sha256"] in printed
    assert plain["kept_sha256"] in printed


def test_another_renderer_is_named(said: Desk) -> None:
    attempt = Attempt.objects.get()
    attempt.proof["renderer"] = "words 0"
    attempt.bytes_sha256 = "0" * 64
    attempt.save()
    printed, plain = proof(said, ExitCode.IN_PART)
    assert "Another version made it" in printed
    assert "made by      words 0" in printed
    assert plain["verdict"] == "other_renderer"


def test_the_pulse_empties_what_was_kept_for_long_enough(said: Desk) -> None:
    attempt = Attempt.objects.get()
    attempt.started_at -= timedelta(weeks=3)
    attempt.save()
    assert said.read_json("pulse")["organizations"][0]["emptied"] == 1
    assert said.read_json("pulse")["organizations"][0]["emptied"] == 0
    printed, plain = proof(said, ExitCode.IN_PART)
    assert "is emptied now" in printed
    assert plain["verdict"] == "emptied"
    shown = said.run("deliveries", "show", str(attempt.delivery_id)).stdout
    assert "Its words were emptied on " in shown
    assert "Hello Member1" not in shown


def test_how_long_proofs_are_kept_is_written_back(said: Desk) -> None:
    assert 'keep_proofs_for = "21 days"' in said.run("export").stdout
    set_up(said)
    assert "keep_proofs_for" not in said.run("export").stdout
    for wrong in ("0 days", "999999999999 days", "ever"):
        path = said.home / "club.toml"
        path.write_text(KEPT.replace("3 weeks", wrong).replace("{zone}", "UTC").replace("{port}", "2525"))
        assert f'keep_proofs_for: "{wrong}" is not' in said.run("apply", path, expect=1).stderr
