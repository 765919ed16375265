"""Opening files: dropped, chosen, recent, unreadable, cancelled, several."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from inspector.analysis.report import Problem
from inspector.session.settings import Settings
from inspector.worker import messages as m
from tests.session.fake import FakeClient
from tests.ui.conftest import Person


@pytest.fixture
def waiting(person: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Children that answer only when the test says so."""
    monkeypatch.setattr(FakeClient, "quiet_from_start", True)
    return person


def test_a_dropped_file_shows_its_verdict(person: Person) -> None:
    event = person.drop("/models/bert.onnx")
    assert event.isAccepted()
    person.bot.waitUntil(lambda: person.window.page.header.name.whole == "BERT")
    header = person.window.page.header
    assert header.kind.whole == "text encoder · transformer"
    assert "very high" in header.confidence.words.text()
    assert "94 %" in header.coverage.words.text()
    assert header.components.whole == "Contains resnet (120 nodes)"
    assert "ONNX" in header.facts.whole
    assert header.findings.text() == "1 file risk"
    assert "bert.onnx" in person.window.windowTitle()
    assert "BERT" in person.window.windowTitle()


def test_a_file_can_be_dropped_anywhere(person: Person) -> None:
    person.open()
    targets = (
        person.canvas,
        person.window.page.header,
        person.panels.signature.editor.viewport(),
        person.panels.details.browser.viewport(),
        person.panels.evidence.tree.viewport(),
    )
    for number, target in enumerate(targets):
        path = f"/models/{number}.onnx"
        person.drop(path, on=target)
        assert person.document.path == path


def test_the_editor_leaves_files_to_the_window(reader: Person) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/models/a.onnx")])
    assert not reader.panels.signature.editor.canInsertFromMimeData(mime)


def test_text_that_is_dropped_is_no_file(person: Person) -> None:
    mime = QMimeData()
    mime.setText("hello")
    enter = QDragEnterEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    QApplication.sendEvent(person.window, enter)
    assert not enter.isAccepted()
    assert person.window.session.documents == []


def test_a_file_is_chosen_from_the_menu(person: Person) -> None:
    person.answers.path = "/models/chosen.onnx"
    person.do("open")
    assert person.document.path == "/models/chosen.onnx"
    assert person.window.session.settings.last_folder == "/models"
    person.answers.path = ""
    person.do("open_folder")
    assert len(person.window.session.documents) == 1


def test_the_start_page_offers_recent_files_and_the_sample(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "s")
    settings.remember("/models/old.onnx")
    person = make_person(settings=settings)
    start = person.window.start
    buttons = {b.accessibleName(): b for b in start.findChildren(QPushButton) if b.isVisible()}
    assert {"Open a model", "Open the sample model", "Open /models/old.onnx"} <= set(buttons)
    QTest.mouseClick(buttons["Open /models/old.onnx"], Qt.MouseButton.LeftButton)
    assert person.document.path == "/models/old.onnx"


def test_the_sample_opens(person: Person) -> None:
    QTest.mouseClick(person.window.start.sample, Qt.MouseButton.LeftButton)
    assert person.document.path.endswith(".onnx")
    assert Path(person.document.path).is_file()


def test_the_recent_menu_lists_and_forgets(person: Person) -> None:
    person.open("/models/a.onnx")
    menu = person.window.recent_menu
    assert [a.text() for a in menu.actions() if a.text()] == ["/models/a.onnx", "Clear the List"]
    person.do("close")
    menu.actions()[0].trigger()
    assert person.document.path == "/models/a.onnx"
    menu.actions()[-1].trigger()
    assert person.window.session.settings.recent == []


def test_progress_is_shown_and_cancel_stops_the_child(waiting: Person) -> None:
    waiting.drop("/models/bert.onnx")
    client = FakeClient.made[-1]
    progress = waiting.window.page.progress
    assert progress.isVisible()
    assert "Reading the file" in progress.stage
    open_request = client.sent[-1]
    client.on_answer(m.Progress(open_request.document, open_request.revision, "Matching", 0.5))
    waiting.bot.waitUntil(lambda: progress.stage == "Matching …")
    assert progress.bar.value() == 500
    for answer in client.answers(open_request)[1:2]:
        client.on_answer(answer)
    waiting.bot.waitUntil(lambda: waiting.document.summary.value is not None)
    QTest.mouseClick(progress.cancel, Qt.MouseButton.LeftButton)
    assert client.cancelled == 1
    assert not progress.isVisible()
    notice = waiting.window.page.notice
    assert notice.isVisible()
    assert "Stopped" in notice.text
    assert "380" in waiting.window.page.header.facts.whole
    client.silent = False
    QTest.mouseClick(notice.retry, Qt.MouseButton.LeftButton)
    waiting.bot.waitUntil(lambda: waiting.window.page.header.name.whole == "BERT")
    assert not notice.isVisible()


