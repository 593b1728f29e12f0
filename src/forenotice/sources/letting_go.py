"""After a whole reading: what a source did not tell of is gone, unless that is hardly to be believed."""

from datetime import datetime

from forenotice.ledger.operations import mark_gone
from forenotice.ledger.queries import count_current, count_unseen
from forenotice.sources.models import Source, UnclearRow
from forenotice.sources.report import PullReport
from forenotice.sources.unclear import MOST_UNCLEAR

SHARE = 5
"""One subscription in this many may be missing before a person must agree."""


def let_go(
    source: Source, began_at: datetime, report: PullReport, *, allow_gone: bool, now: datetime
) -> None:
    """After a whole reading: what was not told of is gone, unless that is hardly to be believed."""
    organization = source.organization
    rows = UnclearRow.objects.filter(organization=organization, source=source)
    rows.filter(told_at__lt=began_at).delete()
    unclear = list(rows.values_list("external_id", flat=True))
    if "" in unclear or len(unclear) >= MOST_UNCLEAR:
        if unseen := count_unseen(organization, source.key, began_at):
            report.warnings.append(
                f"Nobody of {unseen:,} that it did not tell of is marked gone, because some of what it "
                f"told is unclear. See: forenotice sources show {source.key}"
            )
        return
    unseen = count_unseen(organization, source.key, began_at) - len(unclear)
    known = count_current(organization, source.key)
    if unseen * SHARE > known and not allow_gone:
        report.warnings.append(
            f"It told nothing of {unseen:,} of {known:,} subscriptions any more. That many are not "
            "marked gone without a person. If they really are, run: "
            f"forenotice sources pull {source.key} --all --yes"
        )
        return
    report.gone += mark_gone(
        organization=organization,
        source=source.key,
        unseen_since=began_at,
        still_told=unclear,
        actor=f"source {source.key}",
        now=now,
    )
