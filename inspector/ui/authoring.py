"""Opening and saving signatures, with the questions that go with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Signal

from inspector.analysis.corpus.labels import place_of, read_labels
from inspector.analysis.corpus.records import Role
from inspector.errors import InspectorError
from inspector.session.saving import Saving
from inspector.session.session import Session
from inspector.ui.dialogs import Dialogs
from inspector.worker.corpus.sets import ModelSet


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
        session.saver.ended.connect(self._tell_saved)

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

    def save(self) -> None:
        """Check the draft, then save it and scan again."""
        if self._session.draft.text.strip():
            self._session.saver.begin()

    def save_as(self) -> None:
        """Ask where, then save."""
        path = self.dialogs.signature_place(self._session.save_path())
        if path is not None and self._session.draft.text.strip():
            self._session.saver.begin(path)

    def add_labels(self) -> None:
        """Ask for a table of labels, and for the folder of its files where that is not plain."""
        table = self.dialogs.labels_file(self._session.settings.last_folder)
        if not table:
            return
        try:
            labels = read_labels(Path(table))
        except InspectorError as error:
            self.dialogs.tell("The labels cannot be used", _told(error))
            return
        root = Path(table).parent
        if labels and not any(place_of(label, root).exists() for label in labels[:20]):
            root = Path(self.dialogs.model_folder(str(root)) or root)
        self._add_models(ModelSet("labels", table, str(root)))

    def add_models(self, role: Role) -> None:
        """Ask for a folder of models that a draft should, or should not, match."""
        folder = self.dialogs.model_folder(self._session.settings.last_folder)
        if folder:
            self._add_models(ModelSet("folder", folder, role=role))

    def _add_models(self, models: ModelSet) -> None:
        corpus = self._session.corpus
        corpus.use([*(known for known in corpus.sets.value if known.path != models.path), models])

    def may_leave(self) -> bool:
        """Whether the draft may be given up: it is saved, or the person says so."""
        draft = self._session.draft
        if not draft.dirty or not draft.text.strip():
            return True
        name = draft.path.value.name if draft.path.value else "New signature"
        answer = self.dialogs.unsaved(name)
        return answer == "discard" or (answer == "save" and self._save_and_wait())

    def _save_and_wait(self) -> bool:
        """Save before something else goes on; False when the check has something to say."""
        saver, wait = self._session.saver, QEventLoop()
        saver.begin()

        def quit_when_checked(state: Saving | None) -> None:
            if state is None or state.phase != "checking":
                wait.quit()

        saver.state.changed.connect(quit_when_checked)
        if saver.state.value is not None and saver.state.value.phase == "checking":
            wait.exec()
        saver.state.changed.disconnect(quit_when_checked)
        done = saver.state.value is not None and saver.state.value.phase == "saved"
        if not done:
            self._session.draft_requested.emit()
        return done

    def _tell_saved(self, written: Path | None) -> None:
        if written is None:
            return
        self.saved.emit(str(written))
        aside = self._session.set_aside
        if aside is not None:
            self.dialogs.tell(
                "Saved, and the other version is kept",
                f"Another window had saved {written.name} meanwhile. What it wrote is in "
                f"{aside.name}, in the same folder.",
            )


def _told(error: InspectorError) -> str:
    return "\n\n".join(part for part in (error.message, error.help) if part)
