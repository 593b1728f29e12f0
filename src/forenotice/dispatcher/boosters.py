"""The booster that a reminder shows: chosen at the last look, from what its member was shown lately."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from django.db import connection

from forenotice.accounts.models import Organization
from forenotice.composer.boosters.offers import BoosterOffer
from forenotice.composer.boosters.pick import pick
from forenotice.composer.boosters.show import with_booster
from forenotice.composer.errors import RenderError
from forenotice.composer.facts import Facts
from forenotice.composer.fill import speaking_locale
from forenotice.composer.texts import CompiledText
from forenotice.dispatcher.situation import Situation, StepAtWork
from forenotice.dispatcher.spoken import own_fields
from forenotice.dispatcher.states import DeliveryState, Role
from forenotice.kernel.local_time import local_day
from forenotice.ledger.queries import Known
from forenotice.planner.bare import marks

log = structlog.get_logger(__name__)

Chosen = tuple[BoosterOffer, CompiledText]

_NOT_SEEN = (DeliveryState.QUEUED, DeliveryState.WITHDRAWN, DeliveryState.FAILED, DeliveryState.BOUNCED)
_SHOWN = """
    SELECT member_id, booster FROM (
        SELECT v.member_id, MAX(v.booster) AS booster,
            ROW_NUMBER() OVER (PARTITION BY v.member_id ORDER BY MAX(v.id) DESC) AS nth
        FROM dispatcher_delivery v JOIN planner_reminder r ON r.id = v.reminder_id
        WHERE v.organization_id = %s AND r.mode = %s AND v.booster IS NOT NULL AND v.role = %s
            AND v.state NOT IN (%s, %s, %s, %s) AND NOT (r.step_id = %s AND r.due_date_id = %s)
            AND v.member_id IN ({members})
        GROUP BY v.member_id, v.reminder_id
    ) AS shown WHERE nth <= %s ORDER BY member_id, nth"""


def shown_lately(
    organization: Organization,
    mode: str,
    member_ids: Collection[int],
    reach: int,
    *,
    besides: tuple[int, int] = (0, 0),
) -> dict[int, list[str]]:
    """The boosters in the last reminders of each of these members, the latest first. One query.

    A reminder that had a place for one and showed none counts as an empty text. That of the step and due date
    ``besides`` counts not at all: what it showed was chosen without it.
    """
    if not member_ids:
        return {}
    ids = sorted(set(member_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            _SHOWN.format(members=marks(len(ids))),
            [organization.pk, mode, Role.MEMBER, *_NOT_SEEN, *besides, *ids, reach],
        )
        found: dict[int, list[str]] = {}
        for member_id, booster in cursor.fetchall():
            found.setdefault(member_id, []).append(booster)
    return found


def choose(
    known: Known,
    step: StepAtWork,
    text: CompiledText,
    situation: Situation,
    *,
    seen: Sequence[str],
    now: datetime,
    only: str | None = None,
) -> Chosen | None:
    """The booster that this step shows this member today; the same one for whoever asks.

    ``only`` is the one that an earlier try showed: that one again, if it is still on offer, or none.
    """
    library = situation.library
    if only is not None:
        same = tuple(offer for offer in library.offers if offer.key == only)
        library, seen = replace(library, offers=same), ()
    named = (step.rule.key, step.key, known.source, known.subscription_key, known.occasion, known.cycle)
    return pick(
        library,
        product=known.product_key,
        country=known.country,
        locale=speaking_locale(text.locale, known.locale),
        on=local_day(now, known.zone),
        fields=own_fields(known),
        seen=seen,
        seed="|".join((situation.organization.key, *named)),
    )


def facts_with(facts: Facts, chosen: Chosen | None) -> Facts:
    """The facts with the booster among them, or without any when its words cannot be made."""
    if chosen is None:
        return facts
    offer, text = chosen
    try:
        return with_booster(facts, offer, text)
    except RenderError as error:
        log.error("booster_not_rendered", booster=offer.key, reason=str(error))
        return facts
