"""The library as it is browsed: what is listed, what is looked at, what comes in and goes out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from inspector.analysis.report import Problem
from inspector.analysis.shelf.records import Entry, Page
from inspector.data import figures_file
from inspector.session.document import Document
from inspector.session.library import Library, read_signature, write_signature
from inspector.session.link import Client, ClientFactory
from inspector.session.loop import Loop
from inspector.session.scene_map import SceneMap
from inspector.session.signal import Observed
from inspector.worker.messages import AnyAnswer, Browse, Browsed, Failed, PageReady, ReadPage

Origin = Literal["", "built in", "own"]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is listed of the library; an empty field lists all.

    Attributes:
        words: Each must stand in id, title, summary, type, architecture or a block's name.
        kind: ``family`` or ``block``.
        architecture, type: What the signature says of a model.
        block: A block that the signature names.
        origin: Whose it is.
    """

    words: str = ""
    kind: str = ""
    architecture: str = ""
    type: str = ""
    block: str = ""
    origin: Origin = ""

    def takes(self, entry: Entry) -> bool:
        """Whether an entry is listed."""
        told = (
            f"{entry.name} {entry.title} {entry.family} {entry.summary} {entry.type} "
            f"{entry.architecture} {' '.join(entry.blocks)}"
        ).casefold()
        return (
            all(word in told for word in self.words.casefold().split())
            and self.kind in ("", entry.kind)
            and self.architecture in ("", entry.architecture)
            and self.type in ("", entry.type)
            and (not self.block or self.block in entry.blocks or self.block == entry.name)
            and (not self.origin or (self.origin == "own") is entry.own)
        )


class Shelf:
    """Asks a child process of its own, which is there while somebody looks.

    Args:
        library: The signature folders.
        make_client: Starts the child.
        loop: The window's event loop.

    Attributes:
        entries: All signatures by title.
        problems: Files that could not be used.
        chosen: Id of the signature that is looked at, empty for none.
        page: Its page, None while it is not there.
        picture: What it looks for, as a document that holds nothing but a scene.
        failure: Why there is no page, None when there is nothing to say.
        filter: What is listed.
        listed: The entries that the filter takes.
    """

    def __init__(self, library: Library, make_client: ClientFactory, loop: Loop) -> None:
        self._library = library
        self._make_client = make_client
        self._loop = loop
        self._client: Client | None = None
        self._revision = 0
        self._trail: list[str] = []
        self.entries: Observed[list[Entry]] = Observed([])
        self.problems: Observed[tuple[str, ...]] = Observed(())
        self.chosen: Observed[str] = Observed("")
        self.page: Observed[Page | None] = Observed(None)
        self.picture = Document(-1, "")
        self.failure: Observed[Problem | None] = Observed(None)
        self.filter: Observed[Filter] = Observed(Filter())
        self.listed: Observed[tuple[Entry, ...]] = Observed(())
        self.entries.changed.connect(self._list)
        self.filter.changed.connect(self._list)

    def open(self) -> None:
        """Somebody looks: list the library as it is now."""
        self._send(Browse(0, self._next(), self._library.folders))
        if self.chosen.value:
            self._ask()

    def refresh(self) -> None:
        """List anew if somebody looks."""
        if self._client is not None:
            self.open()

    def close(self) -> None:
        """Nobody looks any more."""
        client, self._client = self._client, None
        self._revision += 1
        if client is not None:
            client.close()

    def choose(self, name: str) -> None:
        """Look at a signature, by its id or by the family that it reports."""
        if name and name != self.chosen.value:
            if self.chosen.value:
                self._trail.append(self.chosen.value)
            self._look(name)

    def back(self) -> None:
        """Look at the one looked at before."""
        if self._trail:
            self._look(self._trail.pop())

    @property
    def can_go_back(self) -> bool:
        """Whether another one was looked at before."""
        return bool(self._trail)

    def narrow(self, **fields: str) -> None:
        """Change some fields of the filter."""
        self.filter.value = replace(self.filter.value, **fields)  # type: ignore[arg-type]

    def values(self, field: Literal["architecture", "type"]) -> list[str]:
        """What the library's entries say in a field."""
        return sorted({value for entry in self.entries.value if (value := getattr(entry, field))})

    def blocks(self) -> list[str]:
        """Blocks that are named by others."""
        return sorted({block for entry in self.entries.value for block in entry.blocks})

    def export(self, path: Path) -> None:
        """Write the signature that is looked at to a file.

        Raises:
            SignatureFileError: It cannot be read or written.
        """
        page = self.page.value
        if page is not None:
            write_signature(path, read_signature(Path(page.entry.path)))

    def _look(self, name: str) -> None:
        self.page.value = None
        self.picture.scene.value = None  # the next picture is looked at anew
        self.failure.value = None
        self.chosen.value = name
        self._ask()

    def _ask(self) -> None:
        figures = str(figures_file())
        name, folders = self.chosen.value, self._library.folders
        self._send(ReadPage(0, self._next(), name, folders, figures))

    def _next(self) -> int:
        self._revision += 1
        return self._revision

    def _send(self, request: Browse | ReadPage) -> None:
        if self._client is None:
            self._client = self._make_client(self._receive, self._exited)
        self._client.send(request)

    def _receive(self, answer: AnyAnswer) -> None:
        """Called by the client's thread."""
        drawn = isinstance(answer, PageReady) and answer.scene is not None
        scene = SceneMap(answer.scene) if drawn else None  # type: ignore[union-attr, arg-type]
        self._loop.post(lambda: self._file(answer, scene))

    def _exited(self, *_: object) -> None:
        """Called by the client's thread: what was asked is answered by ``Failed`` before."""

    def _file(self, answer: AnyAnswer, scene: SceneMap | None) -> None:
        if self._client is None:
            return
        match answer:
            case Browsed(entries=entries, problems=problems):
                self.problems.value = tuple(problems)
                self.entries.value = entries
            case PageReady(page=page, revision=revision) if revision == self._revision:
                self.picture.scene.value = scene
                self.chosen.value = page.entry.name
                self.page.value = page
            case Failed(problem=problem, revision=revision) if revision == self._revision:
                self.failure.value = problem

    def _list(self, _: object = None) -> None:
        wanted = self.filter.value
        self.listed.value = tuple(e for e in self.entries.value if wanted.takes(e))
