"""The sections below a signature's text: each shows the same draft from another side."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QTabWidget, QWidget

from inspector.session.document import Document
from inspector.ui.theme import Theme


class Section(Protocol):
    """What every section can do; it is a widget too."""

    def bind(self, document: Document | None) -> None:
        """Speak of a document."""

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""


class Sections(QTabWidget):
    """The sections as tabs, in the order in which they are added."""

    def __init__(self) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.tabBar().setAccessibleName("Sections of the signature")
        self.tabBar().setDrawBase(False)
        self._sections: dict[str, tuple[Section, QWidget]] = {}

    def add(self, title: str, section: Section, tip: str) -> None:
        """Put a section behind the others.

        Args:
            title: One word on its tab.
            section: The widget.
            tip: What it is for.
        """
        assert isinstance(section, QWidget)
        section.setAccessibleName(title)
        self._sections[title] = (section, section)
        self.setTabToolTip(self.addTab(section, title), tip)

    def bring_up(self, title: str) -> None:
        """Show a section."""
        self.setCurrentWidget(self._sections[title][1])

    def retitle(self, title: str, shown: str) -> None:
        """Write something else on a section's tab, e.g. a count."""
        self.setTabText(self.indexOf(self._sections[title][1]), shown)

    def bind(self, document: Document | None) -> None:
        """Speak of a document."""
        for section, _ in self._sections.values():
            section.bind(document)

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours."""
        for section, _ in self._sections.values():
            section.set_theme(theme)
