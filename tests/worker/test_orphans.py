"""No child outlives its parent, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.worker.conftest import FAKE_CHILD

PARENT = """
import sys, time
from inspector.worker.client import WorkerClient
from inspector.worker.messages import Scan

client = WorkerClient(print, print, command=sys.argv[2:])
client.send(Scan(1, 1, sys.argv[1], []))
while client.missing is None:
    time.sleep(0.01)
print(client.process_id, flush=True)
sys.stdin.read()
"""


def start_parent(checkout: Path, name: str, scratch: Path) -> tuple[subprocess.Popen[bytes], int]:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, f"/nowhere/{name}", *FAKE_CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(checkout), "TMPDIR": str(scratch)},
    )
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline())


def wait_until_gone(process: int) -> None:
    deadline = time.monotonic() + 10
    while psutil.pid_exists(process) and psutil.Process(process).status() != "zombie":
        assert time.monotonic() < deadline, "the child outlived its parent"
        time.sleep(0.02)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("name", ["hang", "spin"])
def test_the_child_dies_with_a_killed_parent(checkout: Path, tmp_path: Path, name: str) -> None:
    parent, child = start_parent(checkout, name, tmp_path)
    with parent:
        os.kill(parent.pid, signal.SIGKILL)
    wait_until_gone(child)


def test_a_parent_that_ends_leaves_neither_child_nor_scratch_folder(
    checkout: Path, tmp_path: Path
) -> None:
    parent, child = start_parent(checkout, "hang", tmp_path)
    assert any(tmp_path.iterdir())
    with parent:
        assert parent.stdin is not None
        parent.stdin.close()
        assert parent.wait(10) == 0
    wait_until_gone(child)
    assert list(tmp_path.iterdir()) == []
