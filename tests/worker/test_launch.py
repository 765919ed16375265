"""A child that is started before anything is known of what it will be asked."""

from __future__ import annotations

import os
import py_compile
import queue
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.app import head_start
from inspector.worker import launch
from inspector.worker.client import WorkerClient
from inspector.worker.launch import Launch
from inspector.worker.messages import AnyAnswer, Failed, Open, SceneReady
from tests.ladders import BLOCK, FAMILY, write_ladder, write_library


def test_a_client_takes_it_over(tmp_path: Path) -> None:
    launch = Launch()
    answers: queue.Queue[AnyAnswer] = queue.Queue()
    client = WorkerClient(answers.put, lambda problem: None, launch=launch)
    library = write_library(tmp_path / "library", rung=BLOCK, ladder=FAMILY)
    client.send(Open(1, 1, write_ladder(tmp_path / "ladder.onnx"), [library]))
    try:
        while not isinstance(answer := answers.get(timeout=20), SceneReady):
            assert not isinstance(answer, Failed)
        assert client.process_id == launch.process.pid
        assert client.missing is not None  # it is confined like any other
    finally:
        client.close()
    assert launch.process.wait(10) != 0


def test_after_it_the_client_starts_its_own(tmp_path: Path) -> None:
    launch = Launch()
    client = WorkerClient(lambda answer: None, lambda problem: None, launch=launch)
    client.start()
    client.cancel()
    try:
        assert launch.process.wait(10) != 0
        assert client.process_id != launch.process.pid
    finally:
        client.close()


def test_one_that_nobody_wants_leaves_nothing() -> None:
    launch = Launch()
    folder = Path(launch.log).parent
    assert folder.is_dir()
    launch.end()
    assert launch.process.returncode is not None
    assert not folder.exists()


@pytest.mark.parametrize(
    "arguments",
    [["scan", "x.onnx"], ["open", "--help"], ["open", "x.onnx", "-h"], [], ["--version"]],
)
def test_only_a_window_gets_one(arguments: list[str]) -> None:
    assert head_start(arguments) is None


def test_the_command_ends_the_child_that_it_did_not_need(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inspector", "open", "--no-such-option"],
        capture_output=True,
        check=False,
        env={"PATH": "", "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_nothing_else_is_loaded_for_it() -> None:
    code = "import sys, inspector.app, inspector.worker.launch; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"click", "msgspec", "numpy", "PySide6"}.isdisjoint(done.stdout.split())


def test_code_without_caches_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "package" / "module.py"
    source.parent.mkdir()
    source.write_text("number = 1\n")
    assert launch.lacks_caches(str(source.parent))
    py_compile.compile(str(source))
    assert not launch.lacks_caches(str(source.parent))
    os.utime(source, (source.stat().st_atime, source.stat().st_mtime + 60))
    assert launch.lacks_caches(str(source.parent))
