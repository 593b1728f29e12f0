"""The instance file and the presence of workers: both outlive a kill and know a copy from themselves."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from forenotice.engine.errors import AtWorkError, InstanceFileError
from forenotice.engine.instance_file import NAME, Instance, locked_instance_file
from forenotice.engine.presence import Presence, alone, sign_of_life


def read(home: Path) -> Instance:
    with locked_instance_file(home) as file:
        return file.read()


def test_it_is_made_once_and_stays_the_same(tmp_path: Path) -> None:
    first = read(tmp_path)
    assert first.pulses == 0
    assert read(tmp_path) == first
    assert (tmp_path / NAME).stat().st_mode & 0o077 == 0


def test_it_counts_forward_only_and_in_its_place(tmp_path: Path) -> None:
    before = read(tmp_path)
    with locked_instance_file(tmp_path) as file:
        file.count(before, 7)
        file.count(Instance(before.id, before.place, 7), 3)
    assert read(tmp_path) == Instance(before.id, before.place, 7)
    with locked_instance_file(tmp_path) as file:
        file.count(read_again := file.read(), 123_456_789_012)
    assert read(tmp_path).pulses == 123_456_789_012
    assert read_again.place == before.place


def test_a_copy_of_the_home_is_another_place(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    original = read(tmp_path / "home")
    shutil.copytree(tmp_path / "home", tmp_path / "copy", copy_function=shutil.copy2)
    copy = read(tmp_path / "copy")
    assert copy.id == original.id
    assert copy.place != original.place


@pytest.mark.parametrize("content", ["{", "[]", '{"id": "x"}', '{"id": "x", "pulses": "many"}', "\x00\x01"])
def test_a_damaged_file_is_explained(tmp_path: Path, content: str) -> None:
    (tmp_path / NAME).write_text(content)
    with pytest.raises(InstanceFileError, match="is damaged"):
        read(tmp_path)


def test_a_home_that_cannot_be_written_to_is_explained(tmp_path: Path) -> None:
    with pytest.raises(InstanceFileError, match="cannot be read or written"):
        read(tmp_path / "missing")


def test_only_one_at_a_time_holds_it(tmp_path: Path) -> None:
    order: list[str] = []
    inside, may_leave = threading.Event(), threading.Event()

    def hold() -> None:
        with locked_instance_file(tmp_path):
            inside.set()
            may_leave.wait(10)
            order.append("first")

    def follow() -> None:
        with locked_instance_file(tmp_path):
            order.append("second")

    first, second = threading.Thread(target=hold), threading.Thread(target=follow)
    first.start()
    inside.wait(10)
    second.start()
    may_leave.set()
    first.join()
    second.join()
    assert order == ["first", "second"]


def test_a_worker_is_at_work_until_it_leaves(tmp_path: Path) -> None:
    with Presence(tmp_path) as one, Presence(tmp_path) as other:
        assert one.name != other.name
        assert one.is_at_work(other.name)
        assert other.is_at_work(one.name)
        assert one.is_at_work(one.name)
        assert not one.is_at_work("nobody-1-00000000")
        name = other.name
    with Presence(tmp_path) as third:
        (sign,) = sign_of_life(tmp_path, os.getpid())
        third.beat()
        assert sign_of_life(tmp_path, os.getpid()) != (sign,)
        assert sign_of_life(tmp_path, 1) == ()
        of_another_machine = tmp_path / "workers" / f"another-{third.name}"
        of_another_machine.touch()
        gone = tmp_path / "workers" / f"{third.name}-gone"
        gone.symlink_to(tmp_path / "removed meanwhile")
        assert len(sign_of_life(tmp_path, os.getpid())) == 1
        of_another_machine.unlink()
        gone.unlink()
        assert not third.is_at_work(name)
        assert [path.name for path in (tmp_path / "workers").iterdir()] == [third.name]
        with pytest.raises(AtWorkError, match=third.name), alone(tmp_path):
            pass
    with alone(tmp_path), pytest.raises(AtWorkError, match="Try again"):
        Presence(tmp_path)


def test_a_killed_worker_is_not_at_work_any_more(tmp_path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from forenotice.engine.presence import Presence;"
        "p = Presence(Path(sys.argv[1])); print(p.name, flush=True); time.sleep(600)"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    name = worker.stdout.readline().strip()
    with Presence(tmp_path) as here:
        assert here.is_at_work(name)
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
        assert not here.is_at_work(name)
        assert not (tmp_path / "workers" / name).exists(), "and its file is tidied away"
