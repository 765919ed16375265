"""A child process that dies, hangs, hogs or lies, and what the window hears of it."""

from __future__ import annotations

import inspect
import io
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from inspector.analysis.report import Report
from inspector.worker import child
from inspector.worker.frames import read_frame
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import Describe, DetailsReady, Failed, Scanned
from tests.worker.conftest import Conversation

Converse = Callable[..., Conversation]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux denies these")


def scanned(conversation: Conversation) -> Scanned:
    answer = conversation.answer()
    assert isinstance(answer, Scanned), answer
    return answer


def failed(conversation: Conversation) -> Failed:
    answer = conversation.answer()
    assert isinstance(answer, Failed), answer
    return answer


def test_a_request_is_answered_with_its_numbers(converse: Converse) -> None:
    conversation = converse()
    revision = conversation.scan("fine")
    answer = scanned(conversation)
    assert (answer.document, answer.revision) == (7, revision)
    assert os.path.basename(answer.report.path) == "fine"
    conversation.wait_for(lambda: conversation.client.resident > 1 << 20)


def test_a_started_child_waits_for_requests(converse: Converse) -> None:
    conversation = converse()
    assert conversation.client.process_id is None
    conversation.client.start()
    conversation.wait_for(lambda: conversation.client.missing is not None)
    first = conversation.client.process_id
    conversation.scan("fine")
    scanned(conversation)
    assert conversation.client.process_id == first


def test_progress_comes_before_the_answer(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("slow")
    scanned(conversation)
    assert [item.stage for item in conversation.progress] == [f"step {i}" for i in range(4)]


def test_an_error_says_what_and_where(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("error")
    problem = failed(conversation).problem
    assert (problem.code, problem.where, problem.help) == ("fake", "byte 0", "Take another.")
    conversation.scan("fine")
    scanned(conversation)
    assert conversation.exits.empty()


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("bug", "internal-error", "KeyError: 'oops'"),
        ("recursion", "too-deep", "nested too deeply"),
        ("huge", "limit-memory", "more memory"),
    ],
)
def test_an_unexpected_exception_harms_only_its_request(
    converse: Converse, name: str, code: str, words: str
) -> None:
    conversation = converse()
    conversation.scan(name)
    problem = failed(conversation).problem
    assert problem.code == code
    assert words in problem.message
    conversation.scan("fine")
    scanned(conversation)


def test_an_internal_error_names_its_place(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("bug")
    assert "fake_child.py:" in failed(conversation).problem.where


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("abort", "child-crashed", marks=posix),
        pytest.param("segfault", "child-crashed", marks=posix),
        ("exit", "child-exited"),
        ("garbage", "child-garbled"),
    ],
)
def test_a_dying_child_fails_its_request_and_the_next_one_works(
    converse: Converse, name: str, code: str
) -> None:
    conversation = converse()
    first = conversation.scan(name)
    second = conversation.scan("fine")
    answer, later = failed(conversation), failed(conversation)
    assert (answer.revision, answer.problem.code) == (first, code)
    assert (later.revision, later.problem.code) == (second, "interrupted")
    assert conversation.exits.get(timeout=5).code == code
    conversation.scan("fine")
    scanned(conversation)


@posix
def test_a_killed_child_is_reported_and_replaced(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("hang")
    conversation.wait_for(lambda: conversation.client.missing is not None)
    process = conversation.client.process_id
    assert process is not None
    os.kill(process, signal.SIGKILL)
    assert failed(conversation).problem.code == "child-killed"
    assert "SIGKILL" in conversation.exits.get(timeout=5).message
    assert conversation.client.process_id is None
    conversation.scan("fine")
    scanned(conversation)


def test_too_much_memory_ends_the_child(converse: Converse) -> None:
    conversation = converse(memory=200 << 20)
    conversation.scan("hog")
    problem = failed(conversation).problem
    assert problem.code == "limit-memory"
    assert "200 MB" in problem.message
    assert conversation.exits.get(timeout=5).code == "limit-memory"


def test_too_much_time_ends_the_child(converse: Converse) -> None:
    conversation = converse(seconds=0.5)
    conversation.scan("hang")
    begin = time.monotonic()
    problem = failed(conversation).problem
    assert problem.code == "limit-time"
    assert "0.5 s" in problem.message
    assert time.monotonic() - begin < 5


@posix
def test_too_much_processor_time_ends_the_child(converse: Converse) -> None:
    conversation = converse(cpu_seconds=1)
    conversation.scan("spin")
    assert failed(conversation).problem.code == "limit-cpu"


@posix
@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("files", "limit-open-files", "more than 40 files"),
        ("flood", "limit-file-size", "more than 3 MB"),
    ],
)
def test_too_many_files_or_bytes_end_the_request(
    converse: Converse, name: str, code: str, words: str
) -> None:
    conversation = converse(open_files=40, file_size=3 << 20)
    conversation.scan(name)
    problem = failed(conversation).problem
    assert problem.code == code
    assert words in problem.message
    conversation.scan("fine")
    scanned(conversation)


