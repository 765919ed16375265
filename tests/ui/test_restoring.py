"""What was open comes back; a file that changes on disk is noticed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from inspector.session.settings import Settings
from inspector.ui.canvas.camera import Camera
from inspector.ui.watching import CHANGED, GONE
from tests.session.fake import FIRST_LAYER, POOLER, RUN
from tests.ui.conftest import Person


def model(folder: Path, name: str = "bert.onnx") -> Path:
    path = folder / name
    path.write_bytes(b"a model")
    return path


def test_the_next_window_is_as_the_last_one_was_left(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    first = make_person(settings=Settings(tmp_path / "kept"))
    first.open(model(tmp_path, "other.onnx"))
    first.open(model(tmp_path))
    first.double_click(FIRST_LAYER + 1)
    first.bot.waitUntil(lambda: FIRST_LAYER + 1 in first.document.scene.value.opened())
    first.click(3)
    left = Camera(-40.0, 120.0, 0.75)
    first.canvas.gaze.jump(left)
    opened = first.document.scene.value.opened()
    first.window.close()

    second = make_person(settings=Settings(tmp_path / "kept"))
    second.window.restorer.restore()
    assert [d.name for d in second.window.session.documents] == ["other.onnx", "bert.onnx"]
    assert second.document.name == "bert.onnx"
    second.bot.waitUntil(lambda: second.canvas.camera == left, timeout=10_000)
    scene = second.document.scene.value
    assert scene is not None
    assert set(scene.opened()) == set(opened) == {RUN, FIRST_LAYER, FIRST_LAYER + 1}
    assert second.document.selection.nodes == set(POOLER)


def test_files_that_are_gone_are_left_out(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    first = make_person(settings=Settings(tmp_path / "kept"))
    path = model(tmp_path)
    first.open(path)
    first.window.close()
    path.unlink()
    second = make_person(settings=Settings(tmp_path / "kept"))
    second.window.restorer.restore()
    assert second.window.session.documents == []
    assert second.window.stack.currentIndex() == 0


def test_a_file_that_changes_is_noticed_and_read_again(person: Person, tmp_path: Path) -> None:
    path = model(tmp_path)
    document = person.open(path)
    path.write_bytes(b"another model")
    person.bot.waitUntil(lambda: document.notice.value == CHANGED, timeout=10_000)
    sent = len(person.clients[-1].sent)
    person.do("reload")
    assert len(person.clients[-1].sent) > sent
    assert document.notice.value is None


def test_a_file_that_is_replaced_is_still_watched(person: Person, tmp_path: Path) -> None:
    path = model(tmp_path)
    document = person.open(path)
    for content in (b"a new one", b"and one more"):
        beside = tmp_path / "beside"
        beside.write_bytes(content)
        os.replace(beside, path)
        person.bot.waitUntil(lambda: document.notice.value == CHANGED, timeout=10_000)
        document.notice.value = None
    path.unlink()
    person.bot.waitUntil(lambda: document.notice.value == GONE, timeout=10_000)
