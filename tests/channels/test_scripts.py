"""Scripts at work: what they are told, within which limits, and that nothing of them is left behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from forenotice.channels.script.carrier import ScriptChannel
from forenotice.channels.script.settings import ScriptSettings
from forenotice.kernel.message import Outcome, Receipt
from tests.contracts.channel_contract import Payloads, Teller

CARGO = Payloads()
Tell = Callable[..., Receipt]


def write(folder: Path, text: str, interpreter: str = "/bin/sh") -> None:
    """The script of a channel."""
    (folder / "tell").write_text(f"#!{interpreter}\n{text}\n")
    (folder / "tell").chmod(0o700)


def channel_in(folder: Path, **limits: int) -> ScriptChannel:
    settings = ScriptSettings(script="tell", **limits)  # type: ignore[arg-type]
    return ScriptChannel(settings, folder=folder, organization="choir")


def tell(folder: Path, *, body: bytes | None = None, **limits: int) -> Receipt:
    """Let the script hear of one payload."""
    payload = CARGO.make(1)
    channel = channel_in(folder, **limits)
    [receipt] = Teller([payload if body is None else payload._replace(body=body)]).run(channel)
    channel.close()
    return receipt


def has_ended(pid: int) -> bool:
    """Whether a process is gone within a few seconds; one that nobody reaped yet is gone as well."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_a_script_gets_the_payload_a_few_variables_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "open sesame")
    write(
        tmp_path,
        'cat >body\ntr "\\0" "\\n" </proc/$$/environ >variables\n'
        "for each in /proc/$$/fd/*; do readlink $each; done >descriptors\n"
        'echo "$0 $#" >called\ncut -d" " -f5,6 /proc/$$/stat >group\necho "CRM 4711"',
    )
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        receipt = tell(tmp_path)
    assert (receipt.outcome, receipt.reference) == (Outcome.ACCEPTED, "CRM 4711")
    assert receipt.bytes_sha256 == CARGO.sha256(CARGO.make(1))
    assert (tmp_path / "body").read_bytes() == CARGO.make(1).body
    assert json.loads((tmp_path / "body").read_bytes())["type"] == "reminder.due"
    assert set((tmp_path / "variables").read_text().split()) == {
        "PATH=/usr/bin:/bin",
        "LANG=C.UTF-8",
        "FORENOTICE_TYPE=reminder.due",
        "FORENOTICE_ID=due_1",
        "FORENOTICE_ORGANIZATION=choir",
    }
    files = [name for name in (tmp_path / "descriptors").read_text().split() if not name.startswith("pipe:")]
    assert set(files) == {f"{tmp_path}/tell", f"{tmp_path}/descriptors"}
    assert (tmp_path / "called").read_text() == f"{tmp_path}/tell 0\n"
    group, session = (tmp_path / "group").read_text().split()
    assert group == session != str(os.getpgid(0))
    assert oct((tmp_path / "body").stat().st_mode)[-3:] == "600"


def test_a_script_need_not_read_and_may_be_told_much(tmp_path: Path) -> None:
    body = b"x" * 300_000
    write(tmp_path, "exit 0")
    assert tell(tmp_path, body=body).outcome is Outcome.ACCEPTED
    write(tmp_path, "wc -c")
    assert tell(tmp_path, body=body).reference == "300000"


def test_a_talkative_script_is_not_held_up_and_its_first_and_last_words_are_kept(tmp_path: Path) -> None:
    noise = "head -c 400000 /dev/zero | tr '\\0' 'n'"
    write(tmp_path, f"echo first; {noise}; {noise} >&2; echo 'and the last' >&2; exit 1")
    receipt = tell(tmp_path, timeout_seconds=10)
    assert (receipt.outcome, receipt.code) == (Outcome.NEVER, "exit 1")
    assert receipt.detail.startswith("It failed with exit status 1. …n")
    assert receipt.detail.endswith("nand the last")
    write(tmp_path, f"echo first; {noise}")
    assert tell(tmp_path, timeout_seconds=10).reference == "first"


