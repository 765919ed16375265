"""Formats are told by content; folders are searched without surprises."""

from __future__ import annotations

import contextlib
import os
import zipfile
from pathlib import Path

import pytest

from inspector.formats import FormatError, UnsupportedFormat, find_models, probe, read_model
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
    "coreml": b"\x08\x04\x12\x20\x0a\x05input",
}


def archive(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "")
    return path


@pytest.mark.parametrize("kind", SIGNS)
def test_recognised_formats_are_named(tmp_path: Path, kind: str) -> None:
    path = save(tmp_path, SIGNS[kind] + b"\0" * 100, "any.onnx")
    assert probe(path) == kind
    with contextlib.suppress(FormatError):  # some are whole files and can be read
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
    with pytest.raises(UnsupportedFormat, match="broken ZIP"):
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
