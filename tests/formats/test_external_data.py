"""Weights in other files: found, missing, and out of bounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper

from inspector.formats import Limits, read_model
from inspector.formats.onnx.external import leaves_folder
from inspector.ir import Model
from inspector.ir.graph import Initializer
from tests.formats.models import model, save


def external(name: str, location: str, elements: int = 1000, **more: object) -> TensorProto:
    tensor = TensorProto(name=name, data_type=1, dims=[elements], data_location=1)
    for key, text in {"location": location, **more}.items():
        tensor.external_data.add(key=key, value=str(text))
    return tensor


def opened(folder: Path, *tensors: TensorProto) -> tuple[Model, list[Initializer]]:
    names = [tensor.name for tensor in tensors]
    read = read_model(
        save(folder, model([helper.make_node("Sum", names, ["y"])], initializers=tensors))
    )
    values = read.graphs["main"].initializers
    found = [values[name].initializer for name in names]
    return read, [each for each in found if each is not None]


def test_data_beside_the_model_is_read_on_demand(tmp_path: Path) -> None:
    numbers = np.arange(8000, dtype=np.float32)
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "w.bin").write_bytes(numbers.tobytes())
    read, (weight,) = opened(
        tmp_path, external("w", "parts/w.bin", 5000, offset=4000, length=20000)
    )
    assert read.findings == []
    assert (weight.location, weight.offset, weight.length) == ("parts/w.bin", 4000, 20000)
    assert weight.data is None
    assert weight.read is not None
    assert weight.read().tolist() == list(range(1000, 6000))


def test_small_tensors_beside_the_model_are_read_with_the_graph(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(np.arange(3000, dtype=np.float32).tobytes())
    path = save(
        tmp_path,
        model(
            [helper.make_node("Sum", ["a", "b"], ["y"])],
            initializers=[external("a", "w.bin"), external("b", "w.bin", offset=4000)],
        ),
    )
    values = read_model(path).graphs["main"].initializers
    first, second = values["a"].initializer, values["b"].initializer
    assert first is not None
    assert first.data is not None
    assert first.data[-1] == 999
    assert second is not None
    assert second.data is not None
    assert second.data[0] == 1000
    few = read_model(path, Limits(external_bytes=5000)).graphs["main"].initializers["b"]
    assert few.initializer is not None
    assert few.initializer.data is None
    assert few.initializer.read is not None
    assert few.initializer.read()[0] == 1000


def test_a_download_cache_of_links(tmp_path: Path) -> None:
    """The layout of Hugging Face's cache: links from a snapshot into a folder of files."""
    blobs, snapshot = tmp_path / "blobs", tmp_path / "snapshots" / "1"
    blobs.mkdir()
    snapshot.mkdir(parents=True)
    proto = model([helper.make_node("Sum", ["w"], ["y"])], initializers=[external("w", "m.data")])
    (blobs / "aa").write_bytes(proto.SerializeToString())
    (blobs / "bb").write_bytes(np.ones(1000, np.float32).tobytes())
    (snapshot / "m.onnx").symlink_to("../../blobs/aa")
    (snapshot / "m.data").symlink_to("../../blobs/bb")
    read = read_model(snapshot / "m.onnx")
    assert read.findings == []
    weight = read.graphs["main"].initializers["w"].initializer
    assert weight is not None
    assert weight.data is not None
    assert weight.data.sum() == 1000


def test_missing_files_are_one_finding(tmp_path: Path) -> None:
    read, weights = opened(tmp_path, *(external(f"w{i}", "gone.bin") for i in range(50)))
    (finding,) = read.findings
    assert (finding.code, finding.severity) == ("external-data-missing", "info")
    assert "50 tensors" in finding.message
    assert all(weight.read is None for weight in weights)
    assert read.parameter_count() == 50_000


@pytest.mark.parametrize(
    "location",
    ["../secret.bin", "a/../../secret.bin", "/etc/passwd", "C:\\x", "\\\\host\\x", "~/x", "a\0b"],
)
def test_paths_that_leave_the_folder_are_not_followed(tmp_path: Path, location: str) -> None:
    (tmp_path / "secret.bin").write_bytes(b"\0" * 4000)
    (tmp_path / "model").mkdir()
    read, (weight,) = opened(tmp_path / "model", external("w", location))
    assert ("external-data-outside-folder", "danger") in [
        (finding.code, finding.severity) for finding in read.findings
    ]
    assert "external-data-missing" not in [finding.code for finding in read.findings]
    assert weight.read is None
    assert leaves_folder(location)


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.bin").write_bytes(b"\0" * 4000)
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "w.bin").symlink_to(tmp_path / "secret.bin")
    read, (weight,) = opened(tmp_path / "model", external("w", "w.bin"))
    assert "external-data-link" in [finding.code for finding in read.findings]
    assert weight.read is None


def test_ranges_past_the_end_and_of_a_wrong_length(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(b"\0" * 5000)
    read, weights = opened(
        tmp_path,
        external("past", "w.bin", offset=2000, length=4000),
        external("short", "w.bin", length=100),
        external("odd", "w.bin", offset=-7),
        external("long", "w.bin", length="9" * 30),
    )
    assert [finding.code for finding in read.findings] == [
        "external-data-outside-file",
        "tensor-size-mismatch",
        "external-data-outside-file",
        "tensor-size-mismatch",
    ]
    assert all(weight.read is None for weight in weights)


def test_data_inside_and_outside(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(b"\0" * 4000)
    twice = external("w", "w.bin")
    twice.raw_data = b"\0" * 4000
    read, (weight,) = opened(tmp_path, twice)
    assert [finding.code for finding in read.findings] == ["contradictory-data"]
    assert weight.read is None
