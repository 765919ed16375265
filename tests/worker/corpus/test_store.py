"""Imprints on disk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector.worker.corpus import store as store_module
from inspector.worker.corpus.store import ImprintStore

DIGEST = "0123456789abcdef"


def opened(folder: Path) -> ImprintStore:
    store = ImprintStore(folder)
    store.load()
    return store


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"a model")
    return path


def test_what_was_kept_is_found_by_the_next_program(tmp_path: Path, model: Path) -> None:
    store = opened(tmp_path / "cache")
    assert store.find(str(model)) is None
    place = store.keep(str(model), DIGEST, b"imprint")
    store.save()
    assert opened(tmp_path / "cache").find(str(model)) == place
    assert place.read_bytes() == b"imprint"


def test_two_windows_keep_what_each_has_read(tmp_path: Path, model: Path) -> None:
    other = tmp_path / "other.onnx"
    other.write_bytes(b"another")
    one, two = opened(tmp_path / "cache"), opened(tmp_path / "cache")
    one.keep(str(model), DIGEST, b"i")
    two.keep(str(other), "fedcba9876543210", b"j")
    one.save()
    two.save()
    third = opened(tmp_path / "cache")
    assert third.find(str(model)) is not None
    assert third.find(str(other)) is not None


def test_a_changed_file_is_not_found(tmp_path: Path, model: Path) -> None:
    store = opened(tmp_path / "cache")
    store.keep(str(model), DIGEST, b"imprint")
    model.write_bytes(b"another model")
    assert store.find(str(model)) is None


def test_a_file_that_is_gone_is_an_error(tmp_path: Path, model: Path) -> None:
    store = opened(tmp_path / "cache")
    model.unlink()
    with pytest.raises(FileNotFoundError):
        store.find(str(model))


def test_equal_content_is_kept_once(tmp_path: Path, model: Path) -> None:
    copy = tmp_path / "copy.onnx"
    copy.write_bytes(model.read_bytes())
    store = opened(tmp_path / "cache")
    assert store.keep(str(model), DIGEST, b"i") == store.keep(str(copy), DIGEST, b"i")


@pytest.mark.parametrize("digest", ["", "../../evil", "0123/abcd", "x" * 20])
def test_a_digest_never_leads_out_of_the_folder(tmp_path: Path, model: Path, digest: str) -> None:
    place = opened(tmp_path / "cache").keep(str(model), digest, b"i")
    assert place.parent == tmp_path / "cache"


def test_where_the_folder_cannot_be_written_a_temporary_one_serves(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    before = opened(folder)
    kept = before.keep(str(model), DIGEST, b"known")
    before.save()
    other = tmp_path / "other.onnx"
    other.write_bytes(b"other")
    refused = os.path.realpath(folder)
    make = store_module.tempfile.TemporaryFile

    def refuse(*arguments: object, **options: object) -> object:
        if str(options.get("dir")) == refused:
            raise PermissionError(13, "Permission denied")
        return make(*arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(store_module.tempfile, "TemporaryFile", refuse)
    store = opened(folder)
    assert store.find(str(model)) == kept
    place = store.keep(str(other), "fedcba9876543210", b"new")
    assert place.parent != folder
    assert store.find(str(other)) == place
    store.close()
    assert not place.exists()


def test_a_damaged_index_is_as_good_as_none(tmp_path: Path, model: Path) -> None:
    store = opened(tmp_path / "cache")
    store.keep(str(model), DIGEST, b"i")
    store.save()
    (tmp_path / "cache" / "files.msgpack").write_bytes(b"\xc1\xc1")
    assert opened(tmp_path / "cache").find(str(model)) is None


def test_what_was_used_longest_ago_goes(tmp_path: Path) -> None:
    for number in range(4):
        place = tmp_path / f"{number}.imprint"
        place.write_bytes(bytes(10))
        os.utime(place, (number, number))
    store_module._make_room(tmp_path, 20)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["2.imprint", "3.imprint"]
