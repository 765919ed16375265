"""A strip with a message and what to do about it, and a card with progress and a cancel."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from inspector.session.document import Activity, Notice
from inspector.ui import icons
from inspector.ui.theme import LIGHT, Theme
from inspector.ui.widgets.text import ElidedLabel, label

_PATIENCE_MS = 350


class NoticeStrip(QFrame):
    """A message beside the content, which stays usable.

    Signals:
        retried: Reading the file again was asked for.
        dismissed: The message was read.
    """

    retried = Signal()
    dismissed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("strip", True)
        self.setAccessibleName("Message")
        self._theme = LIGHT
        self._notice: Notice | None = None
        self._sign = QLabel()
        self._text = ElidedLabel()
        self.retry = QPushButton("Read again")
        self.retry.setAccessibleName("Read the file again")
        self.retry.clicked.connect(self.retried)
        self.dismiss = QToolButton()
        self.dismiss.setAccessibleName("Dismiss the message")
        self.dismiss.setToolTip("Dismiss")
        self.dismiss.clicked.connect(self.dismissed)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self.retry)
        row.addWidget(self.dismiss)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.whole

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self._theme = theme
        self.dismiss.setIcon(icons.icon("close", theme.muted))
        self.show_notice(self._notice)

    def show_notice(self, notice: Notice | None) -> None:
        """Show a message, or nothing."""
        self._notice = notice
        self.setVisible(notice is not None)
        if notice is None:
            return
        tone = "danger" if notice.danger else "info"
        colour = self._theme.danger if notice.danger else self._theme.accent
        name = "warning" if notice.danger else "info"
        self._sign.setPixmap(icons.pixmap(name, colour, 18, self.devicePixelRatioF()))
        self._text.set_whole(" ".join(part for part in (notice.message, notice.help) if part))
        self.retry.setVisible(notice.retry)
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


class ProgressCard(QFrame):
    """What is being done, how far it is, and a button that stops it; lies over the canvas.

    Short work that nobody waits for is shown only when it takes longer than expected.

    Args:
        parent: On whose lower edge it stands.

    Signals:
        cancelled: The work is to stop.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setProperty("card", True)
        self.setAccessibleName("Progress")
        self._stage = label()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(150)
        self.bar.setAccessibleName("Progress of the work")
        self.cancel = QPushButton("Cancel")
        self.cancel.setIconSize(QSize(14, 14))
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.setAccessibleName("Cancel the work")
        self.cancel.setToolTip("Stop now; what is known so far stays (Ctrl+.)")
        self.cancel.clicked.connect(self.cancelled)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._appear)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(14)
        row.addWidget(self._stage)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        self.hide()

    @property
    def stage(self) -> str:
        """What it says is being done."""
        return self._stage.text()

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        self.cancel.setIcon(icons.icon("stop", theme.danger))

    def show_activity(self, activity: Activity | None) -> None:
        """Show work under way, or nothing."""
        if activity is None:
            self._patience.stop()
            self.hide()
            return
        self._stage.setText(f"{activity.stage} …")
        if activity.fraction < 0:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(activity.fraction * 1000))
        if not activity.quiet:
            self._appear()
        elif not self.isVisible() and not self._patience.isActive():
            self._patience.start()
        self.place()

    def place(self) -> None:
        """Stand in the middle of the parent's lower edge."""
        self.adjustSize()
        parent = self._ground
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - 16)

    def _appear(self) -> None:
        self.show()
        self.raise_()
        self.place()
