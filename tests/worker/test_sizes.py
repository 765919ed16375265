"""Files of gigabytes, as holes, through the whole child process: opened, scanned, laid out."""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from inspector.analysis.report import Problem
from inspector.data import signatures_dir
from inspector.worker.client import WorkerClient
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, Failed, Open, Prepare, SceneReady
from tests.formats.test_hostile_onnx import sparse_model
from tests.formats.weights.test_sparse import gguf, safetensors

GIBIBYTE = 1 << 30
MEMORY = 400 << 20
SECONDS = 2.0


def onnx(path: Path) -> None:
    sparse_model(path, 20 << 20, 103)


def peak_of(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    lines = dict(line.split(":", 1) for line in status.splitlines())
    return int(lines["VmHWM"].split()[0]) << 10


@pytest.mark.skipif(sys.platform != "linux", reason="reads the peak from /proc")
@pytest.mark.parametrize(("write", "size"), [(onnx, 2), (safetensors, 5), (gguf, 4)])
def test_the_window_gets_a_large_file_at_once(
    tmp_path: Path, write: Callable[[Path], None], size: int
) -> None:
    path = tmp_path / "large"
    write(path)
    assert path.stat().st_size >= size * GIBIBYTE
    assert path.stat().st_blocks * 512 < 64 << 20
    answers: queue.SimpleQueue[AnyAnswer | Problem] = queue.SimpleQueue()
    done: queue.SimpleQueue[object] = queue.SimpleQueue()
    limits = ProcessLimits(memory=MEMORY)
    client = WorkerClient(answers.put, answers.put, limits, on_done=done.put)
    try:
        client.send(Prepare(0, 0, [str(signatures_dir())]))
        done.get(timeout=60)
        assert client.process_id is not None
        child = psutil.Process(client.process_id)
        before = sum(child.cpu_times()[:2])
        client.send(Open(1, 1, str(path), [str(signatures_dir())]))
        while not isinstance(answer := answers.get(timeout=60), SceneReady):
            assert not isinstance(answer, Failed | Problem), answer
        seconds = sum(child.cpu_times()[:2]) - before
        peak = peak_of(client.process_id)
    finally:
        client.close()
    print(f"{size} GiB: {seconds:.2f} s, {peak >> 20} MiB")
    assert seconds <= SECONDS
    assert peak <= MEMORY
