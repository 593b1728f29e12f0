"""Whatever breaks for one organization, the others are served."""

from datetime import timedelta

import pytest

from forenotice.engine.errors import PulseBrokenError
from forenotice.engine.models import BrokenPulse
from forenotice.engine.queries import needs_owner
from forenotice.engine.states import Need
from forenotice.engine.watching import figures, readiness
from forenotice.ledger.models import DueDate
from tests.engine.owned_stage import OwnedStage

pytestmark = pytest.mark.usefixtures("transactional_db", "home")


def test_rows_that_the_database_refuses_silence_nobody_else(caplog: pytest.LogCaptureFixture) -> None:
    first, second = OwnedStage(key="a-club"), OwnedStage(key="b-club")
    try:
        for stage in (first, second):
            stage.due("ana", "ben")
        # Two such amounts on a day are more than a sum can hold.
        DueDate.objects.filter(organization=first.organization).update(amount_minor=2**63 - 1)
        with pytest.raises(PulseBrokenError, match=r"\"a-club\" .*all others"):
            second.pulse()
        assert set(second.deliveries().values()) == {"accepted taken"}
        (broke,) = [each for each in caplog.records if "pulse_broke" in str(each.msg)]
        assert broke.exc_info is None, "what a database says of an error may quote the row"
        _is_seen_until_it_is_mended(first, second)
    finally:
        first.close()
        second.close()


def _is_seen_until_it_is_mended(first: OwnedStage, second: OwnedStage) -> None:
    """By its owner, once it lasts; and at once by whoever watches over the machine."""
    assert needs_owner(first.organization, first.now) == []
    second.advance(minutes=10)
    with pytest.raises(PulseBrokenError):
        second.pulse()
    for _ in range(2):
        with pytest.raises(PulseBrokenError):
            second.pulse()
    letters = [each for each in first.letters_in_mailbox if "cannot be prepared" in each]
    assert len(letters) == 1, "once a day"
    (need,) = needs_owner(first.organization, second.now)
    assert (need.need, need.since_at) == (Need.PULSE_BROKEN, second.now - timedelta(minutes=10))
    assert Need.PULSE_BROKEN not in [one.need for one in needs_owner(second.organization, second.now)]
    assert _broken_seconds(second) == {"a-club": 600, "b-club": 0}
    assert readiness(now=second.now).is_ready, "the others are served"
    other = BrokenPulse.objects.create(
        organization=second.organization, since_at=second.now, fault="KeyError"
    )
    assert readiness(now=second.now).checks["pulse"].startswith("breaks off each time")
    other.delete()
    DueDate.objects.filter(organization=first.organization).update(amount_minor=1_200)
    first.now = second.now
    second.pulse()
    assert needs_owner(first.organization, first.now) == []
    assert _broken_seconds(first) == {"a-club": 0, "b-club": 0}
    assert readiness(now=first.now).is_ready


def _broken_seconds(stage: OwnedStage) -> dict[str, float]:
    found = [one for one in figures(now=stage.now) if one.name == "forenotice_pulse_broken_seconds"]
    return {dict(one.labels)["organization"]: one.value for one in found}
