"""The button that chooses the sets of models."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from inspector.session.corpus import BUNDLED, Corpus
from inspector.ui.widgets.plain import caption
from inspector.worker.corpus.sets import ModelSet


class SetsButton(QPushButton):
    """Shows which sets are used, and a menu to take others.

    Args:
        corpus: Whose sets they are.

    Signals:
        labels_wanted: A table of labels is to be chosen.
        folder_wanted: A folder is to be chosen; the role of its models.
    """

    labels_wanted = Signal()
    folder_wanted = Signal(str)

    def __init__(self, corpus: Corpus) -> None:
        super().__init__()
        self._corpus = corpus
        self.setAccessibleName("Sets of models")
        self.setToolTip("Which models the signature is held against")
        self.choices = QMenu(self)
        self.choices.aboutToShow.connect(self._fill)
        self.setMenu(self.choices)
        corpus.sets.changed.connect(self._show)
        self._show()

    def _show(self, _: object = None) -> None:
        sets = self._corpus.sets.value
        self.setText(caption(name_of(sets[0])) if len(sets) == 1 else f"{len(sets)} sets")

    def _fill(self) -> None:
        menu = self.choices
        menu.clear()
        sets = self._corpus.sets.value
        bundled = menu.addAction("The program's examples")
        bundled.setCheckable(True)
        bundled.setChecked(BUNDLED in sets)
        bundled.triggered.connect(lambda wanted: self._put(BUNDLED, wanted))
        for models in sets:
            if models != BUNDLED:
                known = menu.addAction(caption(described(models)))
                known.setCheckable(True)
                known.setChecked(True)
                known.triggered.connect(lambda wanted, m=models: self._put(m, wanted))
        menu.addSeparator()
        menu.addAction("Add a table of labels …").triggered.connect(self.labels_wanted)
        positive = menu.addAction("Add a folder of models that should match …")
        positive.triggered.connect(lambda: self.folder_wanted.emit("positive"))
        foreign = menu.addAction("Add a folder of models that should not …")
        foreign.triggered.connect(lambda: self.folder_wanted.emit("foreign"))
        menu.addSeparator()
        menu.addAction("Look for models again").triggered.connect(self._corpus.again)

    def _put(self, models: ModelSet, wanted: bool) -> None:
        others = [known for known in self._corpus.sets.value if known != models]
        self._corpus.use([*others, models] if wanted else others)


def name_of(models: ModelSet) -> str:
    """A set in a word or two."""
    return "Examples" if models.kind == "bundled" else Path(models.path).name


def described(models: ModelSet) -> str:
    """A set with what its models are."""
    words = {"positive": " (should match)", "foreign": " (should not match)", "label": ""}
    return f"{name_of(models)}{words[models.role]}"
