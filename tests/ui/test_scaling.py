"""Fractional scaling: a window of another scale is as sharp as its screen, and nothing is cut."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication

from inspector.ui import icons
from inspector.ui.theme import LIGHT
from tests.ui.conftest import Person

PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QToolButton
from inspector.session.settings import Settings
from inspector.session.library import Library
from inspector.ui.main import application, make_window
from tests.session.fake import FakeClient

app = application()
folder = Path(sys.argv[1])
window = make_window(FakeClient, Settings(folder / "s"), Library(folder, folder / "own"))
window.canvas.gaze.animated = False
window.resize(1400, 900)
window.show()
window.open_path("/models/bert.onnx")
for _ in range(60):
    app.processEvents()
canvas = window.canvas
canvas.actual_size()
canvas.reveal_box(2)
ratio = canvas.devicePixelRatioF()
picture = canvas.grab().toImage()
box = canvas.rect_of(2)
button = next(b for b in window.findChildren(QToolButton) if not b.icon().isNull())
icon = button.icon().pixmap(button.iconSize(), ratio)
hit = canvas.box_at(QPointF(box.center()))
print(json.dumps({
    "ratio": ratio,
    "picture": [picture.width(), picture.height()],
    "canvas": [canvas.width(), canvas.height()],
    "icon": [icon.width(), icon.devicePixelRatio(), button.iconSize().width()],
    "hit": canvas.scene.boxes[hit].id,
}))
window.session.close_all()
"""


@pytest.mark.parametrize("factor", [1.0, 1.25, 1.5, 2.0])
def test_a_scaled_window_is_painted_in_pixels_of_the_screen(
    factor: float, tmp_path: Path, checkout: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        check=True,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(checkout),
            "QT_SCALE_FACTOR": str(factor),
            "QT_QPA_PLATFORM": "offscreen",
        },
    )
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["ratio"] == factor
    for painted, side in zip(told["picture"], told["canvas"], strict=True):
        assert painted == pytest.approx(side * factor, abs=1)
    assert told["icon"][:2] == [round(told["icon"][2] * factor), factor]
    assert told["hit"] == 2


def test_the_window_fits_on_a_screen_of_1920_pixels_at_one_and_a_half(reader: Person) -> None:
    least = reader.window.minimumSizeHint()
    assert least.width() <= 1920 / 1.5
    assert least.height() <= 1080 / 1.5


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5, 2.0])
def test_an_icon_is_drawn_at_its_scale_and_not_enlarged(qapp: QApplication, scale: float) -> None:
    """An enlarged picture has no pixel of the full colour on a line as thin as an icon's."""
    icon = icons.icon("close", LIGHT.text)
    picture = icon.pixmap(QSize(20, 20), scale, QIcon.Mode.Normal, QIcon.State.Off)
    assert picture.width() == round(20 * scale)
    assert picture.devicePixelRatio() == scale
    direct = icons.pixmap("close", LIGHT.text, 20, scale).toImage()
    assert picture.toImage() == direct


def test_a_painted_icon_has_the_scale_of_what_it_is_painted_on(qapp: QApplication) -> None:
    canvas = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    canvas.setDevicePixelRatio(2)
    canvas.fill(0)
    painter = QPainter(canvas)
    icons.icon("close", LIGHT.text).paint(painter, 0, 0, 20, 20)
    painter.end()
    expected = icons.pixmap("close", LIGHT.text, 20, 2).toImage()
    assert [canvas.pixel(x, 20) for x in range(40)] == [
        expected.convertToFormat(canvas.format()).pixel(x, 20) for x in range(40)
    ]
