"""Formats are told by content; folders are searched without surprises."""

from __future__ import annotations

import contextlib
import os
import zipfile
from pathlib import Path

import pytest

from inspector.formats import (
    FormatError,
    NotAModelError,
    UnsupportedFormat,
    find_models,
    probe,
    read_model,
)
from inspector.formats.registry import READERS
from tests.formats.models import chain, save

SIGNS = {
    "gguf": b"GGUF\3\0\0\0",
    "keras": b"\x89HDF\r\n\x1a\n" + b"\0" * 20,
    "tflite": b"\x1c\0\0\0TFL3",
    "safetensors": (50).to_bytes(8, "little") + b'{"a": {}}',
    "pickle": b"\x80\x02}q\x00.",
    "numpy": b"\x93NUMPY\1\0",
    "openvino": b'<?xml version="1.0"?><net name="m" version="11">',
    "git-lfs-pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:0",
    "executorch": b"\x40\0\0\0ET12",
    "ctranslate2": b"\x06\0\0\0\x0c\0WhisperSpec\0",
    "fasttext": bytes.fromhex("ba164f2f0c000000"),
    "kaldi": b"\0B<TransitionModel> ",
    "lightgbm": b"tree\nversion=v4\nnum_class=1\n",
    "mxnet": b"\x12\x01" + bytes(14),
    "mxnet-symbol": b'{\n "nodes": [\n {\n "op": "null", "name": "data"',
    "paddle": b"\x0a\xb3\x86\x0a\x08\x00\x10" + b"\xff" * 9 + b"\x01\x1a\x22",
    "paddle-parameters": bytes(16) + b"\x04\0\0\0\x08\x05\x10\x10",
    "tensorflow-checkpoint": b"\0" * 40 + bytes.fromhex("57fb808b247547db"),
    "tensorflow-js": b'{"format": "graph-model", "generatedBy": "2.5.0"',
    "tensorflow-js-weights": b'[{"weights": [{"name": "a", "shape": [1], "dtype": "float32"',
    "tensorflow-meta-graph": b"\x0a\xb6\x2e\x12\x94\x2e\x0a\x3a\x0a\x03Add",
    "xgboost": b"{L\0\0\0\0\0\0\0\x07learner",
}


COMPANIONS = {"paddle-parameters", "tensorflow-checkpoint", "tensorflow-js-weights"}
"""Files that belong to a model and are none."""


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "")
    return path


@pytest.mark.parametrize("kind", SIGNS)
def test_recognised_formats_are_named(tmp_path: Path, kind: str) -> None:
    padding = b"" if kind == "tensorflow-checkpoint" else b"\0" * 100
    path = save(tmp_path, SIGNS[kind] + padding, "any.onnx")
    assert probe(path) == (None if kind in COMPANIONS else kind)
    with contextlib.suppress(FormatError):  # some are whole files and can be read
        read_model(path)
    if kind in COMPANIONS:
        with pytest.raises(UnsupportedFormat):
            read_model(path)


@pytest.mark.parametrize(
    "text",
    [
        b"Basic Notice\nCopyright 2022 of somebody (see below): this product includes software. "
        * 9,
        b"chgnet-0.4.2/INSTALLER,sha256=zuuue4knoyJ-UwPPXg8fezS7VCrXJQrAP7zeNuwvFQg,4\n" * 9,
        b"EMOJI = {\n    'smile': 1\n}\n",
        b'{"weights": [1, 2], "learner": {}}',
        b"import os\nclass A:\n    pass\n" * 50,
        b"\x7fELF\x02\x01\x01" + bytes(500),
    ],
)
def test_other_files_are_no_models(tmp_path: Path, text: bytes) -> None:
    path = save(tmp_path, text, "any.bin")
    assert probe(path) is None
    with pytest.raises(NotAModelError):
        read_model(path)


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["m/data.pkl", "m/data/0"], "pytorch"),
        (["m/data.pkl", "m/constants.pkl", "m/code/a.py"], "torchscript"),
        (["config.json", "model.weights.h5", "metadata.json"], "keras"),
        (["a.npy", "b.npy"], "numpy-archive"),
        (["letter.txt"], None),
    ],
)
def test_archives_are_told_by_their_entries(
    tmp_path: Path, names: list[str], kind: str | None
) -> None:
    assert probe(archive(tmp_path / "m.zip", *names)) == kind


def test_a_broken_archive(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="no list of entries"):
        read_model(save(tmp_path, b"PK\x03\x04" + b"\xff" * 100))


def test_onnx_is_told_by_content(tmp_path: Path) -> None:
    path = save(tmp_path, chain(3), "weights.dat")
    assert probe(path) == "onnx"
    assert read_model(path).format == "onnx"
    assert probe(save(tmp_path, b"hello", "a.onnx")) is None
    assert probe(tmp_path) is None
    assert probe(tmp_path / "none") is None


def test_names_of_formats_are_unique() -> None:
    assert len({reader.format for reader in READERS}) == len(READERS)
    assert all(reader.title for reader in READERS)


def test_find_models(tmp_path: Path) -> None:
    data = chain(2)
    (tmp_path / "b" / "deep").mkdir(parents=True)
    save(tmp_path, data, "z.onnx")
    save(tmp_path / "b" / "deep", data, "a.bin")
    save(tmp_path, SIGNS["gguf"], "m.gguf")
    save(tmp_path, b"", "empty.onnx")
    save(tmp_path, b"text", "readme.md")
    archive(tmp_path / "letters.zip", "letter.txt")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    found = [str(path.relative_to(tmp_path)) for path in find_models(tmp_path)]
    assert found == ["b/deep/a.bin", "m.gguf", "z.onnx"]
    assert find_models(tmp_path / "readme.md") == [tmp_path / "readme.md"]


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    read_model(save(tmp_path, chain(20)), progress=lambda stage, share: told.append((stage, share)))
    assert {stage for stage, _ in told} == {"reading", "building"}
    assert told[-1] == ("building", 1.0)
    assert all(0 <= share <= 1 for _, share in told)


def test_a_file_without_permission(tmp_path: Path) -> None:
    path = save(tmp_path, chain(2))
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(FormatError) as caught:
        read_model(path)
    assert caught.value.code == "file-unreadable"
