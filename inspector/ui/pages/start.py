"""The start page: drop a file, open one, or go on with a recent one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inspector.session.settings import Settings
from inspector.ui import icons
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.plain import caption, plain
from inspector.ui.widgets.text import label

_SHOWN = 6


class DropZone(QFrame):
    """A dashed field that says where a file may be dropped."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._hot = False
        self.setMinimumHeight(210)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self.update()

    def set_hot(self, hot: bool) -> None:
        """Whether a file hovers over the window."""
        if hot != self._hot:
            self._hot = hot
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.accent if self._hot else self._theme.muted
        ground = QColor(self._theme.accent)
        ground.setAlphaF(0.12 if self._hot else 0.04)
        pen = QPen(QColor(colour), 2 if self._hot else 1.4, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([5, 4])
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5), 14, 14)
        painter.end()


class StartPage(QWidget):
    """What the window shows while nothing is open.

    Signals:
        open_wanted: A file dialog is wanted.
        path_chosen: This file is to be opened.
    """

    open_wanted = Signal()
    path_chosen = Signal(str)

    def __init__(self, settings: Settings, sample: Path | None) -> None:
        super().__init__()
        self.setAccessibleName("Start page")
        self._settings = settings
        self._theme = LIGHT
        self._sign = QLabel()
        self._drop_sign = QLabel()
        self.zone = DropZone()
        self.open = QPushButton("Open a model …")
        self.open.setProperty("primary", True)
        self.open.setAccessibleName("Open a model")
        self.open.clicked.connect(self.open_wanted)
        self.sample = QPushButton("Try the sample")
        self.sample.setAccessibleName("Open the sample model")
        self.sample.setVisible(sample is not None)
        if sample is not None:
            self.sample.clicked.connect(lambda: self.path_chosen.emit(str(sample)))
        self._recent_title = label("Recent", bold=True)
        self._recent = QVBoxLayout()
        self._recent.setSpacing(1)
        self._arrange()
        settings.recent_changed.connect(self._list_recent)
        self._list_recent()

    def _arrange(self) -> None:
        middle = QWidget()
        middle.setMaximumWidth(660)
        middle.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(middle)
        column.setSpacing(6)
        title = QHBoxLayout()
        title.setSpacing(14)
        title.addWidget(self._sign)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(label("Inspector", size=2.1, bold=True))
        names.addWidget(label("What a model really is, read from its graph", size=1.1, muted=True))
        title.addLayout(names, 1)
        column.addLayout(title)
        column.addSpacing(16)
        column.addWidget(self._filled_zone())
        column.addSpacing(14)
        column.addWidget(self._recent_title)
        column.addLayout(self._recent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 24, 32, 24)
        outer.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(middle, 8)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addStretch(3)

    def _filled_zone(self) -> DropZone:
        inside = QVBoxLayout(self.zone)
        inside.setContentsMargins(20, 26, 20, 26)
        inside.setSpacing(8)
        centre = Qt.AlignmentFlag.AlignHCenter
        inside.addStretch(1)
        inside.addWidget(self._drop_sign, 0, centre)
        inside.addWidget(label("Drop a model file here", size=1.3, bold=True), 0, centre)
        hint = "It is read without running it and without loading its weights"
        inside.addWidget(label(hint, muted=True), 0, centre)
        inside.addSpacing(10)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addStretch(1)
        buttons.addWidget(self.open)
        buttons.addWidget(self.sample)
        buttons.addStretch(1)
        inside.addLayout(buttons)
        inside.addStretch(1)
        return self.zone

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        ratio = self.devicePixelRatioF()
        self._sign.setPixmap(icons.pixmap("inspector", "#ffffff", 56, ratio))
        self._drop_sign.setPixmap(icons.pixmap("drop", theme.accent, 40, ratio))
        self.sample.setIcon(icons.icon("sample", theme.muted))
        self.zone.set_theme(theme)
        self._list_recent()

    def _list_recent(self, _: object = None) -> None:
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        paths = self._settings.recent[:_SHOWN]
        self._recent_title.setVisible(bool(paths))
        for path in paths:
            self._recent.addWidget(self._recent_button(path))

    def _recent_button(self, path: str) -> QPushButton:
        place = Path(path)
        button = QPushButton(self)
        button.setProperty("flat", True)
        room = button.fontMetrics()
        folder = room.elidedText(str(place.parent), Qt.TextElideMode.ElideMiddle, 330)
        button.setText(caption(f"{place.name}   —   {folder}"))
        button.setIcon(icons.icon("file", self._theme.muted))
        button.setIconSize(QSize(18, 18))
        button.setToolTip(plain(path))
        button.setAccessibleName(f"Open {path}")
        button.clicked.connect(lambda: self.path_chosen.emit(path))
        return button
