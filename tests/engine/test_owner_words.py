"""The owner hears of each matter once a day for as long as it lasts, and once a week in any case."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from forenotice.accounts.operations import declare_organization
from forenotice.dispatcher.models import ChannelFailure, Delivery
from forenotice.dispatcher.operations import let_be
from forenotice.dispatcher.states import DeliveryState
from forenotice.engine.causes import Cause
from forenotice.engine.host import Standing
from forenotice.engine.models import Host, OwnerWord
from forenotice.engine.owner_memory import Memory
from forenotice.engine.owner_words import OwnerStation
from forenotice.engine.states import Hold
from forenotice.kernel.local_time import local_day
from forenotice.sources.operations import declare_source, import_file
from tests.engine.owned_stage import OWNER, OwnedStage, words_of
from tests.support.smtp_servers import ACCEPT, HANG_UP, Script, ScriptedServer, Talk
from tests.support.world import ACTOR, at

GOOD = "subscription_id,email,amount,currency,next_payment_date,interval\n"
ROW = "{who},{who}@example.org,12.00,EUR,{on},1 month\n"
FREE = Standing(Hold.NO, 1, None)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def stage(transactional_db: None, home: Path, server: ScriptedServer) -> Iterator[OwnedStage]:
    made = OwnedStage(server)
    yield made
    made.close()


def test_a_quiet_day_is_told_to_nobody(stage: OwnedStage) -> None:
    stage.due("ana")
    assert stage.pulse().told == ()
    assert stage.said == ["ana@example.org"]
    assert stage.words() == []


def test_a_quiet_pulse_asks_few_questions(
    stage: OwnedStage, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    station, organization = OwnerStation(), stage.organization
    with django_assert_max_num_queries(10):
        station.tell_owner(organization=organization, standing=FREE, now=stage.now)


def test_without_an_address_nothing_is_written(
    transactional_db: None, home: Path, server: ScriptedServer
) -> None:
    stage = OwnedStage(server, alert_email="")
    stage.due("ana")
    stage.advance(days=4)
    assert stage.pulse().missed.total == 1
    assert stage.words() == []
    assert server.arrived == []


def test_what_was_missed_is_told_once(stage: OwnedStage) -> None:
    stage.due("ana", "ben")
    stage.advance(days=4)
    assert stage.pulse().told == (Cause.MISSED,)
    assert stage.pulse().told == ()
    stage.advance(days=1)
    assert stage.pulse().told == ()
    assert stage.subjects == ["The Club: 2 reminders came too late and were not sent"]
    words = words_of(stage.letters[0])
    assert "Renewals, step 7-days: 2" in words
    assert "forenotice reminders --state missed" in words
    assert "ana" not in words


def test_what_is_missed_later_is_told_again(stage: OwnedStage) -> None:
    stage.due("ana")
    stage.advance(days=4)
    stage.pulse()
    stage.due("cleo")
    stage.advance(days=4)
    assert Cause.MISSED in stage.pulse().told
    assert stage.subjects[1] == "The Club: 1 reminder came too late and was not sent"


def test_doubts_are_told_daily_until_somebody_decides(stage: OwnedStage, server: ScriptedServer) -> None:
    def first_only(talk: Talk) -> str:
        return HANG_UP if talk.server.messages == 1 else ACCEPT

    server.script = Script(message=first_only)
    stage.due("ana")
    assert stage.pulse().told == (Cause.UNKNOWN,)
    stage.advance(hours=3)
    assert stage.pulse().told == ()
    stage.advance(days=1)
    assert stage.pulse().told == (Cause.UNKNOWN,)
    doubt = Delivery.objects.get(organization__key=stage.key, state=DeliveryState.UNKNOWN)
    let_be(organization=stage.organization, delivery_ids=[doubt.pk], actor=ACTOR, now=stage.now)
    stage.advance(days=1)
    assert stage.pulse().told == ()
    assert stage.subjects == ["The Club: Did it arrive? 1 message needs your decision"] * 2
    assert "forenotice deliveries unknown" in words_of(stage.letters[0])
    assert len({letter["Message-ID"] for letter in stage.letters}) == 2


def test_a_failing_channel_is_told_by_one_that_works(stage: OwnedStage, server: ScriptedServer) -> None:
    with ScriptedServer(Script(greeting="554 5.3.2 Closed for today")) as closed:
        stage.speak_by("email", server, key="spare")
        stage.speak_by("email", closed)
        stage.due("ana")
        assert stage.pulse().told == ()
        assert ChannelFailure.objects.filter(organization__key=stage.key).exists()
        stage.advance(minutes=16)
        assert stage.pulse().told == (Cause.CHANNEL_FAILING,)
        stage.advance(minutes=16)
        assert stage.pulse().told == ()
    assert stage.subjects == ["The Club: messages cannot leave by mailbox"]
    assert "Closed for today" in words_of(stage.letters[0])


def letters_begun(server: ScriptedServer) -> int:
    """How many letters the server was offered; a line's goodbye may come at any later moment."""
    return sum(command.startswith("MAIL") for command in server.commands)


