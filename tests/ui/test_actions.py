"""Every action by its keys: a shortcut or a way through the menus, and what it does then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableWidget, QWidget

from inspector.ui.actions import ENTRIES, Entry
from inspector.ui.canvas.camera import Camera
from inspector.ui.dialogs import GuideDialog, ShortcutDialog
from inspector.ui.palette import Palette
from inspector.worker import messages as m
from tests.session.fake import EMBEDDING, FIRST_LAYER, LAYERS, POOLER, TEXT, layer_nodes
from tests.ui.conftest import Person

Doing = Callable[[Person], object]
Condition = Callable[["Asked"], object]
Request = TypeVar("Request", bound=m.Request)


def letter_of(text: str) -> str:
    """The marked letter of a menu or an action."""
    at = text.index("&")
    return text[at + 1]


def press_shortcut(person: Person, entry: Entry) -> None:
    keys = QKeySequence(entry.keys.split()[0])
    QTest.keySequence(person.canvas, keys)


def press_menu(person: Person, entry: Entry) -> None:
    """Alt with the menu's letter, then the action's."""
    QTest.keyClick(person.window, letter_of(entry.menu).lower(), Qt.KeyboardModifier.AltModifier)
    popup = QApplication.activePopupWidget()
    assert popup is not None, entry.menu
    QTest.keyClick(popup, letter_of(entry.text).lower())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_the_menus_lead_to_it_by_letters(reader: Person, entry: Entry) -> None:
    action = reader.window.tool_actions[entry.name]
    action.setEnabled(True)
    action.triggered.disconnect()
    done: list[bool] = []
    action.triggered.connect(lambda: done.append(True))
    press_menu(reader, entry)
    assert len(done) == 1


@dataclass
class Case:
    """What an action does.

    Attributes:
        done: Whether it has happened.
        before: Brings the window into a state in which it can be done.
    """

    done: Condition
    before: Doing = lambda person: None


def sent(person: Person, kind: type[Request]) -> list[Request]:
    """What the document's process was asked, of one kind."""
    return [request for request in person.clients[-1].sent if isinstance(request, kind)]


def chosen(person: Person) -> set[int]:
    return set(person.document.selection.nodes)


def click(*boxes: int) -> Doing:
    def before(person: Person) -> None:
        person.click(boxes[0])
        for box in boxes[1:]:
            person.click(box, Qt.KeyboardModifier.ControlModifier)

    return before


def do(*actions: str) -> Doing:
    """Other actions first."""
    return lambda person: [person.do(action) for action in actions]


def after(first: Doing, *actions: str) -> Doing:
    return lambda person: (first(person), do(*actions)(person))


def grown(factor: float) -> Case:
    """The zoom changes in a direction."""

    def before(person: Person) -> None:
        person.canvas.gaze.jump(Camera(0, 0, 0.7))

    return Case(lambda person: (person.canvas.camera.scale - 0.7) * factor > 0, before)


def search(person: Person) -> None:
    person.do("find")
    bar = person.window.page.find_bar
    QTest.keyClicks(bar.line, "linear")
    person.bot.waitUntil(lambda: bar.counter.text().startswith("1 of"))


def counted(start: str) -> Condition:
    return lambda person: person.window.page.find_bar.counter.text().startswith(start)


def two_places(person: Person) -> None:
    """One at the top and one farther down, where the window looks."""
    person.canvas.gaze.jump(Camera(0, 0, 1))
    person.window.navigation.visit()
    person.canvas.gaze.jump(Camera(0, 900, 1))
    person.window.navigation.visit()


def written(person: Person) -> None:
    """A signature from the embeddings."""
    person.click(2)
    person.do("new_signature")
    draft = person.window.session.draft
    person.bot.waitUntil(lambda: bool(draft.text) and draft.result.value is not None)


def edited(person: Person) -> None:
    written(person)
    draft = person.window.session.draft
    draft.text += "# mine\n"
    person.bot.waitUntil(lambda: not draft.pending.value)
    person.answers.place = Path(person.window.session.settings.folder) / "elsewhere.yaml"


def broken(person: Person) -> None:
    written(person)
    draft = person.window.session.draft
    draft.text = draft.text.replace("Linear", "Liner")
    person.bot.waitUntil(lambda: bool(draft.result.value and draft.result.value.problems))
    editor = person.panels.signature.editor
    cursor = editor.textCursor()
    cursor.setPosition(draft.text.index("Liner") + 1)
    editor.setTextCursor(cursor)


