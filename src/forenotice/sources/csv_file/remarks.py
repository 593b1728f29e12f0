"""What an owner should know about how a file was read: its columns, and what it does not say. Pure."""

from forenotice.sources.csv_file.columns import Column, Layout
from forenotice.sources.csv_file.dates import DAYS_ONLY, MEMBERS_TIMES, UTC_TIMES
from forenotice.sources.csv_file.headers import Shape
from forenotice.sources.csv_file.look import Look
from forenotice.sources.csv_file.memory import options
from forenotice.sources.csv_file.rejects import NOTES
from forenotice.sources.csv_file.surroundings import Reader
from forenotice.sources.csv_file.when import DATES, DAYS, zone_by_shape
from forenotice.sources.report import Examination, ImportReport, MappedColumn

_KEY = "subscription_id"
_DECLARED_TIMES = {
    UTC_TIMES: "times taken as UTC",
    MEMBERS_TIMES: "times taken as each member's own",
    DAYS_ONLY: "times left out",
}
_PRODUCT = ("product_id", "product_name", "level", "bundle", "order_items")


def examination_of(name: str, look: Look) -> Examination:
    """How a file is read, for a person to look at."""
    layout = look.layout
    return Examination(
        name=name,
        dialect=look.words,
        shape=layout.shape.value,
        key=layout.key.theirs,
        remembered=tuple(options(look.recalled)),
        columns=tuple(_mapped(column, look) for column in layout.columns if column.theirs not in NOTES),
    )


def _mapped(column: Column, look: Look) -> MappedColumn:
    layout = look.layout
    is_number = column.ours == _KEY and layout.shape is Shape.WOOCOMMERCE and not layout.find("order_number")
    if column.index == layout.key_index:
        note = "tells subscriptions apart"
        return MappedColumn(
            column.theirs, column.ours or _KEY, f"{note}; order number" if is_number else note
        )
    if is_number:
        return MappedColumn(column.theirs, "order_number", f'"{layout.key.theirs}" tells subscriptions apart')
    if column.ours == _KEY:
        return MappedColumn(column.theirs, "", f'"{layout.key.theirs}" tells subscriptions apart')
    return MappedColumn(column.theirs, column.ours, column.note or _times_taken(column, look))


def _times_taken(column: Column, look: Look) -> str:
    """Of which zone times are taken that the file itself says nothing of."""
    if column.ours not in (*DATES, *DAYS) or column.header.zone:
        return ""
    declared = look.settings.times_in
    if declared:
        return _DECLARED_TIMES.get(declared, f"times taken as of {declared}")
    by_shape = zone_by_shape(look.layout.shape)
    return f"times taken as {by_shape}" if by_shape else ""


def remarks_on(report: ImportReport, layout: Layout, reader: Reader) -> list[str]:
    """Sentences on what follows from columns that are missing, and on rows that need a look."""
    told = {column.ours for column in layout.columns if column.ours} | set(reader.settings.always)
    remarks = _missing(told, reader)
    if report.dateless:
        remarks.append(f"Active, but without any date, so that nobody can be reminded: {report.dateless}.")
    if report.cards_removed:
        remarks.append(
            f"Whole card numbers in the file: {report.cards_removed}. They were stored nowhere, and their "
            "rows were rejected. Export the file without them."
        )
    return remarks


def _missing(told: set[str], reader: Reader) -> list[str]:
    surroundings, remarks = reader.surroundings, []
    if "status" not in told:
        remarks.append("No column says how subscriptions stand, so all of them count as active.")
    if "interval" not in told and "next_payment" in told:
        remarks.append(
            "No column tells the interval, so rules for monthly or yearly payments do not meet them, and "
            "their dates do not go on by themselves."
        )
    if "amount" not in told:
        remarks.append("No column tells an amount, so messages cannot name one.")
    elif "currency" not in told and not _currency_in_header(reader):
        remarks.append(
            "No column tells the currency, so amounts that do not say theirs are taken as "
            f"{surroundings.currency}."
        )
    if not told.intersection(_PRODUCT):
        called = surroundings.product_name or surroundings.product_id
        unnamed = "" if surroundings.product_name else ", and messages name none"
        remarks.append(f'No column names a product, so all rows are of "{called}"{unnamed}.')
    elif "product_name" not in told and "order_items" not in told and "product_id" in told:
        remarks.append(
            "Products are told by their ids only. Declare them in the blueprint to give them names."
        )
    if "zone" not in told:
        remarks.append(
            f"No column tells members' time zones, so their days are those of {surroundings.zone}."
        )
    return remarks


def _currency_in_header(reader: Reader) -> bool:
    column = reader.layout.find("amount")
    return column is not None and bool(column.header.currency)
