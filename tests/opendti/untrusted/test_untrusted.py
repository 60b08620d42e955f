"""A reader in a child process: what comes back, what it is given, and how it may die."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from opendti.errors import AnnexError, Fault, TableError, UsageError
from opendti.untrusted import READERS, Limits, client, read_untrusted
from opendti.untrusted.limits import MEGABYTE
from opendti.untrusted.readers import Reader

MODULE = "tests.opendti.untrusted.strange_readers"
SMALL = Limits(memory=64 * MEGABYTE, seconds=1, wall=3, output=MEGABYTE)


@pytest.fixture(params=["asks the server", "forks itself"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    forks = request.param == "forks itself"
    monkeypatch.setattr(client._PROCESS, "may_fork", forks)
    monkeypatch.setattr(client, "_has_no_pool", lambda: True)
    return str(request.param)


def read(
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    file: Path | bytes = b"x",
    limits: Limits = SMALL,
    **parameters: Any,
) -> tuple[Any, bytes]:
    monkeypatch.setitem(READERS, "strange", Reader(f"{MODULE}:{name}"))
    with read_untrusted(
        "strange", file, "x.csv", refusal=AnnexError, limits=limits, **parameters
    ) as answer:
        return answer.data, answer.out.read()


def test_what_a_reader_returns_and_writes_comes_back(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "a*[b].csv"
    path.write_bytes(b"content")
    expected = {"name": "x.csv", "size": 7, "sheet": "Đơn vị", "most": 3}
    for file in (path, b"content"):
        found = read("echo", monkeypatch, file=file, sheet="Đơn vị", most=3)
        assert found == (expected, b"content")


def test_a_relative_path_is_that_of_the_caller(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("here.csv").write_bytes(b"here")
    assert read("echo", monkeypatch, file=Path("here.csv"))[1] == b"here"


def test_a_child_inherits_nothing(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENDTI_SECRET_KEY", "secret")
    data, _out = read("surroundings", monkeypatch)
    assert data["environment"] == {}
    assert data["folder"] == "/"
    # Three that lead nowhere, three of the job, and the listing's own.
    assert len(data["descriptors"]) == 7


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("take_memory", {"megabytes": 100}, "more than 64 MB of memory"),
        ("take_memory_natively", {}, "more than 64 MB of memory"),
        ("take_time", {}, "more than 1 seconds"),
        ("write_much", {}, "more than 1 MB of data"),
        ("crash", {}, "damaged, or of a kind that cannot be read"),
        ("fail_reading", {}, "damaged, or of a kind that cannot be read"),
        ("recurse", {}, "damaged, or of a kind that cannot be read"),
        ("leave", {}, "damaged, or of a kind that cannot be read"),
    ],
)
def test_an_end_without_an_answer_is_a_fault(
    way: str,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    parameters: dict[str, Any],
    message: str,
) -> None:
    with pytest.raises(AnnexError, match=message) as caught:
        read(name, monkeypatch, **parameters)
    (fault,) = caught.value.faults
    assert fault.file == "x.csv"
    assert fault.code.startswith("untrusted_")
    # The next file is read as if nothing had been.
    assert read("echo", monkeypatch)[1] == b"x"


def test_memory_within_its_bound_is_given(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, _out = read("take_memory", monkeypatch, megabytes=32)
    assert data == 32 * MEGABYTE


def test_a_reader_that_waits_is_ended_with_its_children(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "processes"
    started = time.monotonic()
    with pytest.raises(AnnexError, match="more than 1 seconds"):
        read("sleep", monkeypatch, note=str(note))
    assert time.monotonic() - started < 20
    for process in note.read_text("ascii").split():
        while is_running(int(process)):  # a kill takes a moment
            assert time.monotonic() - started < 20
            time.sleep(0.01)


def is_running(process: int) -> bool:
    """Tell a process that runs from one that ended, whoever is to reap it."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] not in {"Z", "X"}


def test_the_errors_of_a_reader_are_those_of_its_caller(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TableError) as caught:
        read("refuse", monkeypatch)
    assert caught.value.faults == (
        Fault("number_expected", {"found": 1.5}, file="x.csv", row=3, column="b"),
    )
    with pytest.raises(UsageError, match=r"x\.csv: no such part"):
        read("misuse", monkeypatch)


def test_what_is_no_file_is_refused(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to(tmp_path / "nowhere")
    for path in (tmp_path, pipe, link, Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(UsageError):
            read("echo", monkeypatch, file=path)


def test_threads_read_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client._PROCESS, "may_fork", False)
    monkeypatch.setitem(READERS, "strange", Reader(f"{MODULE}:echo"))
    found: dict[int, bytes] = {}

    def ask(number: int) -> None:
        with read_untrusted("strange", b"%d" % number, "x") as answer:
            found[number] = answer.out.read()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == {number: b"%d" % number for number in range(20)}


def test_a_server_that_ended_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client._PROCESS, "may_fork", False)
    assert read("echo", monkeypatch)[1] == b"x"
    server = client._PROCESS.server
    assert server is not None
    server.kill()
    assert read("echo", monkeypatch)[1] == b"x"
    assert client._PROCESS.server is not server


def test_a_process_with_threads_does_not_fork() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert not client._has_no_pool()
    finally:
        over.set()
        thread.join()


def test_nothing_is_left_behind(
    way: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    read("echo", monkeypatch)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for name in ("echo", "crash", "fail_reading"):
        with nullcontext() if name == "echo" else pytest.raises(AnnexError):
            read(name, monkeypatch)
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert list(tmp_path.iterdir()) == []


def test_a_thread_that_ends_while_it_is_looked_at_is_no_fault(tmp_path: Path) -> None:
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
    (tmp_path / "2" / "comm").write_text("python\n")
    assert list(client.thread_names(tmp_path)) == ["python\n"]


def test_a_program_ends_with_its_server() -> None:
    program = """if True:
        from opendti.untrusted import client
        client._started()
        print(client._PROCESS.server.pid)
    """
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-X", "dev", "-c", program],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""  # a warning about what was left open
    assert not is_running(int(done.stdout))
