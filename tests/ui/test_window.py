"""What holds for the whole window: actions, names, themes, pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextBrowser,
    QWidget,
)

from inspector.data import resources_dir
from inspector.session.library import SignatureFile
from inspector.session.settings import Settings
from inspector.ui.actions import ENTRIES, MENUS
from inspector.ui.dialogs import GuideDialog, ShortcutDialog, SignatureDialog, keys_of
from inspector.ui.theme import DARK, LIGHT, Theme
from tests.ui.conftest import Person

CTRL = Qt.KeyboardModifier.ControlModifier


def test_every_action_is_in_a_menu_with_a_tip(person: Person) -> None:
    shown = [
        action.objectName()
        for menu in person.window.menuBar().findChildren(QMenu)
        for action in menu.actions()
        if action.objectName() in {entry.name for entry in ENTRIES}
    ]
    assert sorted(shown) == sorted(entry.name for entry in ENTRIES)
    assert all(entry.tip for entry in ENTRIES)
    assert {entry.menu for entry in ENTRIES} == set(MENUS)


def test_shortcuts_are_unique(person: Person) -> None:
    keys = Counter(
        key.toString() for action in person.window.tool_actions.all() for key in action.shortcuts()
    )
    assert [key for key, count in keys.items() if count > 1] == []
    assert "" not in keys


def test_menu_letters_are_unique(person: Person) -> None:
    for title in MENUS:
        letters = Counter(
            entry.text[entry.text.index("&") + 1].lower()
            for entry in ENTRIES
            if entry.menu == title
        )
        assert [letter for letter, count in letters.items() if count > 1] == [], title


def test_letters_of_menus_and_submenus_are_unique(person: Person) -> None:
    """Else a letter only marks one after the other, and does nothing."""
    bar = person.window.menuBar()
    for owner in (bar, *(action.menu() for action in bar.actions())):
        texts = [action.text() for action in owner.actions() if "&" in action.text()]
        letters = Counter(text[text.index("&") + 1].lower() for text in texts)
        assert [letter for letter, count in letters.items() if count > 1] == [], texts


def test_every_action_can_be_chosen_with_and_without_a_model(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person.answers, "shortcuts", lambda actions: None)
    monkeypatch.setattr(person.answers, "about", lambda: None)
    monkeypatch.setattr(person.answers, "guide", lambda: None)
    skipped = {"quit", "close", "sample", "open", "open_folder"}
    for _ in range(2):
        for action in person.window.tool_actions.all():
            if action.objectName() not in skipped:
                action.trigger()
        person.open()
        person.click(2)
    assert person.window.isVisible()


def test_every_widget_that_can_be_used_has_a_name(reader: Person) -> None:
    used = (QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QTextBrowser)
    own = {"qt_spinbox_lineedit", "qt_toolbar_ext_button"}
    for dock in reader.panels.docks.values():
        dock.show()
    reader.window.page.find_bar.begin()
    unnamed = [
        f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}"
        for widget in reader.window.findChildren(QWidget)
        if isinstance(widget, used)
        and widget.isVisible()
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
        and not widget.objectName().startswith("qt_dockwidget")
        and type(widget.parent()).__name__ not in ("QTabBar", "QLineEdit", "QTableView")
        and widget.objectName() not in own
    ]
    assert unnamed == []


def test_the_shortcut_sheet_comes_from_the_actions(person: Person) -> None:
    from PySide6.QtWidgets import QTableWidget

    dialog = ShortcutDialog(person.window, person.window.tool_actions)
    table = dialog.findChild(QTableWidget)
    assert table is not None
    shown = {table.item(row, 1).text() for row in range(table.rowCount())}
    for action in person.window.tool_actions.all():
        if action.shortcuts():
            assert keys_of(action) in shown
    dialog.deleteLater()


def test_the_signature_list_is_filtered(person: Person, tmp_path: Path) -> None:
    files = [
        SignatureFile("bert", "BERT", tmp_path / "bert.yaml", False),
        SignatureFile("mine", "Mine", tmp_path / "mine.yaml", True),
    ]
    dialog = SignatureDialog(person.window, files)
    dialog.filter.setText("own")
    assert [dialog.list.isRowHidden(row) for row in range(2)] == [True, False]
    dialog.list.setCurrentRow(1)
    dialog.list.itemActivated.emit(dialog.list.item(1))
    assert dialog.chosen == tmp_path / "mine.yaml"
    assert dialog.result() == QDialog.DialogCode.Accepted
    dialog.deleteLater()


def choose_theme(person: Person, choice: str) -> None:
    for action in person.window.theme_menu.actions():
        if action.data() == choice:
            action.trigger()


def ground() -> str:
    return QApplication.palette().color(QPalette.ColorRole.Window).name()


def test_the_theme_is_chosen_in_the_menu_and_remembered(reader: Person, tmp_path: Path) -> None:
    choose_theme(reader, "dark")
    assert ground() == DARK.window
    assert reader.canvas.colours.theme is DARK
    choose_theme(reader, "light")
    assert ground() == LIGHT.window
    assert Settings(tmp_path / "s").theme == "light"
    choose_theme(reader, "system")


def test_the_theme_follows_the_system_while_it_runs(reader: Person) -> None:
    hints = QGuiApplication.styleHints()
    choose_theme(reader, "system")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert reader.canvas.colours.theme is DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert reader.canvas.colours.theme is LIGHT
    choose_theme(reader, "light")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert reader.canvas.colours.theme is LIGHT
    choose_theme(reader, "system")


def luminance(colour: str) -> float:
    parts = [QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF()]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_texts_can_be_read(theme: Theme) -> None:
    for ground_name in ("window", "base", "raised", "canvas"):
        back = getattr(theme, ground_name)
        assert contrast(theme.text, back) >= 7
        assert contrast(theme.muted, back) >= 4.5, ground_name
        for name in ("accent", "good", "warning", "danger"):
            assert contrast(getattr(theme, name), back) >= 4.5, (name, ground_name)
        for colour in theme.syntax:
            assert contrast(colour, theme.base) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5


def test_the_view_and_the_graph_are_exported_as_either_kind(reader: Person, tmp_path: Path) -> None:
    for action in ("export_view", "export_graph"):
        for ending in ("png", "svg"):
            reader.answers.path = str(tmp_path / f"{action}.{ending}")
            reader.do(action)
    view = QImage(str(tmp_path / "export_view.png"))
    assert view.width() == reader.canvas.width() * 2
    graph = QImage(str(tmp_path / "export_graph.png"))
    assert graph.height() > view.height()
    text = (tmp_path / "export_graph.svg").read_text()
    assert text.lstrip().startswith("<?xml")
    assert "Embeddings" in text
    assert "Pooler" in text
    assert "<svg" in (tmp_path / "export_view.svg").read_text()


def test_a_picture_is_copied(reader: Person) -> None:
    QGuiApplication.clipboard().clear()
    QTest.keyClick(reader.canvas, Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().image().width() == reader.canvas.width() * 2


def test_what_cannot_be_exported_is_told(reader: Person, tmp_path: Path) -> None:
    for action, name in (("export_view", "view.png"), ("export_graph", "graph.svg")):
        reader.answers.path = str(tmp_path / "none" / name)
        reader.do(action)
    assert len(reader.answers.told) == 2
    reader.answers.path = ""
    reader.do("export_view")
    assert len(reader.answers.told) == 2


def test_the_guide_stands_beside_the_window(person: Person) -> None:
    QTest.keyClick(person.window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    guide = person.window.findChild(GuideDialog)
    assert guide is not None
    assert not guide.isModal()
    assert "Look around" in guide.browser.toPlainText()
    guide.close()


def test_the_guide_names_the_keys_that_there_are() -> None:
    told = re.findall(r"`([^`]+)`", (resources_dir() / "guide.md").read_text())
    known = {k.replace("Return", "Enter") for entry in ENTRIES for k in entry.keys.split()}
    other = {"Enter", "Ctrl", "Shift", "Alt", "Ctrl+C", "Ctrl+Space", "Alt+Left", "Alt+Right"}
    keys = [
        key
        for key in told
        if re.fullmatch(r"((Ctrl|Shift|Alt)\+)*([A-Z0-9]|F\d|\+|-|\*|\.|[A-Z]\w+)", key)
    ]
    assert len(keys) > 20
    assert [key for key in keys if key not in known | other] == []


def test_the_next_model_and_the_one_before(reader: Person) -> None:
    first = reader.document
    second = reader.open("/models/other.onnx")
    QTest.keyClick(reader.canvas, Qt.Key.Key_PageDown, CTRL)
    assert reader.document is first
    QTest.keyClick(reader.canvas, Qt.Key.Key_PageUp, CTRL)
    assert reader.document is second


def test_the_canvas_paints_at_every_zoom_in_both_themes(
    reader: Person, make_person: Callable[..., Person]
) -> None:
    from PySide6.QtGui import QPainter

    from inspector.ui.canvas.camera import Camera

    canvas = reader.canvas
    reader.click(2)
    for theme in (LIGHT, DARK):
        canvas.set_theme(theme)
        for scale in (0.01, 0.1, 0.25, 0.45, 0.7, 1.0, 3.0):
            picture = QImage(600, 400, QImage.Format.Format_ARGB32_Premultiplied)
            painter = QPainter(picture)
            canvas.paint(painter, Camera(0, 0, scale), 600, 400)
            painter.end()
            colours = {picture.pixel(x, y) for x in range(0, 600, 3) for y in range(0, 400, 3)}
            assert len(colours) > 3, scale
