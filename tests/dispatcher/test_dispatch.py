"""What is due is said, once, and written down."""

from tests.support.stage import Stage


def test_what_is_due_is_said_once_and_written_down(stage: Stage) -> None:
    stage.due("ana", "ben")
    done = stage.dispatch()
    assert (done.released, done.accepted) == (2, 2)
    assert stage.said == ["ana@example.org", "ben@example.org"]
    assert stage.deliveries() == {"ana@example.org": "accepted taken", "ben@example.org": "accepted taken"}
    assert stage.reminders() == {"ana": "released claimed", "ben": "released claimed"}
    assert stage.dispatch().handed_over == 0
    assert len(stage.said) == 2