def one_window(kind: type[QWidget]) -> Condition:
    """A window of this kind stands there; it is closed again."""

    def done(person: Person) -> bool:
        found = [w for w in QApplication.topLevelWidgets() if isinstance(w, kind) and w.isVisible()]
        for widget in found:
            widget.close()
        return len(found) == 1

    return done


def picture(person: Person) -> None:
    person.answers.path = str(Path(person.window.session.settings.folder) / "picture.png")


def another(person: Person) -> None:
    person.answers.path = "/models/another.onnx"


def two_models(person: Person) -> None:
    person.open("/models/second.onnx")


def silent(person: Person) -> None:
    """The process does not answer for a while."""
    person.clients[-1].silent = True
    person.do("open_all")


def current(person: Person) -> int | None:
    place = person.document.highlights.current
    return None if place is None else place.region


def why_not_shown(person: Person) -> bool:
    sections = person.panels.signature.sections
    return sections.tabText(sections.currentIndex()).replace("&", "") == "Why not"


def opened(person: Person) -> list[int]:
    scene = person.document.scene.value
    return [] if scene is None else scene.opened()


EVERY = set(range(POOLER[-1] + 2))
LAYER = FIRST_LAYER + 1

CASES: dict[str, Case] = {
    "open": Case(lambda p: p.document.path == "/models/another.onnx", another),
    "open_folder": Case(lambda p: p.document.path == "/models/another.onnx", another),
    "sample": Case(lambda p: p.document.path.endswith("bert-tiny.onnx")),
    "reload": Case(lambda p: len(sent(p, m.Open)) == 2),
    "rescan": Case(lambda p: len(sent(p, m.Rescan)) == 1),
    "stop": Case(lambda p: p.clients[-1].cancelled == 1, silent),
    "export_view": Case(lambda p: Path(p.answers.path).is_file(), picture),
    "export_graph": Case(lambda p: Path(p.answers.path).is_file(), picture),
    "copy_picture": Case(
        lambda p: not QGuiApplication.clipboard().image().isNull(),
        lambda p: QGuiApplication.clipboard().clear(),
    ),
    "new_window": Case(lambda p: p.wanted_windows == 1),
    "close": Case(lambda p: p.window.session.current.value is None),
    "quit": Case(lambda p: not p.window.isVisible()),
    "undo": Case(lambda p: not chosen(p), click(2)),
    "redo": Case(lambda p: chosen(p) == set(EMBEDDING), after(click(2), "undo")),
    "find": Case(lambda p: p.window.page.find_bar.line.hasFocus()),
    "find_next": Case(counted("2 of"), search),
    "find_previous": Case(lambda p: not counted("1 of")(p), search),
    "select_all": Case(lambda p: chosen(p) == EVERY),
    "clear": Case(lambda p: not chosen(p), click(2)),
    "invert": Case(lambda p: chosen(p) == EVERY - set(EMBEDDING), click(2)),
    "grow": Case(lambda p: chosen(p) > set(POOLER), click(3)),
    "shrink": Case(lambda p: chosen(p) == {*POOLER, POOLER[-1] + 1}, after(click(3), "grow")),
    "surrounding": Case(lambda p: chosen(p) == set(layer_nodes(0)), click(1000)),
    "upstream": Case(lambda p: chosen(p) >= set(EMBEDDING), click(1000)),
    "downstream": Case(lambda p: chosen(p) == {*POOLER, POOLER[-1] + 1}, click(3)),
    "between": Case(lambda p: chosen(p) == set(range(POOLER[-1] + 1)), click(2, 3)),
    "alike": Case(lambda p: len(chosen(p)) == 2, click(1001)),
    "same_type": Case(lambda p: len(chosen(p)) == 2, click(1001)),
    "paint_type": Case(
        lambda p: [g.title for g in p.document.highlights.groups] == ["Add"], click(1001)
    ),
    "zoom_in": grown(1),
    "zoom_out": grown(-1),
    "fit": Case(
        lambda p: (
            p.canvas.rect_of(1).top() >= 0 and p.canvas.rect_of(4).bottom() <= p.canvas.height()
        )
    ),
    "actual_size": Case(lambda p: p.canvas.camera.scale == pytest.approx(1), do("fit")),
    "zoom_selection": Case(lambda p: p.canvas.rect_of(3).width() > 150, after(click(3), "fit")),
    "pan_tool": Case(lambda p: p.canvas.tool == "pan", do("select_tool")),
    "select_tool": Case(lambda p: p.canvas.tool == "select"),
    "lasso_tool": Case(lambda p: p.canvas.tool == "lasso"),
    "heat": Case(lambda p: p.canvas.heat is not None),
    "by_names": Case(lambda p: p.document.scene.value.by_names),
    "next_model": Case(lambda p: p.document.name == "bert.onnx", two_models),
    "previous_model": Case(lambda p: p.document.name == "bert.onnx", two_models),
    "palette": Case(one_window(Palette)),
    "back": Case(lambda p: p.canvas.camera.y == 0, two_places),
    "forward": Case(lambda p: p.canvas.camera.y == 900, after(two_places, "back")),
    "toggle_fold": Case(lambda p: LAYER in opened(p), click(LAYER)),
    "open_fold": Case(lambda p: LAYER in opened(p), click(LAYER)),
    "close_fold": Case(lambda p: FIRST_LAYER not in opened(p), click(1001)),
    "open_below": Case(lambda p: any(r.below == LAYER for r in sent(p, m.Arrange)), click(LAYER)),
    "open_to_selection": Case(
        lambda p: any(r.visible == list(POOLER) for r in sent(p, m.Arrange)), click(3)
    ),
    "open_all": Case(lambda p: any(r.everything for r in sent(p, m.Arrange))),
    "close_all": Case(lambda p: opened(p) == []),
    "open_default": Case(lambda p: any(r.opened is None for r in sent(p, m.Arrange))),
    "sideways": Case(lambda p: any(r.direction == "right" for r in sent(p, m.Arrange))),
    "next_match": Case(lambda p: current(p) == 0),
    "previous_match": Case(lambda p: current(p) == LAYERS - 1),
    "clear_highlights": Case(lambda p: not p.document.highlights.groups),
    "show_verdict": Case(lambda p: len(p.document.highlights.groups) == 2, do("clear_highlights")),
    "new_signature": Case(lambda p: p.window.session.draft.text == TEXT, click(2)),
    "merge_signature": Case(
        lambda p: len(sent(p, m.Merge)) == 1,
        lambda p: (written(p), p.click(3), p.canvas.setFocus()),
    ),
    "why_not": Case(
        why_not_shown,
        lambda p: (written(p), p.click(3)),
    ),
    "suggest": Case(lambda p: p.document.suggestions.value is not None),
    "open_signature": Case(lambda p: p.asked == ["signature"]),
    "fix_signature": Case(lambda p: "Liner" not in p.window.session.draft.text, broken),
    "library": Case(lambda p: len(sent(p, m.Browse)) > 0),
    "signature_page": Case(lambda p: len(sent(p, m.ReadPage)) > 0),
    "save_signature": Case(lambda p: not p.window.session.draft.dirty, edited),
    "save_signature_as": Case(
        lambda p: p.answers.place is not None and p.answers.place.is_file(), edited
    ),
    "guide": Case(one_window(GuideDialog)),
    "shortcuts": Case(lambda p: p.asked == ["shortcuts"]),
    "about": Case(lambda p: p.asked == ["about"]),
}