def test_limits_are_one_object_that_cannot_change() -> None:
    limits = ProcessLimits()
    names = {name for name, _ in inspect.getmembers(limits) if not name.startswith("_")}
    assert names == set(limits.__struct_fields__)
    for name in limits.__struct_fields__:
        assert f"    {name}: " in (ProcessLimits.__doc__ or "")
        with pytest.raises(AttributeError):
            setattr(limits, name, 1)


def test_what_the_system_cannot_deny_stands_in_each_report() -> None:
    read_end, write_end = os.pipe()
    with io.FileIO(read_end, "rb") as there, io.FileIO(write_end, "wb") as here:
        child.Sender(here, ["The network is open."])(Scanned(1, 2, Report("a", "onnx", "ok"), []))
        frame = read_frame(there)
    assert frame is not None
    answer = msgspec.msgpack.decode(frame, type=Scanned)
    assert [(f.code, f.severity, f.message) for f in answer.report.findings] == [
        ("not-confined", "warning", "The network is open.")
    ]


def test_the_clock_of_a_request_starts_with_its_turn(converse: Converse) -> None:
    conversation = converse(seconds=1.0)
    for _ in range(4):
        conversation.scan("slow")
    for _ in range(4):
        scanned(conversation)
    assert conversation.exits.empty()


def test_cancel_ends_at_once_and_silently(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("hang")
    conversation.wait_for(lambda: conversation.client.missing is not None)
    old = conversation.client.process_id
    begin = time.monotonic()
    conversation.client.cancel()
    assert time.monotonic() - begin < 0.1
    revision = conversation.scan("fine")
    assert scanned(conversation).revision == revision
    assert conversation.client.process_id != old
    assert conversation.exits.empty()


def test_cancel_before_the_child_runs(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("hang")
    conversation.client.cancel()
    revision = conversation.scan("fine")
    assert scanned(conversation).revision == revision


def test_a_command_that_does_not_exist(converse: Converse) -> None:
    conversation = converse(command=["/nonexistent/program"])
    conversation.scan("fine")
    assert failed(conversation).problem.code == "child-start"
    assert conversation.exits.get(timeout=5).code == "child-start"


def test_what_libraries_print_stays_out_of_the_frames(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("print")
    assert scanned(conversation).report.status == "ok"


def test_text_that_is_no_unicode_still_arrives(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("surrogate")
    assert scanned(conversation).report.format == "bad\\udcff"


def test_overtaken_requests_are_skipped(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("slow")
    revisions = [conversation.ask(Describe, box) for box in range(5)]
    scanned(conversation)
    answer = conversation.answer()
    assert isinstance(answer, DetailsReady)
    assert answer.revision == revisions[-1]
    assert answer.details.title == str([1, revisions[-1]])
    revision = conversation.scan("fine")
    assert scanned(conversation).revision == revision


@linux
def test_the_child_reaches_neither_network_nor_programs(converse: Converse) -> None:
    conversation = converse()
    conversation.scan("forbidden")
    network, programs, folder = scanned(conversation).report.format.split()
    assert (network, programs) == ("network", "programs")
    assert conversation.client.missing == []
    assert Path(folder).name.startswith("inspector-")
    conversation.client.close()
    conversation.wait_for(lambda: not Path(folder).exists())


@pytest.mark.logs_warnings
def test_without_a_place_for_scratch_files(
    converse: Converse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent/folder")
    conversation = converse()
    conversation.scan("fine")
    assert failed(conversation).problem.code == "child-start"


@pytest.mark.logs_warnings
def test_a_listener_that_fails_does_not_leave_requests_waiting(converse: Converse) -> None:
    conversation = converse()
    real, calls = conversation.answers.put, []

    def fail_once(answer: object) -> None:
        calls.append(answer)
        if len(calls) == 1:
            raise RuntimeError("the listener's mistake")
        real(answer)  # type: ignore[arg-type]

    monkey = conversation.client
    monkey._on_answer = fail_once
    conversation.scan("fine")
    assert failed(conversation).problem.code == "child-start"
