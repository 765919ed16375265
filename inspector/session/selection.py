"""The selected stored nodes of a document."""

from __future__ import annotations

from collections.abc import Iterable

from inspector.session.history import History
from inspector.session.signal import Signal


class Selection:
    """A set of stored node indices with undo and redo.

    Stored nodes, not boxes: a selection survives folds that open and close.

    Signals:
        changed: The selected set.
    """

    def __init__(self) -> None:
        self._history: History[frozenset[int]] = History(frozenset())
        self.changed: Signal[[frozenset[int]]] = Signal()

    @property
    def nodes(self) -> frozenset[int]:
        """Indices of the selected stored nodes."""
        return self._history.present

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier selection."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a selection was undone."""
        return self._history.can_redo

    def set(self, nodes: Iterable[int]) -> None:
        """Select exactly these."""
        wanted = frozenset(nodes)
        if wanted != self.nodes:
            self._history.push(wanted)
            self.changed.emit(wanted)

    def add(self, nodes: Iterable[int]) -> None:
        """Select these too."""
        self.set(self.nodes | frozenset(nodes))

    def toggle(self, nodes: Iterable[int]) -> None:
        """Take these out when all of them are selected, else add them."""
        chosen = frozenset(nodes)
        self.set(self.nodes - chosen if chosen <= self.nodes else self.nodes | chosen)

    def clear(self) -> None:
        """Select nothing."""
        self.set(())

    def undo(self) -> None:
        """Back to the selection before."""
        if self._history.undo():
            self.changed.emit(self.nodes)

    def redo(self) -> None:
        """Forward to the selection that was undone."""
        if self._history.redo():
            self.changed.emit(self.nodes)
