"""Whatever breaks for one organization, the others are served."""

import pytest

from forenotice.engine.errors import PulseBrokenError
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
    finally:
        first.close()
        second.close()
