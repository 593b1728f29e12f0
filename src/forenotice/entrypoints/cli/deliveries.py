"""`forenotice deliveries`: what was handed over to whom, and the few whose fate nobody knows."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer

from forenotice.accounts.models import Organization
from forenotice.dispatcher.operations import let_be as let_them_be
from forenotice.dispatcher.operations import replay as tell_again
from forenotice.dispatcher.operations import replay_span
from forenotice.dispatcher.operations import resend as send_them_again
from forenotice.dispatcher.queries import (
    DeliveryTold,
    delivery_by_id,
    examine_proofs,
    list_deliveries,
    message_of_attempt,
    payload_of_attempt,
    unknown_deliveries,
)
from forenotice.dispatcher.states import DeliveryState, Role
from forenotice.entrypoints.cli import letters
from forenotice.entrypoints.cli.choice import InOrganization, acting_person, chosen_organization
from forenotice.entrypoints.cli.clock import current_time
from forenotice.entrypoints.cli.errors import CommandError
from forenotice.entrypoints.cli.output import (
    AsJson,
    Cell,
    Column,
    count_words,
    moment_words,
    say,
    show_json,
    show_pairs,
    show_table,
    title,
)
from forenotice.entrypoints.cli.phrases import answer_words, channel_words
from forenotice.entrypoints.cli.proofs import proof_code, show_proofs

deliveries = typer.Typer(
    help="See what was handed over to whom, and decide about what is in doubt.", no_args_is_help=True
)

deliveries.command("letters")(letters.letters)
deliveries.command("letter")(letters.letter)
deliveries.command("posted")(letters.posted)

_COLUMNS = (
    Column("no.", align="right", style="dim"),
    Column("changed"),
    Column("to", folds=True),
    Column("product", folds=True),
    Column("by"),
    Column("state"),
    Column("why", folds=True, style="dim"),
)
_STYLES = {
    DeliveryState.ACCEPTED: "green",
    DeliveryState.QUEUED: "cyan",
    DeliveryState.ATTEMPTING: "cyan",
    DeliveryState.FAILED: "red",
    DeliveryState.UNKNOWN: "red",
    DeliveryState.WITHDRAWN: "yellow",
    DeliveryState.LET_BE: "yellow",
    DeliveryState.DELIVERED: "green",
    DeliveryState.BOUNCED: "red",
    DeliveryState.COMPLAINED: "red",
}
Numbers = Annotated[list[int] | None, typer.Argument(help="The numbers of the deliveries.")]
All = Annotated[bool, typer.Option("--all", help="All that are in doubt.")]


@deliveries.command("list")
def show_list(
    state: Annotated[
        list[DeliveryState] | None, typer.Option("--state", help="Only these; may be given several times.")
    ] = None,
    last: Annotated[int, typer.Option("--last", min=1, help="At most so many, the newest.")] = 50,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """List what was handed over, the newest last."""
    chosen = chosen_organization(organization)
    found = list(reversed(list_deliveries(chosen, states=state or (), limit=last)))
    _show(found, chosen.time_zone, "Nothing was handed over yet.", as_json=as_json)


@deliveries.command("unknown")
def show_unknown(organization: InOrganization = "", as_json: AsJson = False) -> None:
    """List those of which nobody knows whether they arrived; each wants a decision: resend, or let-be."""
    chosen = chosen_organization(organization)
    found = unknown_deliveries(chosen)
    _show(found, chosen.time_zone, "Nothing is in doubt.", as_json=as_json)
    if found and not as_json:
        say("These may or may not have arrived. Decide: forenotice deliveries resend NO., or let-be NO.")


@deliveries.command("show")
def show_one(
    number: Annotated[int, typer.Argument(help="Its number in the list.")],
    proof: Annotated[
        bool, typer.Option("--proof", help="Make it again from what was kept, and compare the bytes.")
    ] = False,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Show one delivery with every try, and the very words that were handed over."""
    chosen = chosen_organization(organization)
    one = delivery_by_id(chosen, number)
    proofs = examine_proofs(chosen, number) if proof else []
    said = None if proof else _said(chosen, one)
    if as_json:
        kept = {"proofs": [asdict(each) for each in proofs]} if proof else {"message": said}
        show_json(asdict(one) | kept)
    else:
        _show_one(one, chosen.time_zone)
        if said is not None:
            title(said["subject"])
            say(said["text"].rstrip())
        if proof:
            show_proofs(proofs)
    if proof and (code := proof_code(proofs)):
        raise typer.Exit(code)


def _said(chosen: Organization, one: DeliveryTold) -> dict[str, str] | None:
    """What was handed over last, if it is still kept; to a program that was JSON."""
    tries = [each for each in one.attempts if each.bytes_sha256 and each.proof_emptied_at is None]
    if not tries:
        return None
    if one.role is Role.PROGRAM:
        payload = payload_of_attempt(chosen, tries[-1].attempt_id)
        body = json.dumps(json.loads(payload.body), ensure_ascii=False, indent=2) if payload else ""
        return {"subject": payload.type, "text": body} if payload else None
    words = message_of_attempt(chosen, tries[-1].attempt_id)
    return {"subject": words.subject, "text": words.text, "html": words.html}