def test_a_word_that_nobody_took_is_said_an_hour_later(stage: OwnedStage, server: ScriptedServer) -> None:
    stage.due("ana")
    stage.advance(days=4)
    server.script = Script(recipient="451 4.3.0 Later")
    assert stage.pulse().told == ()
    assert stage.words() == [("missed", False)]
    tries = letters_begun(server)
    stage.advance(minutes=30)
    stage.pulse()
    assert letters_begun(server) == tries, "the server was asked again within the hour"
    server.script = Script()
    stage.advance(minutes=31)
    assert stage.pulse().told == (Cause.MISSED,)
    assert stage.words() == [("missed", True)]
    assert len(stage.letters) == 1


def test_a_word_that_may_have_arrived_is_not_said_again(stage: OwnedStage, server: ScriptedServer) -> None:
    stage.due("ana")
    stage.advance(days=4)
    server.script = Script(message=HANG_UP)
    assert stage.pulse().told == (Cause.MISSED,)
    stage.advance(hours=2)
    stage.pulse()
    assert len(stage.letters) == 1


def test_rejected_rows_are_told_once_for_each_file(stage: OwnedStage, tmp_path: Path) -> None:
    def bring(name: str, *rows: str) -> None:
        path = tmp_path / name
        path.write_text(GOOD + "".join(rows))
        import_file(organization=stage.organization, path=path, actor=ACTOR, now=stage.now)

    good = ROW.format(who="ana", on="2026-05-02")
    bring("march.csv", good, ROW.format(who="ben", on="some day"))
    stage.advance(minutes=1)
    assert stage.pulse().told == (Cause.REJECTED_ROWS,)
    stage.advance(days=1)
    assert stage.pulse().told == ()
    bring("again.csv", good, ROW.format(who="ben", on="no day"), ROW.format(who="cleo", on="never"))
    stage.advance(minutes=1)
    assert stage.pulse().told == (Cause.REJECTED_ROWS,)
    assert stage.subjects == [
        "The Club: 1 row could not be understood",
        "The Club: 2 rows could not be understood",
    ]
    words = words_of(stage.letters[1])
    assert "forenotice import " in words
    assert "--source csv" in words


def test_a_source_that_cannot_be_asked_is_told_after_an_hour(stage: OwnedStage, settings: Settings) -> None:
    settings.FORENOTICE_SOURCE_ALLOW = "127.0.0.1"
    declare_source(
        organization=stage.organization,
        key="stripe",
        kind="stripe",
        settings={"address": "http://127.0.0.1:9"},
        secrets={"api_key": "rk_test_1"},
        fresh_for_days=45,
        actor=ACTOR,
        now=stage.now,
    )
    assert Cause.SOURCE_FAILING not in stage.pulse().told
    stage.advance(minutes=61)
    assert Cause.SOURCE_FAILING in stage.pulse().told
    assert "Stripe takes no connections." in words_of(stage.letters[-1])


