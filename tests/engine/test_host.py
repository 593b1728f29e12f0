"""Who may speak for a database: not a copy, not a restored backup, until its owner says so."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from forenotice.engine.host import adopt_database, begin_pulse, standing
from forenotice.engine.instance_file import NAME, locked_instance_file
from forenotice.engine.models import Host
from forenotice.engine.states import Hold
from tests.support.world import START

pytestmark = pytest.mark.usefixtures("transactional_db", "home")


def counted() -> int:
    with locked_instance_file(settings.FORENOTICE_HOME) as file:
        return file.read().pulses


def test_a_new_database_speaks_and_every_pulse_is_counted_on_both_sides() -> None:
    assert standing().hold is Hold.NO
    assert counted() == 0
    for number in (1, 2, 3):
        found = begin_pulse(now=START + timedelta(minutes=number))
        assert (found.hold, found.pulses) == (Hold.NO, number)
        assert counted() == number
    assert standing().pulsed_at == START + timedelta(minutes=3)


def test_looking_counts_nothing() -> None:
    begin_pulse(now=START)
    for _ in range(3):
        standing()
    assert (Host.objects.get().pulses, counted()) == (1, 1)


def test_under_another_base_url_it_is_a_copy_and_stays_one(settings: Settings) -> None:
    begin_pulse(now=START)
    settings.FORENOTICE_BASE_URL = "https://staging.example"
    for _ in range(2):
        assert begin_pulse(now=START).hold is Hold.COPIED
    assert (Host.objects.get().pulses, counted()) == (1, 1), "a held pulse is not counted"
    settings.FORENOTICE_BASE_URL = "http://localhost:8000"
    assert begin_pulse(now=START).hold is Hold.NO, "back where it was it is itself again"


def test_in_another_home_it_is_a_copy(settings: Settings, tmp_path: Path) -> None:
    begin_pulse(now=START)
    settings.FORENOTICE_HOME = tmp_path / "elsewhere"
    settings.FORENOTICE_HOME.mkdir()
    assert begin_pulse(now=START).hold is Hold.COPIED


def test_a_home_restored_as_a_whole_is_noticed(home: Path) -> None:
    begin_pulse(now=START)
    content = (home / NAME).read_bytes()
    (home / NAME).rename(home / "old")
    (home / NAME).write_bytes(content)
    assert begin_pulse(now=START).hold is Hold.COPIED


def test_a_count_ahead_of_the_database_means_a_restored_backup() -> None:
    begin_pulse(now=START)
    backup = Host.objects.get()
    begin_pulse(now=START + timedelta(hours=1))
    Host.objects.update(pulses=backup.pulses, pulsed_at=backup.pulsed_at)
    found = begin_pulse(now=START + timedelta(hours=2))
    assert (found.hold, found.pulsed_at) == (Hold.RESTORED, START)
    assert standing().is_held


def test_a_database_ahead_of_the_count_is_harmless() -> None:
    begin_pulse(now=START)
    Host.objects.update(pulses=9)
    assert begin_pulse(now=START).hold is Hold.NO
    assert (Host.objects.get().pulses, counted()) == (10, 10)


@pytest.mark.parametrize("what", ["copied", "restored"])
def test_an_owners_word_lets_it_speak_again(settings: Settings, what: str) -> None:
    begin_pulse(now=START)
    begin_pulse(now=START)
    if what == "copied":
        settings.FORENOTICE_BASE_URL = "https://new.example"
    else:
        Host.objects.update(pulses=1)
    assert begin_pulse(now=START).hold is Hold(what)
    adopt_database(now=START)
    assert begin_pulse(now=START).hold is Hold.NO
    assert Host.objects.get().pulses == counted() == 3


def test_there_is_one_host_however_often_it_pulses() -> None:
    for _ in range(3):
        begin_pulse(now=START)
    adopt_database(now=START)
    assert Host.objects.count() == 1
