"""When: the days and instants of a row, and the interval between its payments."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import partial
from itertools import repeat

from forenotice.sources.csv_file.batch import Batch
from forenotice.sources.csv_file.dates import UTC_TIMES, DateFormat, day_of, moment_reader
from forenotice.sources.csv_file.headers import Shape
from forenotice.sources.csv_file.intervals import read_count, read_interval
from forenotice.sources.csv_file.readings import Reading, reading_of
from forenotice.sources.csv_file.surroundings import Reader

Moment = date | datetime | None
TimesUnit = tuple[int | None, str]
_NO_INTERVAL: TimesUnit = (None, "")
_FOR_EVER = ("9999-12-31", "2999-12-31")
_LAST_DAY_OF_EVERY_MONTH = 28


DATES = ("next_payment", "trial_end", "term_end", "cancel_by")
DAYS = ("started", "joined", "cancelled_on", "ended_on")


class When:
    """Reads the dates of one file."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._readings = {name: self._reading(name) for name in DATES}
        self._days = {name: self._reading(name) for name in DAYS}
        self._intervals: Reading[tuple[str, str], TimesUnit] = Reading(_read_pair, ("", ""), _NO_INTERVAL)
        self._anchors = reading_of(partial(read_count, least=1, most=31))

    def moments(self, batch: Batch, name: str, zones: Iterable[str]) -> list[Moment]:
        """One date column: days, instants in UTC, or None."""
        if not batch.has(name):
            return [None] * batch.size
        words = zip(map(str.strip, batch.words(name)), zones, strict=True)
        return batch.looked_up(name, words, self._readings[name])

    def days(self, batch: Batch, name: str) -> list[date | None]:
        """One date column of which only the day counts; an instant's is the organization's."""
        if not batch.has(name):
            return [None] * batch.size
        zone = self._reader.surroundings.zone
        words = zip(map(str.strip, batch.words(name)), repeat(zone), strict=False)
        return [day_of(moment, zone) for moment in batch.looked_up(name, words, self._days[name])]

    def local_days(self, batch: Batch, name: str, zones: Sequence[str]) -> Sequence[date | None]:
        """One date column of which only the day counts; an instant's is the member's."""
        moments = self.moments(batch, name, zones)
        if not batch.has(name):
            return moments
        return [day_of(moment, zone) for moment, zone in zip(moments, zones, strict=True)]

    def intervals(self, batch: Batch) -> tuple[Sequence[int | None], Sequence[str]]:
        """How many of which unit, from one column or from two."""
        if not batch.has("interval", "interval_count"):
            return [None] * batch.size, [""] * batch.size
        counts, units = batch.words("interval_count"), batch.words("interval")
        name = "interval" if batch.has("interval") else "interval_count"
        words = zip(map(str.strip, counts), map(str.strip, units), strict=True)
        times, of_unit = zip(*batch.looked_up(name, words, self._intervals), strict=True)
        return times, of_unit

    def anchor_days(
        self, batch: Batch, started: Sequence[date | None], moments: Sequence[Moment]
    ) -> Sequence[int | None]:
        """The day of the month that payments keep to.

        One that began on the 31st and is next due on 28 February comes back to the 31st in March.
        """
        if batch.has("anchor_day"):
            return batch.values("anchor_day", self._anchors)
        if not batch.has("started"):
            return [None] * batch.size
        return [
            begun.day
            if begun is not None
            and begun.day > _LAST_DAY_OF_EVERY_MONTH
            and due is not None
            and _LAST_DAY_OF_EVERY_MONTH <= due.day < begun.day
            else None
            for begun, due in zip(started, moments, strict=True)
        ]

    def _reading(self, name: str) -> "Reading[tuple[str, str], Moment]":
        settings, layout = self._reader.settings, self._reader.layout
        column = layout.find(name)
        form = DateFormat(
            (column.header.date_format if column else "") or settings.date_format,
            (column.header.zone if column else "") or settings.times_in or zone_by_shape(layout.shape),
        )
        read = moment_reader(form)

        def read_pair(pair: tuple[str, str]) -> Moment:
            word, zone = pair
            if not word or (name == "term_end" and word.startswith(_FOR_EVER)):
                return None
            return read(word, zone)

        return Reading(read_pair, ("", ""), None)


def zone_by_shape(shape: Shape) -> str:
    """Of which zone the times are that a known export writes without one; empty where nothing is known.

    WooCommerce Subscriptions asks each subscription for its dates in GMT when it exports them, and its guide
    wants them in GMT when it imports them.
    """
    return UTC_TIMES if shape is Shape.WOOCOMMERCE else ""


def days_and_instants(moments: Sequence[Moment]) -> tuple[Sequence[date | None], Sequence[datetime | None]]:
    """A day or an instant, each in a column of its own."""
    kinds = set(map(type, moments))
    if datetime not in kinds:
        return moments, [None] * len(moments)
    days = [moment if type(moment) is date else None for moment in moments]
    return days, [moment if type(moment) is datetime else None for moment in moments]


def _read_pair(pair: tuple[str, str]) -> TimesUnit:
    count, unit = pair
    told = read_interval(unit if count and unit else count or unit) if count or unit else None
    if told is None:
        return _NO_INTERVAL
    times = read_count(count, least=1, most=1_200) if count and unit else 1
    return times * told[0], told[1].value
