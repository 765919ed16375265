"""Models inside archives: the only one is opened, of several one is asked for."""

from __future__ import annotations

import gc
import gzip
import io
import stat
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

from inspector.formats import FormatError, SeveralModelsError, read_model
from tests.formats.models import chain

SMALL = chain(3).SerializeToString()
LARGE = chain(9).SerializeToString()


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, entries: dict[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode, format=tarfile.USTAR_FORMAT) as archive:
        for name, data in entries.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def codes(path: Path) -> list[str]:
    return [finding.code for finding in read_model(path).findings]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("m.zip", zipped),
        ("m.tar.gz", tarred),
        ("m.tar", lambda path, entries: tarred(path, entries, "w")),
    ],
)
def test_the_only_model_is_opened(tmp_path: Path, name: str, pack) -> None:
    path = pack(tmp_path / name, {"folder/read.me": b"text", "folder/deep/m.onnx": SMALL})
    model = read_model(path)
    assert model.path == str(path)
    assert model.node_count() == 6
    assert [(f.code, f.where) for f in model.findings] == [
        ("archive-unpacked", "folder/deep/m.onnx")
    ]


def test_a_single_file_packed_by_gzip(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx.gz"
    path.write_bytes(gzip.compress(SMALL))
    assert read_model(path).node_count() == 6


def test_of_several_one_is_asked_for_and_can_be_named(tmp_path: Path) -> None:
    path = zipped(tmp_path / "m.zip", {"a/small.onnx": SMALL, "b/large.onnx": LARGE})
    with pytest.raises(SeveralModelsError) as caught:
        read_model(path)
    assert "2 models" in caught.value.message
    assert "m.zip/a/small.onnx" in caught.value.help
    assert caught.value.choices == [str(path / "a/small.onnx"), str(path / "b/large.onnx")]
    assert str(tempfile.tempdir) not in f"{caught.value.where} {caught.value.help}"
    model = read_model(path / "b" / "large.onnx")
    assert model.node_count() == 18
    assert model.path == str(path / "b" / "large.onnx")
    for wrong in ("c.onnx", "../m.zip", "a/../../m.zip"):
        with pytest.raises(FormatError):
            read_model(path / wrong)


def test_unpacked_files_go_with_the_model(tmp_path: Path, scratch: Path) -> None:
    model = read_model(zipped(tmp_path / "m.zip", {"m.onnx": SMALL}))
    assert list(scratch.rglob("m.onnx"))
    del model
    gc.collect()
    assert list(scratch.iterdir()) == []
    with pytest.raises(FormatError):
        read_model(zipped(tmp_path / "none.zip", {"letter.txt": b"text"}))
    gc.collect()
    assert list(scratch.iterdir()) == []


def test_what_is_too_large_together_is_not_unpacked(tmp_path: Path, scratch: Path) -> None:
    for path in (
        zipped(tmp_path / "m.zip", {"m.onnx": SMALL, "zeros": bytes(300 << 20)}),
        tarred(tmp_path / "m.tar.gz", {"m.onnx": SMALL, "zeros": bytes(300 << 20)}),
    ):
        with pytest.raises(FormatError) as caught:
            read_model(path)
        assert caught.value.code == "limit-exceeded"
        assert "Unpack it" in caught.value.help
        gc.collect()
        assert list(scratch.iterdir()) == []


def test_entries_that_lead_out_are_left_out(tmp_path: Path) -> None:
    path = zipped(tmp_path / "m.zip", {"m.onnx": SMALL, "../../out.onnx": LARGE})
    assert codes(path) == ["archive-path-outside", "archive-unpacked"]
    path = tarred(tmp_path / "m.tar.gz", {"m.onnx": SMALL, "../../out.onnx": LARGE})
    assert codes(path) == ["archive-path-outside", "archive-unpacked"]
    assert not list(tmp_path.rglob("out.onnx"))


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.onnx"
    secret.write_bytes(LARGE)
    info = zipfile.ZipInfo("link.onnx")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = zipped(tmp_path / "m.zip", {"m.onnx": SMALL})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(info, str(secret))
    model = read_model(path)
    assert model.node_count() == 6
    assert "archive-link" in {finding.code for finding in model.findings}


def test_names_that_no_system_takes(tmp_path: Path) -> None:
    entries = {"m.onnx": SMALL, "n" * 3000 + ".onnx": LARGE, "m.onnx/inside.onnx": LARGE}
    assert codes(zipped(tmp_path / "m.zip", entries)).count("archive-entry-skipped") == 2


@pytest.mark.parametrize(
    "data",
    [b"\x1f\x8b", b"\x1f\x8b\x08" + bytes(40), gzip.compress(b"", mtime=0)],
    ids=["cut", "broken", "empty"],
)
def test_broken_archives(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "m.tar.gz"
    path.write_bytes(data)
    with pytest.raises(FormatError):
        read_model(path)