class Asked(Person):
    """Notes the questions and windows that a test need not see."""

    def __init__(self, person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        self.__dict__.update(person.__dict__)
        self.asked: list[str] = []
        self.wanted_windows = 0
        person.window.another_wanted.connect(self._another)
        for name in ("signature", "shortcuts", "about"):
            note = lambda *_, name=name: self.asked.append(name)  # noqa: E731
            monkeypatch.setattr(self.answers, name, note)

    def _another(self) -> None:
        self.wanted_windows += 1


def test_every_action_is_tried() -> None:
    assert set(CASES) == {entry.name for entry in ENTRIES}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_its_keys_do_it(reader: Person, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    person, case = Asked(reader, monkeypatch), CASES[entry.name]
    case.before(person)
    assert person.window.tool_actions[entry.name].isEnabled()
    assert not case.done(person) or entry.name in ("fit",)
    person.canvas.setFocus()
    if entry.keys:
        press_shortcut(person, entry)
    else:
        press_menu(person, entry)
    person.bot.waitUntil(lambda: bool(case.done(person)))


def test_the_sheet_tells_a_way_to_every_action(person: Person) -> None:
    sheet = ShortcutDialog(person.window, person.window.tool_actions)
    table = sheet.findChild(QTableWidget)
    assert table is not None
    rows = {
        table.item(row, 0).text(): table.item(row, 1).text()  # type: ignore[union-attr]
        for row in range(table.rowCount())
    }
    for entry in ENTRIES:
        told = rows[f"{entry.menu} › {entry.text}".replace("&", "")]
        assert (
            told
            == ", ".join(
                QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
                for keys in entry.keys.split()
            )
            or told == f"Alt+{letter_of(entry.menu).upper()}, {letter_of(entry.text).upper()}"
        )
    sheet.deleteLater()
