"""The days of the demo, the same whenever it is run."""

from datetime import UTC, datetime, timedelta

BEGIN = datetime(2027, 3, 1, 5, tzinfo=UTC)
"""A Monday. The clocks change on the 14th in America and on the 28th in Europe, and there is a 31st."""

DAYS = 35
END = BEGIN + timedelta(days=DAYS)
