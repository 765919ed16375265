"""What a child may read and write: the folder of the file it is asked about, and its scratch."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.worker import landlock, platform
from inspector.worker.messages import Scan, Scanned
from inspector.worker.rooms import model_places
from tests.worker.conftest import Conversation

Converse = Callable[..., Conversation]

confined = pytest.mark.skipif(
    sys.platform != "linux" or not landlock.version(), reason="Landlock is Linux's, from 5.13 on"
)


class Folders:
    """A model's folder, one beside it, and a program that tries what a file says."""

    def __init__(self, root: Path, conversation: Conversation) -> None:
        self.model, self.other = root / "model", root / "other"
        for folder in (self.model, self.other):
            folder.mkdir()
            (folder / "weights.bin").write_bytes(b"0")
        self._conversation = conversation
        self._revision = 0

    def tried(
        self, *lines: str, folder: Path | None = None, libraries: tuple[str, ...] = ()
    ) -> str:
        """What came of reading or writing paths, asked about a file in a folder."""
        path = (folder or self.model) / "reaching.onnx"
        path.write_text("\n".join(lines))
        self._revision += 1
        self._conversation.client.send(Scan(7, self._revision, str(path), list(libraries)))
        answer = self._conversation.answer()
        assert isinstance(answer, Scanned), answer
        return answer.report.format


@pytest.fixture
def folders(tmp_path: Path, converse: Converse) -> Folders:
    return Folders(tmp_path, converse())


@confined
def test_the_folder_of_the_model_is_read_and_no_other(folders: Folders) -> None:
    inside, outside = folders.model / "weights.bin", folders.other / "weights.bin"
    secret = Path("/etc/passwd")
    told = folders.tried(f"read {inside}", f"read {outside}", f"read {secret}", "read /dev/null")
    assert told == "done EACCES EACCES done"
    assert outside.read_bytes() == b"0"


@confined
def test_nothing_is_written_but_scratch(folders: Folders) -> None:
    inside, fresh = folders.model / "weights.bin", folders.model / "fresh.bin"
    told = folders.tried(f"write {inside}", f"write {fresh}", "write scratch.bin")
    assert told == "EACCES EACCES done"
    assert inside.read_bytes() == b"0"
    assert not fresh.exists()


@confined
def test_a_way_out_through_a_link_is_closed(folders: Folders) -> None:
    way = folders.model / "way"
    way.symlink_to(folders.other / "weights.bin")
    assert folders.tried(f"read {way}") == "EACCES"


@confined
def test_each_file_has_a_room_of_its_own(folders: Folders) -> None:
    first, second = folders.model / "weights.bin", folders.other / "weights.bin"
    lines = [f"read {first}", f"read {second}"]
    assert folders.tried(*lines) == "done EACCES"
    assert folders.tried(*lines, folder=folders.other) == "EACCES done"
    assert folders.tried(*lines) == "done EACCES"


@confined
def test_signature_folders_may_be_read(folders: Folders) -> None:
    line = f"read {folders.other / 'weights.bin'}"
    assert folders.tried(line, libraries=(str(folders.other),)) == "done"
    assert folders.tried(line) == "done"  # the room stays while it has all that is asked for
    third = folders.model / "third"
    third.mkdir()
    assert folders.tried(line, folder=third) == "EACCES"


@confined
def test_without_the_limit_nothing_is_denied(tmp_path: Path, converse: Converse) -> None:
    folders = Folders(tmp_path, converse(files=True))
    outside = folders.other / "weights.bin"
    assert folders.tried(f"read {outside}", f"write {outside}") == "done done"


@confined
def test_what_is_denied_is_told_where_the_system_cannot(monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "from inspector.worker import landlock, platform; from inspector.worker.limits import "
        "ProcessLimits; import os; landlock.version = lambda: 0; "
        "print(platform.confine(ProcessLimits(), os.getppid()))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "files outside the model's folder" in made.stdout


def test_the_places_of_a_model(tmp_path: Path) -> None:
    (tmp_path / "blobs").mkdir()
    (tmp_path / "blobs" / "ab12").write_bytes(b"0")
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    (snapshot / "model.onnx").symlink_to(tmp_path / "blobs" / "ab12")
    blobs = str(tmp_path / "blobs")
    assert set(model_places(str(snapshot / "model.onnx"))) == {str(snapshot), blobs}
    assert set(model_places(str(snapshot))) == {str(snapshot), blobs}
    packed = tmp_path / "blobs" / "ab12" / "inner" / "model.onnx"
    assert set(model_places(str(packed))) == {blobs}
    assert not list(model_places(str(tmp_path / "nothing" / "here.onnx")))


def test_writing_goes_to_scratch_and_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    assert platform.writable_places()[0] == os.getcwd()
    if sys.platform == "linux":
        assert (tmp_path / "cache" / "inspector").is_dir()
