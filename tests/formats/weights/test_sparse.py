"""Files of gigabytes, as holes: only their heads are read."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from pathlib import Path

import pytest

GIBIBYTE = 1 << 30
LAYERS = 320

_CHILD = """
import sys, time
from pathlib import Path
from inspector.formats import read_model
start = time.process_time()
model = read_model(Path(sys.argv[1]))
seconds = time.process_time() - start
# Not ru_maxrss, which begins with what the parent held when it started this process.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(model.format, model.node_count(), seconds, int(status["VmHWM"].split()[0]) / 1024,
      len(model.findings))
"""


def safetensors(path: Path) -> None:
    width = 2048  # 320 matrices of 16 MiB are 5 GiB
    length = width * width * 4
    header = {
        f"layers.{number}.weight": {
            "dtype": "F32",
            "shape": [width, width],
            "data_offsets": [number * length, (number + 1) * length],
        }
        for number in range(LAYERS)
    }
    text = json.dumps(header).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + LAYERS * length)


def gguf(path: Path) -> None:
    width = 1856  # 320 matrices of 13 MiB are 4 GiB
    length = width * width * 4
    head = b"GGUF" + struct.pack("<IQQ", 3, LAYERS, 0)
    for number in range(LAYERS):
        name = f"blk.{number}.attn_q.weight".encode()
        head += struct.pack("<Q", len(name)) + name
        head += struct.pack("<I2QIQ", 2, width, width, 0, number * length)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(-(-len(head) // 32) * 32 + LAYERS * length)


@pytest.mark.parametrize(("write", "size"), [(safetensors, 5), (gguf, 4)])
def test_only_the_head_is_read(tmp_path: Path, checkout: Path, write: object, size: int) -> None:
    assert callable(write)
    path = tmp_path / "large"
    write(path)
    assert path.stat().st_size >= size * GIBIBYTE
    result = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=checkout,
    )
    _, nodes, seconds, mebibytes, findings = result.stdout.split()
    print(result.stdout)
    assert int(nodes) == LAYERS
    assert int(findings) == 0
    assert float(seconds) <= 2
    assert float(mebibytes) <= 400