def test_stop_is_only_offered_while_there_is_work(waiting: Person) -> None:
    assert not waiting.window.tool_actions["stop"].isEnabled()
    waiting.drop("/models/bert.onnx")
    waiting.do("stop")
    assert not waiting.window.tool_actions["stop"].isEnabled()


def test_short_work_does_not_flash_a_progress_card(reader: Person) -> None:
    client = reader.clients[-1]
    client.silent = True
    reader.do("close_all")
    progress = reader.window.page.progress
    assert not progress.isVisible()
    reader.bot.waitUntil(progress.isVisible, timeout=3000)
    client.answer(client.sent[-1])
    reader.bot.waitUntil(lambda: not progress.isVisible())


def test_an_unreadable_file_gets_a_page_and_the_rest_stays_usable(waiting: Person) -> None:
    waiting.drop("/models/notes.txt")
    client = FakeClient.made[-1]
    client.problem = Problem("not-a-model", "This is a text file.", "byte 0", "Open a model file.")
    client.answer(client.sent[-1])
    page = waiting.window.page.failure
    waiting.bot.waitUntil(page.isVisible)
    assert page.message == "This is a text file."
    waiting.answers.path = "/models/good.onnx"
    QTest.mouseClick(page.another, Qt.MouseButton.LeftButton)
    other = FakeClient.made[-1]
    other.silent = False
    other.answer(other.sent[-1])
    waiting.bot.waitUntil(lambda: waiting.window.page.header.name.whole == "BERT")
    assert not page.isVisible()
    waiting.window.tabs.setCurrentIndex(0)
    assert page.isVisible()
    client.problem, client.silent = None, False
    QTest.mouseClick(page.retry, Qt.MouseButton.LeftButton)
    waiting.bot.waitUntil(lambda: not page.isVisible())


def test_an_unreadable_file_can_be_closed(waiting: Person) -> None:
    waiting.drop("/models/notes.txt")
    client = FakeClient.made[-1]
    client.problem = Problem("not-a-model", "This is a text file.")
    client.answer(client.sent[-1])
    waiting.bot.waitUntil(waiting.window.page.failure.isVisible)
    QTest.mouseClick(waiting.window.page.failure.close_button, Qt.MouseButton.LeftButton)
    assert waiting.window.start.isVisible()


def test_a_dead_child_leaves_the_window_usable(reader: Person) -> None:
    client = reader.clients[-1]
    client.on_exit(Problem("killed", "The reading process was killed."))
    notice = reader.window.page.notice
    reader.bot.waitUntil(notice.isVisible)
    assert "was killed" in notice.text
    reader.click(2)
    assert reader.document.selection.nodes
    QTest.mouseClick(notice.retry, Qt.MouseButton.LeftButton)
    reader.bot.waitUntil(lambda: not notice.isVisible())
    assert reader.window.session.attached(reader.document)


def test_a_message_can_be_dismissed(reader: Person) -> None:
    reader.clients[-1].on_exit()
    notice = reader.window.page.notice
    reader.bot.waitUntil(notice.isVisible)
    QTest.mouseClick(notice.dismiss, Qt.MouseButton.LeftButton)
    assert not notice.isVisible()
    assert reader.document.notice.value is None


def test_several_files_stand_in_tabs(person: Person) -> None:
    first = person.open("/models/a.onnx")
    assert not person.window.tabs.isVisible()
    person.canvas.gaze.look_at(123, 456)
    camera = person.canvas.camera
    second = person.open("/models/b.onnx")
    assert person.window.tabs.isVisible()
    assert person.window.tabs.count() == 2
    person.window.tabs.setCurrentIndex(0)
    assert person.document is first
    assert person.canvas.camera == camera
    person.do("close")
    assert person.document is second
    assert not person.window.tabs.isVisible()
    person.do("close")
    assert person.window.start.isVisible()
    assert all(client.closed for client in person.clients)


def test_nothing_is_left_running_when_the_window_closes(reader: Person) -> None:
    reader.window.close()
    assert reader.clients[-1].closed
    assert not reader.window.isVisible()


def test_the_window_comes_back_as_it_was_left(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "s")
    first = make_person(settings=settings)
    first.open()
    first.window.resize(1111, 777)
    first.panels.docks["details"].hide()
    first.window.close()
    second = make_person(settings=Settings(tmp_path / "s"))
    second.open()
    assert second.panels.docks["details"].isHidden()
    assert not second.panels.docks["signature"].isHidden()
    geometry, layout = Settings(tmp_path / "s").window
    assert geometry
    assert layout
