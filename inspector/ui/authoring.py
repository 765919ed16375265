"""Opening and saving signatures, with the questions that go with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from inspector.errors import InspectorError
from inspector.session.session import Session
from inspector.ui.dialogs import Dialogs


class Authoring(QObject):
    """What the Signature menu does.

    Args:
        session: Whose draft is opened and saved.
        dialogs: Who asks.

    Signals:
        saved: A signature was written to this file.
    """

    saved = Signal(str)

    def __init__(self, session: Session, dialogs: Dialogs, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.dialogs = dialogs

    def choose(self) -> None:
        """Ask for a signature and edit it."""
        path = self.dialogs.signature(self._session.library.files())
        if path is not None:
            self.open(path)

    def open_id(self, signature: str) -> None:
        """Edit the signature of an id."""
        file = self._session.library.find(signature)
        if file is None:
            self.dialogs.tell("No such signature", f"The library has no file for “{signature}”.")
        else:
            self.open(file.path)

    def open(self, path: Path) -> None:
        """Edit a signature file; a draft that is not saved is asked about first."""
        if not self.may_leave():
            return
        try:
            self._session.open_signature(path)
        except InspectorError as error:
            self.dialogs.tell("The signature cannot be opened", _told(error))

    def draft(self) -> None:
        """Begin a signature from the selection; undo leads back to the one before."""
        self._session.draft_from_selection()

    def merge(self) -> None:
        """Make the signature match the selection too; undo leads back."""
        self._session.merge_selection()

    def save(self) -> bool:
        """Save the draft and scan again; False when it could not be saved."""
        return self._save(None)

    def save_as(self) -> bool:
        """Ask where, then save."""
        path = self.dialogs.signature_place(self._session.save_path())
        return path is not None and self._save(path)

    def may_leave(self) -> bool:
        """Whether the draft may be given up: it is saved, or the person says so."""
        draft = self._session.draft
        if not draft.dirty or not draft.text.strip():
            return True
        name = draft.path.value.name if draft.path.value else "New signature"
        answer = self.dialogs.unsaved(name)
        return answer == "discard" or (answer == "save" and self.save())

    def _save(self, path: Path | None) -> bool:
        if not self._session.draft.text.strip():
            return False
        try:
            written = self._session.save_signature(path)
        except InspectorError as error:
            self.dialogs.tell("The signature is not saved", _told(error))
            return False
        self.saved.emit(str(written))
        aside = self._session.set_aside
        if aside is not None:
            self.dialogs.tell(
                "Saved, and the other version is kept",
                f"Another window had saved {written.name} meanwhile. What it wrote is in "
                f"{aside.name}, in the same folder.",
            )
        return True


def _told(error: InspectorError) -> str:
    return "\n\n".join(part for part in (error.message, error.help) if part)
