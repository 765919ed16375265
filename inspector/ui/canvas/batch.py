"""Many lines or rectangles in one call, straight from a numpy array.

Qt's own lists would cost a Python object each; an array of doubles has the memory layout of an
array of ``QLineF`` or ``QRectF``.
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import numpy.typing as npt
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

Floats = npt.NDArray[np.float64]


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draw an array of ``x0, y0, x1, y1`` rows."""
    if len(lines):
        lines = np.ascontiguousarray(lines, dtype=np.float64)
        cast(Any, painter).drawLines(_first(lines, QLineF), len(lines))


def draw_rects(painter: QPainter, rects: Floats) -> None:
    """Draw an array of ``x, y, width, height`` rows."""
    if len(rects):
        rects = np.ascontiguousarray(rects, dtype=np.float64)
        cast(Any, painter).drawRects(_first(rects, QRectF), len(rects))


def _first(array: Floats, kind: type) -> object:
    """The first row as a Qt object; the array must outlive its use."""
    return shiboken6.wrapInstance(array.ctypes.data, kind)
