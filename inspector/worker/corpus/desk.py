"""What a child process answers about many models: imprints of files, and drafts matched on them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.analysis.corpus.records import DraftFound
from inspector.worker import platform
from inspector.worker.libraries import Libraries
from inspector.worker.messages import (
    CorpusMatched,
    ExamplePacked,
    ImprintTaken,
    ListModels,
    MatchCorpus,
    ModelsListed,
    PackExample,
    Progress,
    Repair,
    Repaired,
    TakeImprint,
)
from inspector.worker.paths import from_wire, to_wire

if TYPE_CHECKING:
    from inspector.analysis.corpus.drafts import CorpusDraft
    from inspector.analysis.corpus.imprint import Imprint
    from inspector.analysis.corpus.restored import Restored
    from inspector.analysis.program import Program
    from inspector.worker.document import Send

_HELD = 700_000
"""Nodes and values of restored models that are kept: about 220 MB."""

_AT_ONCE = 0.15
"""Seconds after which what was found so far is told."""


CorpusRequest = ListModels | TakeImprint | MatchCorpus | Repair | PackExample
"""What is asked about many models."""


class CorpusDesk:
    """Answers with less priority than what is on the screen.

    Args:
        send: Takes the answers.
        libraries: Loads signatures.
        interrupted: Whether another request is waiting.
    """

    def __init__(self, send: Send, libraries: Libraries, interrupted: Callable[[], bool]) -> None:
        self._send = send
        self._libraries = libraries
        self._interrupted = interrupted
        self._draft: tuple[str, CorpusDraft] | None = None
        self._program: Program | None = None
        self._blocks = ""
        self._held: dict[str, tuple[Imprint, Restored]] = {}
        self._sizes: dict[str, int] = {}
        self._size = 0
        self._words: dict[str, frozenset[str]] = {}
        platform.step_back()

    def answer(self, request: CorpusRequest) -> None:
        """Answers one request.

        Raises:
            InspectorError: It cannot be done.
        """
        match request:
            case ListModels():
                self._list(request)
            case TakeImprint():
                self._take(request)
            case MatchCorpus():
                self._match(request)
            case Repair():
                self._repair(request)
            case PackExample():
                self._pack(request)

    def _list(self, request: ListModels) -> None:
        from inspector.formats import find_models

        paths = [to_wire(str(path)) for path in find_models(Path(from_wire(request.path)))]
        self._send(ModelsListed(request.document, request.revision, paths))

    def _pack(self, request: PackExample) -> None:
        from inspector.formats import Limits
        from inspector.formats.onnx.graph_only import read_graph_only

        data = read_graph_only(Path(from_wire(request.path)), Limits())
        self._send(ExamplePacked(request.document, request.revision, data))

    def _take(self, request: TakeImprint) -> None:
        from inspector.analysis.corpus.imprint import encode

        imprint = self._renewed(request) or self._fresh(request)
        answer = ImprintTaken(request.document, request.revision, imprint.digest, encode(imprint))
        self._send(answer)

    def _renewed(self, request: TakeImprint) -> Imprint | None:
        """The known imprint with the blocks of today, without reading the file again."""
        from inspector.analysis.corpus.imprint import StaleImprintError, decode, renew

        if not request.known:
            return None
        program = self._compiled(request.libraries)
        try:
            return renew(decode(Path(request.known).read_bytes()), program)
        except (OSError, StaleImprintError):
            return None

    def _fresh(self, request: TakeImprint) -> Imprint:
        from inspector.analysis import engine
        from inspector.analysis.corpus.imprint import imprint_of
        from inspector.formats import Limits, read_model

        library = self._libraries.load(request.libraries)

        def tell(stage: str, fraction: float) -> None:
            self._send(Progress(request.document, request.revision, stage, fraction))

        model = read_model(Path(from_wire(request.path)), Limits(), tell)
        return imprint_of(engine.scan(model, library, progress=tell))

    def _repair(self, request: Repair) -> None:
        from inspector.analysis.corpus.repairing import repairs

        program = self._compiled(request.libraries)
        wrong = [known for place in request.wrong if (known := self._known(place))]
        right = [known for place in request.right if (known := self._known(place))]
        made = repairs(request.text, program, wrong, right, self._interrupted)
        self._send(Repaired(request.document, request.revision, made))

    def _known(self, place: str) -> tuple[Imprint, Restored] | None:
        from inspector.analysis.corpus.imprint import StaleImprintError

        try:
            return self._restored(place)
        except (OSError, StaleImprintError):
            return None

    def _match(self, request: MatchCorpus) -> None:
        draft = self._compile(request)
        found: list[DraftFound] = []
        start = time.monotonic()
        for place in request.imprints:
            found.append(self._found(draft, place))
            if self._interrupted() or time.monotonic() - start > _AT_ONCE:
                break
        self._send(CorpusMatched(request.document, request.revision, found))

    def _found(self, draft: CorpusDraft, place: str) -> DraftFound:
        from inspector.analysis.corpus.drafts import Found

        words = self._words.get(place)
        if words is not None and not draft.possible(words):
            return DraftFound()
        known = self._known(place)
        if known is None:
            return DraftFound(stale=True)
        imprint, model = known
        if words is None:
            words = self._words[place] = imprint.vocabulary
        found = draft.match(model) if draft.possible(words) else Found(False)
        self._hold(place)
        return DraftFound(found.fires, found.count, found.exhausted)

    def _compile(self, request: MatchCorpus) -> CorpusDraft:
        from inspector.analysis.corpus.drafts import CorpusDraft

        program = self._compiled(request.libraries)
        if self._draft is None or self._draft[0] != request.text:
            self._draft = request.text, CorpusDraft(request.text, program)
        return self._draft[1]

    def _compiled(self, libraries: list[str]) -> Program:
        """The library; what was restored with another one is forgotten."""
        from inspector.analysis.corpus.imprint import blocks_digest
        from inspector.analysis.program import compile_library

        program = compile_library(self._libraries.load(libraries))
        if program is not self._program:
            self._program, self._blocks = program, blocks_digest(program)
            self._draft = None
            self._held.clear()
            self._sizes.clear()
            self._words.clear()
            self._size = 0
        return program

    def _restored(self, place: str) -> tuple[Imprint, Restored]:
        """An imprint and its model."""
        from inspector.analysis.corpus.imprint import StaleImprintError, decode
        from inspector.analysis.corpus.restored import Restored

        known = self._held.get(place)
        if known is None:
            assert self._program is not None
            imprint = decode(Path(place).read_bytes())
            if imprint.blocks != self._blocks:
                raise StaleImprintError("Other blocks were folded in it.")
            known = self._held[place] = imprint, Restored(imprint, self._program)
        return known

    def _hold(self, place: str) -> None:
        """Keeps a model unless too much is held.

        All models are asked for in turn: the first ones are as good to keep as the last.
        """
        _, model = self._held[place]
        self._size += model.size - self._sizes.get(place, 0)
        self._sizes[place] = model.size
        if self._size > _HELD:
            del self._held[place]
            self._size -= self._sizes.pop(place)
