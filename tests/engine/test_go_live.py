"""What stands in the way of going live: nobody real would hear a word."""

from typing import Any

import pytest

from forenotice.channels.models import Channel
from forenotice.channels.states import Kind
from forenotice.engine.go_live import obstacles
from tests.support.world import World, step

UNDECLARED = 'A rule speaks by the channel "post", which is not declared.'


def _obstacles(
    used: tuple[str, ...], there: dict[str, str], retired: bool = False, carries: str = "", **fields: Any
) -> str:
    world = World(live=False, **fields)
    for key, kind in there.items():
        moments = {"created_at": world.now, "changed_at": world.now, "carries": carries}
        gone = world.now if retired else None
        Channel.objects.create(
            organization=world.organization, key=key, kind=kind, retired_at=gone, **moments
        )
    world.rule("monthly", step("7 days", channels=used))
    return " ".join(obstacles(world.organization))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("used", "there", "says"),
    [
        (("post",), {"post": Kind.EMAIL}, "Mails need a sender."),
        (("post",), {"post": Kind.MAILBOX}, "members never see"),
        (("post", "crm"), {"crm": Kind.WEBHOOK}, UNDECLARED),
        (("zapier",), {}, "no Zap listens yet"),
        (("crm",), {"crm": Kind.WEBHOOK}, ""),
        (("zapier",), {"zapier-1": Kind.ZAPIER}, ""),
        (("zapier",), {"zapier": Kind.WEBHOOK}, ""),
        (("crm", "zapier"), {"crm": Kind.SCRIPT}, ""),
    ],
)
def test_somebody_has_to_hear_it(used: tuple[str, ...], there: dict[str, str], says: str) -> None:
    said = _obstacles(used, there)
    assert says in said
    assert bool(says) == bool(said)


@pytest.mark.django_db
def test_a_hook_that_is_gone_hears_nothing() -> None:
    assert "no Zap listens yet" in _obstacles(("zapier",), {"zapier-1": Kind.ZAPIER}, retired=True)


@pytest.mark.django_db
def test_messages_by_a_plugin_need_a_sender_as_well() -> None:
    assert "need a sender" in _obstacles(("board",), {"board": "board"}, carries="messages")
    assert not _obstacles(("push",), {"push": "ntfy"}, carries="payloads")


@pytest.mark.django_db
def test_mails_with_a_sender_may_leave() -> None:
    assert not _obstacles(("post", "zapier"), {"post": Kind.EMAIL}, sender_email="club@example.org")