def test_whoever_is_too_slow_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    write(tmp_path, "sleep 60 & echo $! >child; echo 'waiting for the CRM' >&2; wait; exit 0")
    receipt = tell(tmp_path, timeout_seconds=3)
    assert (receipt.outcome, receipt.code) == (Outcome.UNKNOWN, "timeout")
    assert receipt.detail == "It was stopped after 3 seconds. waiting for the CRM"
    assert has_ended(int((tmp_path / "child").read_text()))


def test_whoever_does_not_listen_is_ended(tmp_path: Path) -> None:
    write(tmp_path, "trap '' TERM; sleep 60 & echo $! >child; wait; sleep 60")
    began = time.monotonic()
    assert tell(tmp_path, timeout_seconds=3).code == "timeout"
    assert 4.5 < time.monotonic() - began < 30
    assert has_ended(int((tmp_path / "child").read_text()))


def test_what_a_script_leaves_running_ends_with_it(tmp_path: Path) -> None:
    write(tmp_path, "sleep 60 & echo $! >child; exit 0")
    began = time.monotonic()
    assert tell(tmp_path).outcome is Outcome.ACCEPTED
    assert time.monotonic() - began < 20
    assert has_ended(int((tmp_path / "child").read_text()))


def test_a_script_has_its_memory_and_its_files_limited(tmp_path: Path) -> None:
    write(tmp_path, "x = bytearray(400_000_000)", interpreter=sys.executable)
    receipt = tell(tmp_path, memory_mb=200)
    assert (receipt.outcome, receipt.code) == (Outcome.NEVER, "exit 1")
    assert receipt.detail.endswith("MemoryError")
    write(tmp_path, "head -c 100000000 /dev/zero >large; ulimit -c >core; exit 1")
    assert tell(tmp_path).outcome is Outcome.NEVER
    assert (tmp_path / "large").stat().st_size == 64 * 1024 * 1024
    assert (tmp_path / "core").read_text() == "0\n"


def test_a_file_that_is_no_program_concerns_everybody(tmp_path: Path) -> None:
    (tmp_path / "tell").write_bytes(b"\x7fELF and nothing else")
    (tmp_path / "tell").chmod(0o700)
    receipt = tell(tmp_path)
    assert (receipt.outcome, receipt.code, receipt.whole_channel) == (Outcome.LATER, "start", True)
    assert receipt.detail == "It cannot be started: Exec format error."


def test_a_script_that_breaks_again_and_again_is_left_alone(tmp_path: Path) -> None:
    write(tmp_path, "kill -SEGV $$")
    teller = Teller(CARGO.make_all(50))
    channel = channel_in(tmp_path, connections=1)
    teller.run(channel)
    channel.close()
    assert [receipt.outcome for receipt in teller.receipts] == [Outcome.UNKNOWN] * 3
    assert [receipt.whole_channel for receipt in teller.receipts] == [False, False, True]


def test_closing_ends_whatever_is_at_work(tmp_path: Path) -> None:
    write(tmp_path, "echo $$ >child; exec sleep 60")
    channel = channel_in(tmp_path)
    stream = channel.deliver(Teller(CARGO.make_all(1)).pull)
    next(stream)
    while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
        time.sleep(0.02)
    channel.close()
    assert has_ended(int((tmp_path / "child").read_text()))


def test_scripts_end_when_we_are_killed(tmp_path: Path) -> None:
    """Nobody would stop them any more; and who comes after us may begin anew."""
    write(tmp_path, "sleep 60 & echo $! >child; echo $$ >itself; wait")
    program = (
        "import sys\nfrom pathlib import Path\nfrom tests.channels.test_scripts import tell\n"
        "tell(Path(sys.argv[1]))\n"
    )
    ours = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)])
    while not (tmp_path / "itself").exists() or not (tmp_path / "itself").read_text():
        assert ours.poll() is None
        time.sleep(0.02)
    ours.send_signal(signal.SIGKILL)
    ours.wait()
    assert has_ended(int((tmp_path / "itself").read_text()))
    assert has_ended(int((tmp_path / "child").read_text()))
