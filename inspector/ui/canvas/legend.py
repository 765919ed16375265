"""The legend: letter, colour and title of each painted group, on the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from inspector.session.highlights import Group
from inspector.ui.canvas.colours import Colours
from inspector.ui.canvas.metrics import font
from inspector.ui.widgets.plain import plain

_ROW = 24
_PAD = 9
_BADGE = 18
_MAX_TEXT = 230
_MAX_ROWS = 8


class Legend(QWidget):
    """Lists the painted groups; a press on one asks for its first region.

    Signals:
        chosen: Number of the group that was pressed.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("Legend of the highlighted regions")
        self.setMouseTracking(True)
        self._groups: tuple[Group, ...] = ()
        self._colours: Colours | None = None
        self._font = font(12)
        self._measure = QFontMetricsF(self._font)
        self._hover = -1
        self.hide()

    def show_groups(self, groups: tuple[Group, ...], colours: Colours) -> None:
        """List these groups."""
        self._groups, self._colours = groups[:_MAX_ROWS], colours
        self.setAccessibleDescription(
            "; ".join(f"{group.letter}: {group.title}" for group in groups)
        )
        self.setVisible(bool(groups))
        self.resize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        width = max((self._text_width(group) for group in self._groups), default=0.0)
        return QSize(round(width + _BADGE + 3 * _PAD + 2), len(self._groups) * _ROW + _PAD)

    def _title(self, group: Group) -> str:
        count = len(group.regions)
        title = self._measure.elidedText(group.title, Qt.TextElideMode.ElideMiddle, _MAX_TEXT)
        return title if count == 1 or "×" in group.title else f"{title}  ×{count}"

    def _text_width(self, group: Group) -> float:
        return self._measure.horizontalAdvance(self._title(group))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._colours is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(self._colours.raised)
        ground.setAlphaF(0.94)
        painter.setBrush(ground)
        painter.setPen(QPen(self._colours.border, 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        for row, group in enumerate(self._groups):
            self._paint_row(painter, self._colours, row, group)
        painter.end()

    def _paint_row(self, painter: QPainter, colours: Colours, row: int, group: Group) -> None:
        top = _PAD / 2 + row * _ROW
        badge = QRectF(_PAD, top + (_ROW - _BADGE) / 2, _BADGE, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        if row == self._hover:
            painter.setBrush(QColor(colours.theme.soft))
            painter.drawRoundedRect(QRectF(4, top, self.width() - 8, _ROW), 5, 5)
        painter.setBrush(colours.highlight(group.colour))
        painter.drawRoundedRect(badge, 5, 5)
        painter.setFont(font(12, bold=True))
        painter.setPen(colours.on_highlight())
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, group.letter)
        painter.setFont(self._font)
        painter.setPen(colours.text)
        room = QRectF(badge.right() + _PAD, top, self.width(), _ROW)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._title(group)
        )

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row != self._hover:
            self._hover = row
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = -1
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if row >= 0:
            self.chosen.emit(row)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and 0 <= self._hover < len(self._groups):
            text = plain(self._groups[self._hover].title)
            QToolTip.showText(self.cursor().pos(), text, self)
            return True
        return super().event(event)

    def _row_at(self, position: QPointF) -> int:
        row = int((position.y() - _PAD / 2) // _ROW)
        return row if 0 <= row < len(self._groups) else -1
