"""Words are found ahead of their turn, and nothing else changes by that."""

from forenotice.dispatcher.models import Attempt
from tests.support.smtp_servers import ScriptedServer
from tests.support.stage import Stage

MEMBERS = tuple(f"member{number:02}" for number in range(40))


def test_everybody_is_told_once_however_much_is_read_and_written_ahead(
    stage: Stage, server: ScriptedServer
) -> None:
    stage.speak_by("email", server, connections=4)
    stage.due(*MEMBERS)
    assert stage.dispatch().accepted == len(MEMBERS)
    assert len(server.message_ids) == len(set(server.message_ids)) == len(MEMBERS)
    assert stage.dispatch().handed_over == 0


def test_what_was_written_ahead_and_not_claimed_is_left_as_it_was(
    stage: Stage, server: ScriptedServer
) -> None:
    stage.speak_by("email", server, connections=4)
    stage.due(*MEMBERS)
    assert stage.dispatch(limit=10).handed_over == 10
    assert Attempt.objects.count() == 10
    assert list(stage.reminders().values()).count("planned met") == len(MEMBERS) - 10
    assert stage.dispatch().handed_over == len(MEMBERS) - 10
    assert len(set(server.message_ids)) == len(MEMBERS)


def test_a_cap_that_is_reached_keeps_back_what_was_written_ahead(
    stage: Stage, server: ScriptedServer
) -> None:
    stage.return_to_rehearsal()
    stage.speak_by("email", server, connections=4)
    stage.due(*MEMBERS)
    stage.go_live(first_day_cap=7)
    done = stage.dispatch()
    assert (done.released, done.is_capped) == (7, True)
    assert len(server.message_ids) == 7


def test_a_proof_keeps_only_what_was_known(stage: Stage) -> None:
    stage.due("ana")
    stage.dispatch()
    (attempt,) = stage.attempts("ana@example.org")
    context = attempt.proof["context"]
    assert context["locale"] == "en"
    assert "" not in context.values()
    assert {type(value) for value in context.values()} <= {str, bool, int}