def test_a_silent_source_is_told_daily(stage: OwnedStage, tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text(GOOD + ROW.format(who="ana", on="2027-03-02"))
    import_file(organization=stage.organization, path=path, actor=ACTOR, now=stage.now)
    stage.advance(days=44)
    assert Cause.STALE_SOURCE not in stage.pulse().told
    for _ in range(2):
        stage.advance(days=2)
        assert Cause.STALE_SOURCE in stage.pulse().told
        assert Cause.STALE_SOURCE not in stage.pulse().told
    assert "csv: last heard of on 2 March 2026" in words_of(stage.letters[-1])


@dataclass(frozen=True)
class _Disk:
    total: int
    free: int


def test_a_disk_that_fills_is_told_daily(stage: OwnedStage) -> None:
    full = OwnerStation(measure_disk=lambda _: _Disk(40 * 1024**3, 300 * 1024**2))
    roomy = OwnerStation(measure_disk=lambda _: _Disk(40 * 1024**3, 20 * 1024**3))
    organization = stage.organization
    assert roomy.tell_owner(organization=organization, standing=FREE, now=stage.now) == ()
    for _ in range(2):
        told = full.tell_owner(organization=organization, standing=FREE, now=stage.now)
        assert told == (Cause.DISK_NEARLY_FULL,)
        assert full.tell_owner(organization=organization, standing=FREE, now=stage.now) == ()
        stage.advance(days=1)
    assert stage.subjects[0].replace("\u00a0", " ") == "The Club: the disk is nearly full, 300 MB left"


def test_a_copy_says_once_a_day_that_it_is_held_and_nothing_else(stage: OwnedStage) -> None:
    stage.pulse()
    Host.objects.update(fingerprint="of another host")
    stage.due("ana")
    stage.advance(days=4)
    for _ in range(2):
        assert stage.pulse().told == (Cause.HELD,)
        assert stage.pulse().told == ()
        stage.advance(days=1)
    assert stage.said == [OWNER, OWNER]
    assert "forenotice resume" in words_of(stage.letters[0])


def test_the_weekly_letter_comes_once_on_monday_morning(stage: OwnedStage) -> None:
    stage.due("ana")
    stage.pulse()
    stage.now = at("2026-03-06 12:00")
    stage.told("ben", next_on=stage.in_days(12))
    stage.told("cleo", next_on=stage.in_days(40))
    stage.pulse()
    stage.now = at("2026-03-09 08:59")
    assert stage.pulse().told == ()
    stage.now = at("2026-03-09 09:00")
    assert stage.pulse().told == (Cause.WEEKLY,)
    for moment in ("2026-03-09 10:00", "2026-03-11 10:00", "2026-03-15 23:00", "2026-03-16 08:00"):
        stage.now = at(moment)
        assert stage.pulse().told == ()
    stage.now = at("2026-03-17 12:00")
    assert stage.pulse().told == (Cause.WEEKLY,)
    assert stage.subjects[0] == "The Club: all is well; 1 message last week"
    words = words_of(stage.letters[0])
    assert "Last week, 2 March 2026 to 8 March 2026: - 1 message sent This week" in words
    assert "about 1 reminder is due" in words
    assert "go-live" not in words


def test_the_weekly_letter_names_what_needs_somebody(stage: OwnedStage, server: ScriptedServer) -> None:
    server.script = Script(message=lambda talk: HANG_UP if talk.server.messages == 1 else ACCEPT)
    stage.due("ana")
    stage.pulse()
    stage.now = at("2026-03-09 09:00")
    assert stage.pulse().told == (Cause.UNKNOWN, Cause.WEEKLY)
    assert stage.subjects[-1] == "The Club: 1 matter needs you; no messages last week"
    assert "Of some messages only you can say whether they arrived." in words_of(stage.letters[-1])


def test_a_french_owner_is_written_to_in_french(stage: OwnedStage) -> None:
    declare_organization(key=stage.key, values={"locale": "fr-CA"}, actor=ACTOR, now=stage.now)
    stage.due("ana")
    stage.advance(days=4)
    stage.pulse()
    assert stage.subjects == ["The Club\u00a0: 1 rappel arrivait trop tard et n’a pas été envoyé"]
    html = stage.letters[0].get_body(("html",))
    assert html is not None
    assert '<html lang="fr">' in html.get_content()


def test_a_rehearsal_writes_to_the_test_mailbox(
    transactional_db: None, home: Path, server: ScriptedServer
) -> None:
    stage = OwnedStage(server, live=False)
    stage.due("ana")
    stage.advance(days=4)
    assert stage.pulse().told == (Cause.MISSED,)
    assert stage.letters_in_mailbox == ["The Club: 1 reminder came too late and was not sent"]
    assert server.arrived == []


def test_of_two_pulses_at_once_only_one_speaks(stage: OwnedStage) -> None:
    today = local_day(stage.now, "UTC")
    one, other = (Memory(stage.organization, today, stage.now) for _ in range(2))
    assert one.claim(Cause.MISSED, today) is not None
    assert other.claim(Cause.MISSED, today) is None
    OwnerWord.objects.filter(organization__key=stage.key).update(told_at=None)
    one, other = (Memory(stage.organization, today, stage.now) for _ in range(2))
    assert one.claim(Cause.MISSED, today) is not None
    assert other.claim(Cause.MISSED, today) is None


def test_where_there_are_several_organizations_the_command_names_one(stage: OwnedStage) -> None:
    declare_organization(key="zoo", values={"name": "The Zoo"}, actor=ACTOR, now=stage.now)
    stage.due("ana")
    stage.advance(days=4)
    stage.pulse()
    assert "forenotice reminders --state missed --organization club" in words_of(stage.letters[0])
