"""Everything that is open: documents, the signature being written, settings."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Collection
from pathlib import Path

from inspector.analysis.report import DraftMatches
from inspector.analysis.workbench.records import Merging
from inspector.data import neighbourhood_tables
from inspector.layout.display import Direction
from inspector.session.corpus import Corpus, Runner
from inspector.session.discovery import Discovery
from inspector.session.document import Document, Notice
from inspector.session.draft import SignatureDraft
from inspector.session.examples import FOLDER, Examples
from inspector.session.importing import Importer
from inspector.session.keeping import DraftKeeper
from inspector.session.library import (
    Library,
    SignatureFileError,
    read_signature,
    write_signature,
)
from inspector.session.link import ClientFactory, Link
from inspector.session.loop import Loop
from inspector.session.saving import Saver
from inspector.session.settings import Settings
from inspector.session.shelf import Shelf
from inspector.session.signal import Observed, Signal
from inspector.session.workbench import Workbench
from inspector.worker.corpus.events import Event
from inspector.worker.corpus.runner import CorpusRunner
from inspector.worker.corpus.sets import ModelSet
from inspector.worker.corpus.store import default_folder
from inspector.worker.pool import default_jobs

MOST_JOBS = 4
"""Processes that read, and that match, models of a corpus at most."""

DEBOUNCE_MS = 60
"""Rest after a keystroke before the draft is matched."""


class Session:
    """The open documents and what is done with them.

    Args:
        make_client: Starts a client per document.
        loop: The window's event loop.
        settings: What is remembered.
        library: The signature folders.

    Attributes:
        current: The document that is shown, None on the start page.
        draft: The signature being written; it is matched on the current document.
        workbench: Its clauses, dials and failures.
        discovery: What recurs in the current document, and what is rare in it.
        corpus: Sets of models that it is held against.
        keeper: Its copy on disk.
        saver: Checks the draft and saves it.
        shelf: The library as it is browsed.
        importer: Takes signature files into the user's library.
        set_aside: Where the last save put what another window had saved, None for nothing.

    Signals:
        added: A document was opened.
        removed: A document was closed.
        draft_requested: A draft was asked for or arrived: show where it is written.
        block_saved: A block that was split off stands in the user's folder.
    """

    def __init__(
        self, make_client: ClientFactory, loop: Loop, settings: Settings, library: Library
    ) -> None:
        self.settings = settings
        self.library = library
        self.draft = SignatureDraft()
        self.current: Observed[Document | None] = Observed(None)
        self.added: Signal[[Document]] = Signal()
        self.removed: Signal[[Document]] = Signal()
        self.draft_requested: Signal[[]] = Signal()
        self._make_client = make_client
        self._loop = loop
        self.set_aside: Path | None = None
        self._links: dict[int, Link] = {}
        self.keeper = DraftKeeper(self.draft, settings.folder / "drafts", loop)
        self.saver = Saver(self, make_client, loop)
        self.shelf = Shelf(library, make_client, loop)
        self.importer = Importer(library, make_client, loop, self._library_grew)
        self.workbench = Workbench(self.draft, loop, lambda d: self._links.get(d.number))
        self.discovery = Discovery(lambda d: self._links.get(d.number))
        self.discovery.draft_wanted.connect(self.draft_requested.emit)
        self.block_saved: Signal[[Path]] = Signal()
        self.workbench.block_made.connect(self._keep_block)
        self.corpus = Corpus(
            self.draft, loop, self._make_runner, self._family_of, Examples(library)
        )
        if settings.model_sets:
            self.corpus.use(settings.model_sets)
        self.corpus.sets.changed.connect(self._remember_sets)
        self.current.changed.connect(self.workbench.look_at)
        self.current.changed.connect(self.discovery.look_at)
        self._numbers = 0
        self._call_off: Callable[[], None] = _nothing
        self.draft.text_changed.connect(self._match_later)
        self.current.changed.connect(self._match_later)

    @property
    def documents(self) -> list[Document]:
        """The open documents in the order of their opening."""
        return [link.document for link in self._links.values()]

    def open(self, path: str) -> Document:
        """Open a file or folder and show it; one that is open already is only shown."""
        path = os.path.abspath(path)
        self.settings.remember(path)
        for document in self.documents:
            if document.path == path:
                self.current.value = document
                if document.failure.value is not None:
                    self.reload(document)
                return document
        self._numbers += 1
        document = Document(self._numbers, path)
        link = Link(
            document,
            self._make_client,
            self._loop,
            lambda: self.library.folders,
            lambda: [str(path) for path in neighbourhood_tables()],
        )
        link.drafted.connect(self._take_draft)
        link.draft_matched.connect(self._take_matches)
        link.merged.connect(self._take_merged)
        self.workbench.attend(document, link)
        self.discovery.attend(document, link)
        document.report.changed.connect(self._match_later)
        self._links[document.number] = link
        self.added.emit(document)
        self.current.value = document
        link.open()
        return document

    def close(self, document: Document) -> None:
        """Close a document and end its process."""
        link = self._links.pop(document.number, None)
        if link is None:
            return
        link.close()
        if self.current.value is document:
            rest = self.documents
            self.current.value = rest[-1] if rest else None
        self.removed.emit(document)

    def close_all(self) -> None:
        """End all processes."""
        self._call_off()
        self.keeper.forget()
        self.saver.dismiss()
        self.importer.dismiss()
        self.shelf.close()
        self.corpus.close()
        for document in self.documents:
            self.close(document)

    def reload(self, document: Document) -> None:
        """Read the file again."""
        self._links[document.number].open()

    def rescan(self, document: Document) -> None:
        """Scan with the library as it is now."""
        self._links[document.number].rescan()

    def cancel(self, document: Document) -> None:
        """Stop the work on a document."""
        self._links[document.number].cancel()

    def attached(self, document: Document) -> bool:
        """Whether the document's process is there to answer."""
        link = self._links.get(document.number)
        return link is not None and link.attached

    def settled(self, document: Document) -> bool:
        """Whether the draft is matched on a document and nothing asked of it is unanswered."""
        link = self._links.get(document.number)
        refinement, draft = self.workbench.refinement.value, self.draft
        done = draft.result.value is not None and not draft.pending.value
        whole = refinement is None or refinement.complete
        return done and whole and link is not None and not link.waiting

    def set_open(self, document: Document, box: int, is_open: bool) -> None:
        """Open or close a fold."""
        scene = document.scene.value
        if scene is None:
            return
        opened = set(scene.opened())
        if is_open:
            opened.add(box)
        else:
            opened.discard(box)
        self.arrange(document, sorted(opened))

    def arrange(
        self,
        document: Document,
        opened: list[int] | None,
        direction: Direction | None = None,
        *,
        everything: bool = False,
        below: int = -1,
        visible: Collection[int] = (),
        by_names: bool | None = None,
    ) -> None:
        """Lay a document out with these boxes open, the engine's choice (None), or all.

        Args:
            document: Which.
            opened: Ids of open boxes.
            direction: Of the data flow; as it is by default.
            everything: Open all boxes.
            below: A box to open with all that is in it, -1 for none.
            visible: Stored nodes to open the folds around of.
            by_names: Fold by the scopes of names, or by structure; as it is by default.
        """
        scene = document.scene.value
        if direction is None:
            direction = scene.direction if scene else "down"
        if by_names is None:
            by_names = scene is not None and scene.by_names
        self._links[document.number].arrange(
            opened,
            direction,
            everything=everything,
            below=below,
            visible=visible,
            by_names=by_names,
        )

    def describe(self, document: Document, box: int) -> None:
        """Make a box the one that the details speak of."""
        document.focus.value = box
        if box >= 0 and document.number in self._links:
            self._links[document.number].describe(box)

    def find(self, document: Document, query: str) -> None:
        """Search a document's stored nodes; its ``finds`` change when the answer is there."""
        self._links[document.number].find(query)

    def measure(self, document: Document, node: int, place: str) -> None:
        """Ask what the elements of a constant are like; the document's ``measured`` changes.

        Args:
            document: Which.
            node: Index of the stored node.
            place: Number of its input, or name of its attribute.
        """
        self._links[document.number].measure(node, place)

    def draft_from_selection(self) -> bool:
        """Begin a signature from the selected nodes; False when nothing is selected."""
        document = self.current.value
        if document is None or not document.selection.nodes:
            return False
        self.draft_requested.emit()
        self._links[document.number].draft(document.selection.nodes)
        return True

    def merge_selection(self) -> bool:
        """Make the draft match the selection too: the least general signature of all of them.

        Returns:
            False when there is no selection, or nothing to merge it with.
        """
        document, draft = self.current.value, self.draft
        if document is None or not document.selection.nodes or not draft.examples:
            return False
        wanted = [*draft.examples, (document.number, document.selection.nodes)]
        open_now = {d.number: d for d in self.documents}
        draft.examples = [e for e in dict.fromkeys(wanted) if e[0] in open_now]
        selections: dict[int, list[frozenset[int]]] = {}
        for number, nodes in draft.examples:
            selections.setdefault(number, []).append(nodes)
        self.draft_requested.emit()
        self.workbench.merge(selections, [open_now[number] for number in selections])
        return True

    def take_merging(self) -> None:
        """Make the draft what the selections were merged into; it is one step of undo."""
        merging = self.workbench.merging.value
        self.workbench.merging.value = None
        if merging is not None:
            self.draft.text = merging.text

    def leave_merging(self) -> None:
        """Leave the draft as it was, and the last selection out."""
        if self.workbench.merging.value is not None:
            self.workbench.merging.value = None
            self.draft.examples = self.draft.examples[:-1]

    def open_signature(self, path: Path) -> None:
        """Edit an existing signature.

        Raises:
            SignatureFileError: It cannot be read.
        """
        self.draft.load(read_signature(path), path)
        self.draft_requested.emit()

    def write_signature(self, path: Path, text: str) -> None:
        """Write a text of the draft to a file and scan again with it.

        Args:
            path: The file.
            text: What is saved; the draft may have gone on since.

        Raises:
            SignatureFileError: It cannot be written.
        """
        draft = self.draft
        base = draft.base if path == draft.path.value else None
        self.set_aside = write_signature(path, text, base)
        draft.saved(path, text)
        self._match_later()
        self.keeper.write()
        self._library_grew()

    def _library_grew(self) -> None:
        """Scan again with the signature that was added, and list it."""
        for document in self.documents:
            if document.failure.value is None:
                self.rescan(document)
        self.shelf.refresh()

    def _keep_block(self, text: str) -> None:
        """Put a block that was split off into the user's folder, and scan with it."""
        place = self.library.place_for(text)
        number = 1
        while (path := place.with_stem(f"{place.stem}{number if number > 1 else ''}")).exists():
            number += 1
        try:
            write_signature(path, text)
        except SignatureFileError as error:
            if self.current.value is not None:
                self.current.value.notice.value = Notice(error.message, help=error.help)
            return
        for document in self.documents:
            if document.failure.value is None:
                self.rescan(document)
        self.block_saved.emit(path)

    def recover_draft(self) -> bool:
        """Take up the draft of a window that ended without saving it; False when there is none."""
        kept = self.keeper.recover()
        if kept is None:
            return False
        path = Path(kept.path) if kept.path else None
        if path is not None:
            with contextlib.suppress(SignatureFileError):
                self.draft.load(read_signature(path), path)
        self.draft.text = kept.text
        self.keeper.write()
        self.draft_requested.emit()
        return True

    def save_path(self) -> Path:
        """Where the draft would be saved."""
        path = self.draft.path.value
        if path is None or self.library.is_shipped(path):
            return self.library.place_for(self.draft.text)
        return path

    def match_now(self) -> None:
        """Match the draft on the current document without waiting for a rest in typing."""
        self._call_off()
        self._call_off = _nothing
        document = self.current.value
        draft = self.draft
        if not draft.text.strip():
            self._take_matches(DraftMatches("empty"))
            return
        origin = draft.origin if document and document.number == draft.document else frozenset()
        link = self._links[document.number] if document is not None else None
        if link is None or not link.match(draft.text, origin, draft.base or ""):
            draft.pending.value = False
            draft.result.value = None

    def _match_later(self, *_: object) -> None:
        self._call_off()
        self.draft.pending.value = True
        self._call_off = self._loop.later(DEBOUNCE_MS, self.match_now)

    def _make_runner(self, tell: Callable[[Event], None]) -> Runner:
        return CorpusRunner(
            default_folder(),
            tell,
            lambda: self.library.folders,
            self.library.shipped / FOLDER,
            min(default_jobs(), MOST_JOBS),
        )

    def _remember_sets(self, sets: tuple[ModelSet, ...]) -> None:
        self.settings.model_sets = list(sets)

    def _family_of(self, number: int) -> str:
        """The family of an open document, empty when it is not known."""
        link = self._links.get(number)
        report = link.document.report.value if link is not None else None
        verdict = report.verdict if report is not None else None
        return (verdict.family or "") if verdict is not None else ""

    def _take_draft(self, text: str, stored: frozenset[int]) -> None:
        document = self.current.value
        self.draft.start(text, stored, document.number if document else 0)
        self.draft_requested.emit()

    def _take_merged(self, merging: Merging) -> None:
        """Selections were merged: the draft becomes that once the person has seen how."""
        if merging.text == self.draft.text:
            self.workbench.merging.value = None
            return
        self.workbench.merging.value = merging

    def _take_matches(self, result: DraftMatches) -> None:
        self.draft.result.value = result
        if self._call_off is _nothing:  # else the text went on, and is matched in a moment
            self.draft.pending.value = False


def _nothing() -> None:
    """There is nothing to call off."""