def _show_one(one: DeliveryTold, zone: str) -> None:
    show_pairs(
        [
            ("Delivery", f"{one.delivery_id}, {one.state}: {one.sentence}"),
            (
                "To",
                f"{one.recipient} ({one.role.replace('_', ' ')}), by {channel_words(one.channel, one.mode)}",
            ),
            ("About", f"{one.name or one.member}, {one.product} ({one.subscription}), {one.rule}/{one.step}"),
            ("Message-ID", one.message_id),
        ]
    )
    for attempt in one.attempts:
        answer = f"{attempt.outcome} {answer_words(attempt.code, attempt.detail)}".strip()
        say(f"Try {attempt.number}, {moment_words(attempt.started_at, zone)}: {answer or 'no answer yet'}")
        if attempt.proof_emptied_at is not None:
            when = moment_words(attempt.proof_emptied_at, zone)
            say(f"Its words were emptied on {when}: they had been kept for long enough.", "dim")


@deliveries.command("resend")
def resend(
    numbers: Numbers = None, every: All = False, organization: InOrganization = "", as_json: AsJson = False
) -> None:
    """Hand deliveries in doubt over again, at the next pulse and after one more last look."""
    chosen = chosen_organization(organization)
    done = send_them_again(
        organization=chosen,
        delivery_ids=_meant(numbers, unknown_deliveries(chosen) if every else None),
        actor=acting_person(),
        now=current_time(),
    )
    _tell(done.delivery_ids, "will be handed over again at the next pulse.", as_json=as_json)


@deliveries.command("let-be")
def let_be(
    numbers: Numbers = None, every: All = False, organization: InOrganization = "", as_json: AsJson = False
) -> None:
    """Leave deliveries in doubt as they are, for good."""
    chosen = chosen_organization(organization)
    done = let_them_be(
        organization=chosen,
        delivery_ids=_meant(numbers, unknown_deliveries(chosen) if every else None),
        actor=acting_person(),
        now=current_time(),
    )
    _tell(done.delivery_ids, "left as they are.", as_json=as_json)


@deliveries.command("replay")
def replay(
    numbers: Numbers = None,
    channel: Annotated[str, typer.Option("--channel", help="All that this channel was told.")] = "",
    since: Annotated[datetime | None, typer.Option("--since", help="From this moment on, UTC.")] = None,
    until: Annotated[datetime | None, typer.Option("--until", help="Before this moment, UTC.")] = None,
    organization: InOrganization = "",
    as_json: AsJson = False,
) -> None:
    """Tell programs once more what they were told, with the same id and the same bytes."""
    chosen, now = chosen_organization(organization), current_time()
    actor = acting_person()
    if channel and since is not None and not numbers:
        ends = until.replace(tzinfo=UTC) if until else now
        begins = since.replace(tzinfo=UTC)
        done = replay_span(
            organization=chosen, channel_key=channel, since=begins, until=ends, actor=actor, now=now
        )
    elif numbers and not channel:
        done = tell_again(organization=chosen, delivery_ids=numbers, actor=actor, now=now)
    else:
        raise CommandError("Say which: the numbers of deliveries, or --channel KEY --since 2026-03-01.")
    if as_json:
        show_json({"deliveries": list(done.delivery_ids), "passed": done.passed})
        return
    told = count_words(len(done.delivery_ids), "delivery", "deliveries")
    say(f"{told} will be told again at the next pulse.")
    if done.passed:
        passed = count_words(done.passed, "delivery was", "deliveries were")
        say(f"{passed} left out: the due date has passed.")


def _meant(numbers: Sequence[int] | None, every: Sequence[DeliveryTold] | None) -> list[int]:
    if every is not None and not numbers:
        return [one.delivery_id for one in every]
    if numbers and every is None:
        return list(numbers)
    raise CommandError("Say which: the numbers of deliveries, or --all. See: forenotice deliveries unknown")


def _tell(numbers: Sequence[int], what_became: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"deliveries": list(numbers)})
    elif numbers:
        say(f"{count_words(len(numbers), 'delivery', 'deliveries')} {what_became}")
    else:
        say("Nothing is in doubt, so nothing was done.")


def _show(found: Sequence[DeliveryTold], zone: str, otherwise: str, *, as_json: bool) -> None:
    if as_json:
        show_json([asdict(one) for one in found])
    elif not found:
        say(otherwise)
    else:
        show_table(_COLUMNS, (_cells(one, zone) for one in found))


def _cells(one: DeliveryTold, zone: str) -> tuple[Cell, ...]:
    return (
        str(one.delivery_id),
        moment_words(one.changed_at, zone),
        one.recipient,
        one.product,
        channel_words(one.channel, one.mode),
        (one.state, _STYLES[one.state]),
        one.sentence,
    )
