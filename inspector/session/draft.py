"""The signature that is being written."""

from __future__ import annotations

from pathlib import Path

from inspector.analysis.report import DraftMatches, DraftState
from inspector.session.history import History
from inspector.session.signal import Observed, Signal


class SignatureDraft:
    """Text, file, undo, and what the text matches.

    Attributes:
        result: The last answer of the matcher, None before the first.
        pending: Whether the text was changed after ``result``.
        path: The file it was read from or saved to, None for a new one.
        origin: Stored nodes it was drafted from (its first example).
        document: Number of the document that ``origin`` speaks of, 0 for none.
        examples: Selections that it stands for, each with its document, the origin first.

    Signals:
        text_changed: The whole new text.
        saved_changed: Whether there are changes that are not saved.
    """

    def __init__(self) -> None:
        self._history: History[str] = History("")
        self._saved = ""
        self._edited_at: int | None = None
        self.origin: frozenset[int] = frozenset()
        self.document = 0
        self.examples: list[tuple[int, frozenset[int]]] = []
        self.result: Observed[DraftMatches | None] = Observed(None)
        self.pending: Observed[bool] = Observed(False)
        self.path: Observed[Path | None] = Observed(None)
        self.text_changed: Signal[[str]] = Signal()
        self.saved_changed: Signal[[bool]] = Signal()

    @property
    def text(self) -> str:
        """The whole signature file."""
        return self._history.present

    @text.setter
    def text(self, text: str) -> None:
        if text == self.text:
            return
        place = _typed_at(self.text, text)
        merge = place is not None and self._edited_at is not None and place == self._edited_at + 1
        self._edited_at = place
        self._history.push(text, merge=merge)
        self._tell()

    @property
    def state(self) -> DraftState:
        """How the draft stands, of the last answer."""
        if not self.text.strip():
            return "empty"
        return self.result.value.state if self.result.value else "empty"

    @property
    def dirty(self) -> bool:
        """Whether there are changes that are not saved."""
        return self.text != self._saved

    @property
    def base(self) -> str | None:
        """The text as it was read or saved last, None for a new one."""
        return self._saved if self.path.value is not None else None

    @property
    def savable(self) -> bool:
        """Whether there is something to save that parses."""
        result = self.result.value
        broken = result is not None and result.state == "broken"
        return bool(self.text.strip()) and self.dirty and not broken

    @property
    def can_undo(self) -> bool:
        """Whether an edit can be taken back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether an edit was taken back."""
        return self._history.can_redo

    def start(self, text: str, origin: frozenset[int], document: int) -> None:
        """Begin a new signature; undo leads back to the one before."""
        self.origin, self.document = origin, document
        self.examples = [(document, origin)]
        self._saved = ""
        self.path.value = None
        self.text = text
        self.saved_changed.emit(self.dirty)

    def load(self, text: str, path: Path | None) -> None:
        """Begin with an existing signature."""
        self.origin, self.document = frozenset(), 0
        self.examples = []
        self._history.reset(text)
        self._edited_at = None
        self._saved = text
        self.path.value = path
        self._tell()

    def saved(self, path: Path, text: str) -> None:
        """A text stands in a file now; what was written since is not saved."""
        self._saved = text
        self.path.value = path
        self.saved_changed.emit(self.dirty)

    def undo(self) -> None:
        """Take the last edit back."""
        if self._history.undo():
            self._edited_at = None
            self._tell()

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._history.redo():
            self._edited_at = None
            self._tell()

    def _tell(self) -> None:
        self.text_changed.emit(self.text)
        self.saved_changed.emit(self.dirty)


def _typed_at(old: str, new: str) -> int | None:
    """Where one letter was typed into a word, None for any other edit."""
    if len(new) != len(old) + 1:
        return None
    at = next((i for i, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
    at = len(old) if at is None else at
    if new[at].isspace() or old[at:] != new[at + 1 :]:
        return None
    return at
