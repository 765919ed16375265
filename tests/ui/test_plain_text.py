"""Names that look like markup are shown as they are stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from onnx import helper
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtGui
from PySide6.QtWidgets import QPushButton, QWidget

from inspector.ui.canvas.canvas import tip
from inspector.ui.widgets.plain import caption, plain
from tests.ui.conftest import Person

EVIL = "<b>bold</b> & <img src='x.png'>"


def evil_model(folder: Path) -> Path:
    port = helper.make_tensor_value_info(EVIL, 1, [2])
    node = helper.make_node(f"Op{EVIL}", [EVIL], ["y"], EVIL, domain=EVIL)
    graph = helper.make_graph([node], EVIL, [port], [helper.make_tensor_value_info("y", 1, [2])])
    path = folder / "<b>R&D.onnx"
    path.write_bytes(helper.make_model(graph, producer_name=EVIL).SerializeToString())
    return path


def test_markup_in_a_tooltip_is_escaped_and_other_text_left_alone() -> None:
    assert plain("a < b & c") == "a < b & c"
    assert "<b>" not in plain(EVIL)
    assert "&lt;b&gt;bold&lt;/b&gt; &amp;" in plain(EVIL)
    assert caption("R&D") == "R&&D"


def test_no_name_of_a_file_becomes_markup(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    person = make_person(real=True)
    path = evil_model(tmp_path)
    person.open(path)
    header = person.window.page.header
    for widget in person.window.findChildren(QWidget):
        assert "<b>" not in widget.toolTip() or "b>bold" not in widget.toolTip()
    assert header.findings.toolTip() == "" or not header.findings.toolTip().startswith("<b>")
    scene = person.canvas.scene
    assert scene is not None
    evil = next(at for at, box in enumerate(scene.boxes) if "bold" in box.label)
    assert QtGui.mightBeRichText(tip(scene, evil))  # or there would be nothing to escape
    model = person.panels.nodes.model
    tips = [
        model.data(model.index(row, column), Qt.ItemDataRole.ToolTipRole)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    assert any("&lt;b&gt;" in text for text in tips)
    assert not any("<b>bold" in text for text in tips)
    person.click(scene.boxes[evil].id)
    browser = person.panels.details.browser
    person.bot.waitUntil(lambda: EVIL in browser.toPlainText())
    recent = [b for b in person.window.findChildren(QPushButton) if "R&&D" in b.text()]
    assert recent
