"""The generated files, what the program says of itself, and the bars."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import onnx
import psutil
import pytest

from inspector.benchmark.bars import BLOCKED, missed
from inspector.benchmark.driving import Figures, drive, take
from inspector.benchmark.files import KINDS, inflate
from inspector.benchmark.memory import together
from inspector.benchmark.window import median, row

SAID = """\
GRAPH_READY
MODEL 1013 BERT
FRAMES 1.50 2.50
EXPANDED 0.250
EXPANDED_FRAMES 1200 3.00 4.00
TRAVEL_FRAMES 5.00 6.00
BLOCKED 20 30"""


def reached() -> Figures:
    figures = Figures(model="m.onnx", megabytes=1.0, display="offscreen")
    for line in SAID.splitlines():
        word, _, rest = line.partition(" ")
        take(figures, word, rest, 0.9)
    figures.memory = 200_000_000
    return figures


@pytest.mark.parametrize("kind", KINDS)
def test_generated_files_are_models_of_their_size(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    KINDS[kind](500, path)
    model = onnx.load(str(path), load_external_data=False)
    assert 500 <= len(model.graph.node) < 560
    read = {name for node in model.graph.node for name in node.input}
    made = {name for node in model.graph.node for name in node.output}
    assert made - read == {model.graph.output[0].name}
    again = tmp_path / "again.onnx"
    KINDS[kind](500, again)
    assert again.read_bytes() == path.read_bytes()


def test_hubs_are_read_from_everywhere(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    KINDS["hubs"](2000, path)
    nodes = onnx.load(str(path), load_external_data=False).graph.node
    readers = [at for at, node in enumerate(nodes) if "v1" in node.input]
    assert len(readers) > 20
    assert readers[0] < 200
    assert readers[-1] > 1800


def test_weights_are_written_as_protobuf_writes_them(tmp_path: Path) -> None:
    small, large = tmp_path / "small.onnx", tmp_path / "large.onnx"
    KINDS["regular"](200, small)
    inflate(small, large, 3_000_000)
    assert 2_800_000 < large.stat().st_size < 3_300_000
    model = onnx.load(str(large))
    assert model == onnx.ModelProto.FromString(model.SerializeToString())
    assert len(model.graph.node) == len(onnx.load(str(small), load_external_data=False).graph.node)
    weights = [tensor for tensor in model.graph.initializer if len(tensor.dims) == 2]
    assert all(len(t.raw_data) == 4 * t.dims[0] * t.dims[1] for t in weights)


def test_what_the_program_says_is_filed() -> None:
    figures = reached()
    assert (figures.nodes, figures.verdict, figures.shown) == (1013, "BERT", 0.9)
    assert figures.expanded_frames == (3.0, 4.0)
    assert (figures.boxes, figures.blocked_opening, figures.blocked_expanding) == (1200, 20, 30)
    assert missed(figures) == []
    assert "0.90" in row(figures)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("shown", 1.6, "to the graph 1.6 s"),
        ("expanded", 6.0, "to expanded 6 s"),
        ("memory", 401_000_000, "memory 401 MB"),
        ("blocked_expanding", BLOCKED + 1, "blocked 101 ms"),
        ("frames", (17.0, 17.0), "median of frames 17 ms"),
        ("travel_frames", (1.0, 34.0), "p95 of travel frames 34 ms"),
        ("note", "The file is damaged.", "The file is damaged."),
    ],
)
def test_what_misses_a_bar_is_told(field: str, value: object, says: str) -> None:
    figures = reached()
    setattr(figures, field, value)
    (told,) = missed(figures)
    assert told.startswith(says)


def test_larger_models_have_more_time() -> None:
    figures = reached()
    figures.nodes, figures.boxes, figures.shown = 50_000, 50_000, 5.9
    figures.memory, figures.expanded_frames = 900_000_000, (30.0, 40.0)
    assert missed(figures) == []


def test_the_median_run_counts() -> None:
    runs = [msgspec.structs.replace(reached(), shown=s, frames=(s, s)) for s in (3.0, 1.0, 2.0)]
    assert median(runs).shown == 2.0
    assert median(runs).frames == (2.0, 2.0)
    broken = msgspec.structs.replace(reached(), note="why")
    assert median([*runs, broken]).note == "why"


def test_memory_of_children_counts() -> None:
    own = together(psutil.Process())
    program = "import sys; x = bytearray(60 << 20); print(flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        assert together(psutil.Process()) > own + (50 << 20)
        child.communicate()
    assert together(psutil.Process(os.getpid())) < own + (30 << 20)


@pytest.mark.slow
def test_the_real_program_is_driven(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    KINDS["regular"](150, path)
    figures = drive(path, "offscreen", 60.0)
    assert figures.note == ""
    assert figures.verdict == "BERT"
    assert 0 < figures.shown < 60
    assert figures.boxes > 150
    assert figures.memory > 50_000_000


def test_a_file_that_is_no_model_is_told(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(b"nothing of a model")
    figures = drive(path, "offscreen", 60.0)
    assert figures.note
    assert missed(figures) == [figures.note]
