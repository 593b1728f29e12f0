"""Values made fit for SQLite's driver are what Django would have made of them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from forenotice.ledger.sqlite_columns import _moment_text

MOMENT = datetime(2027, 2, 28, 23, 59, 58, tzinfo=UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        MOMENT,
        MOMENT.replace(microsecond=50),
        MOMENT.replace(year=999),
        MOMENT.astimezone(timezone(timedelta(hours=-11))),
        None,
    ],
)
def test_instants_are_written_as_django_writes_them(at: datetime | None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("This is about SQLite.")
    assert _moment_text(at) == connection.ops.adapt_datetimefield_value(at)
