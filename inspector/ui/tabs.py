"""The open models as tabs; a single one needs none."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from inspector.session.document import Document
from inspector.session.session import Session
from inspector.ui.widgets.plain import caption, plain


class DocumentTabs(QTabBar):
    """One tab per document of a session.

    Args:
        session: Whose documents they are.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setAccessibleName("Open models")
        self.setTabsClosable(True)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideMiddle)
        self.hide()
        for document in session.documents:
            self._add(document)
        session.added.connect(self._add)
        session.removed.connect(self._remove)
        session.current.changed.connect(self._follow)
        self.currentChanged.connect(self._choose)
        self.tabCloseRequested.connect(self._close)

    def step(self, by: int) -> None:
        """Show the next (1) or previous (-1) model, round the end."""
        if self.count():
            self.setCurrentIndex((self.currentIndex() + by) % self.count())

    def _add(self, document: Document) -> None:
        self.blockSignals(True)
        at = self.addTab(caption(document.name))
        self.setTabData(at, document)
        self.setTabToolTip(at, plain(document.path))
        self.blockSignals(False)
        self.setVisible(self.count() > 1)

    def _remove(self, document: Document) -> None:
        self.blockSignals(True)
        self.removeTab(self._place_of(document))
        self.blockSignals(False)
        self.setVisible(self.count() > 1)

    def _follow(self, document: Document | None) -> None:
        if document is not None:
            self.setCurrentIndex(self._place_of(document))

    def _choose(self, at: int) -> None:
        document = self.tabData(at)
        if isinstance(document, Document):
            self._session.current.value = document

    def _close(self, at: int) -> None:
        document = self.tabData(at)
        if isinstance(document, Document):
            self._session.close(document)

    def _place_of(self, document: Document) -> int:
        return next((at for at in range(self.count()) if self.tabData(at) is document), -1)
