"""The open document inside the child process: what is known of one file, and how to ask it."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import InspectorError
from inspector.worker.libraries import Libraries, NoDocumentError, Tables
from inspector.worker.messages import (
    Answer,
    AnyRequest,
    Arrange,
    AskHeat,
    Browse,
    Check,
    Checked,
    Cut,
    CutReady,
    Describe,
    DetailsReady,
    Draft,
    Drafted,
    DraftMatched,
    Explain,
    Explained,
    Find,
    Found,
    HeatReady,
    ListModels,
    MatchCorpus,
    MatchDraft,
    Measure,
    Measured,
    Merge,
    MergeReady,
    NodeReference,
    Open,
    Opened,
    Outline,
    Outlined,
    PackExample,
    Prepare,
    Progress,
    ReadPage,
    Refer,
    Referred,
    Refine,
    Refined,
    Repair,
    Rescan,
    Scan,
    Scanned,
    SceneReady,
    Speak,
    Spoken,
    Suggest,
    Suggested,
    Survey,
    Surveyed,
    TakeImprint,
)
from inspector.worker.paths import from_wire
from inspector.worker.references import refer

if TYPE_CHECKING:
    from inspector.analysis import engine
    from inspector.analysis.report import Report
    from inspector.analysis.workbench.bench import Bench
    from inspector.ir.graph import Model
    from inspector.layout import LayoutCache
    from inspector.layout.display import Direction, DisplayGraph
    from inspector.signatures import Library
    from inspector.worker.corpus.desk import CorpusDesk, CorpusRequest

Send = Callable[[Answer], None]

# ir_version 8, a graph "g" of one node y = Relu(x), opset 17.
_TINY_MODEL = (
    b"\x08\x08\x3a\x1b\x0a\x0c\x0a\x01x\x12\x01y\x22\x04Relu\x12\x01g"
    b"\x5a\x03\x0a\x01x\x62\x03\x0a\x01y\x42\x02\x10\x11"
)


class Document:
    """One open file: its model, its scan and the layouts made so far.

    Args:
        send: Takes the answers.
        interrupted: Whether another request is waiting: long answers stop half-way then.
    """

    def __init__(self, send: Send, interrupted: Callable[[], bool] = lambda: False) -> None:
        self._send = send
        self._interrupted = interrupted
        self._bench: Bench | None = None
        self._ready_for: engine.Scan | None = None
        self._number = -1
        self._model: Model | None = None
        self._scan: engine.Scan | None = None
        self._direction: Direction = "down"
        self._layouts: LayoutCache | None = None
        self._libraries = Libraries()
        self._tables = Tables()
        self._corpus: CorpusDesk | None = None

    def answer(self, request: AnyRequest) -> None:
        """Answers one request.

        Raises:
            InspectorError: It cannot be done; the document stays as it was.
        """
        match request:
            case Prepare():
                self._prepare(request)
            case Open():
                self._open(request)
            case Scan():
                self._scan_only(request)
            case Survey():
                self._survey(request)
            case Browse() | ReadPage():
                self._answer_shelf(request)
            case Rescan():
                self._rescan(request)
            case Arrange():
                self._direction = request.direction
                self._arrange(request)
            case Check():
                self._check(request)
            case Cut() | Merge() | Outline() | Refine() | Explain() | Draft() | Speak():
                self._answer_author(request)
            case AskHeat() | Suggest():
                self._answer_discovery(request)
            case ListModels() | TakeImprint() | MatchCorpus() | Repair() | PackExample():
                self._answer_corpus(request)
            case _:
                self._answer_question(request)

    def _answer_corpus(self, request: CorpusRequest) -> None:
        """Answers what is asked about many models; nothing of it concerns the open one."""
        from inspector.worker.corpus.desk import CorpusDesk

        if self._corpus is None:
            self._corpus = CorpusDesk(self._send, self._libraries, self._interrupted)
        self._corpus.answer(request)

    def _answer_discovery(self, request: AskHeat | Suggest) -> None:
        """Answers what is common, what is rare and what recurs."""
        from inspector.analysis.discovery.heat import heat
        from inspector.analysis.discovery.suggesting import suggest

        at = (request.document, request.revision)
        scan, table = self._held(request), self._tables.load(request.tables)
        match request:
            case AskHeat():
                self._send(HeatReady(*at, heat(scan, table)))
            case Suggest():
                self._send(Suggested(*at, suggest(scan, table)))

    def _answer_author(
        self, request: Cut | Merge | Outline | Refine | Explain | Draft | Speak
    ) -> None:
        """Answers what the signature workbench asks."""
        from inspector.analysis.discovery.suggesting import adopt
        from inspector.analysis.workbench.regions import cut

        at = (request.document, request.revision)
        scan = self._held(request)
        bench = self._bench_of(scan)
        match request:
            case Cut():
                self._send(CutReady(*at, cut(scan, request.stored)))
            case Draft():
                occurrences = [request.stored, *request.others]
                self._send(Drafted(*at, adopt(scan, bench, occurrences)))
            case Merge():
                merging = bench.merge(request.selections, request.others, request.text)
                self._send(MergeReady(*at, merging))
            case Outline():
                self._send(Outlined(*at, bench.outline(request.text, request.stored)))
            case Speak():
                self._send(Spoken(*at, bench.vocabulary(self._libraries.last())))
            case Refine():
                bench.library = self._libraries.last()
                places = [request.place, *request.others]
                found = bench.refine(request.text, request.stored, places)
                self._send(Refined(*at, found))
            case Explain():
                told = bench.explain(request.text, request.stored, request.nodes)
                self._send(Explained(*at, told))

    def _bench_of(self, scan: engine.Scan) -> Bench:
        from inspector.analysis.workbench.bench import Bench

        if self._bench is None or self._bench.scan is not scan:
            self._bench = Bench(scan, self._interrupted)
        return self._bench

    def _answer_question(self, request: Describe | MatchDraft | Refer | Find | Measure) -> None:
        from inspector.analysis import engine

        number, revision = request.document, request.revision
        scan = self._held(request)
        match request:
            case Describe():
                details = engine.describe(scan, request.box)
                self._send(DetailsReady(number, revision, request.box, details))
            case MatchDraft():
                library = self._libraries.last()
                result = engine.match_draft(scan, library, request.text, request.stored)
                if request.base and result.state != "broken":
                    self._bench_of(scan).compare(result, request.base)
                self._send(DraftMatched(number, revision, result))
            case Find():
                self._send(Found(number, revision, engine.find(scan, request.query)))
            case Measure(node=node, place=place):
                summary = engine.measure(scan, node, place)
                self._send(Measured(number, revision, node, place, summary))
            case Refer():
                assert self._model is not None
                nodes: list[NodeReference] = refer(self._model, request.stored)
                self._send(Referred(number, revision, nodes))

    def get_ready(self) -> None:
        """Does beforehand what the first draft needs, as long as nothing is asked."""
        if self._scan is None or self._ready_for is self._scan:
            return
        scan, self._ready_for = self._scan, self._scan
        from inspector.analysis.workbench.readiness import get_ready

        get_ready(scan, self._interrupted)

    def _prepare(self, request: Prepare) -> None:
        """Takes a tiny model the whole way, unless a real one waits: everything is loaded then."""
        from inspector.analysis import engine
        from inspector.formats import Limits, read_model
        from inspector.layout import LayoutCache, arrange

        library = self._libraries.load(request.libraries)
        if self._interrupted():
            return
        path = Path("rehearsal.onnx")
        path.write_bytes(_TINY_MODEL)
        scan = engine.scan(read_model(path, Limits(), lambda stage, fraction: None), library)
        if request.layout:
            arrange(engine.outline(scan, None), "down", LayoutCache())

    def _open(self, request: Open) -> None:
        from inspector.analysis import engine

        model, seconds = self._read(request)
        self._send(Opened(request.document, request.revision, engine.summarise(model)))
        self._analyse(request, model, seconds)
        self._show(request, None)

    def _check(self, request: Check) -> None:
        from inspector.worker.checking import check_signature

        library = self._libraries.load(request.libraries)
        text, findings = check_signature(request, library, self._progress(request))
        self._send(Checked(request.document, request.revision, text, findings))

    def _scan_only(self, request: Scan) -> None:
        from inspector.analysis import engine

        library = self._libraries.load(request.libraries)
        model, seconds = self._read(request)
        if request.scrub:
            from inspector.ir.scrub import scrub_names

            scrub_names(model)
        scan = engine.scan(
            model,
            library,
            seconds_read=seconds,
            progress=self._progress(request),
            without=request.without,
        )
        _tell_unusable(library, scan.report)
        self._send(Scanned(request.document, request.revision, scan.report, []))

    def _answer_shelf(self, request: Browse | ReadPage) -> None:
        """Answers what the library holds."""
        from inspector.worker.shelf import browse, read_page

        library = self._libraries.load(request.libraries)
        match request:
            case Browse():
                self._send(browse(request, library))
            case ReadPage():
                self._send(read_page(request, library))

    def _survey(self, request: Survey) -> None:
        from inspector.analysis import engine
        from inspector.analysis.discovery.neighbourhoods import neighbourhoods
        from inspector.ir.normal import normalise
        from inspector.matching import FoldedGraph

        model, _ = self._read(request)
        family = ""
        if request.libraries:
            scan = engine.scan(model, self._libraries.load(request.libraries))
            verdict = scan.report.verdict
            family = (verdict.family if verdict is not None else "") or ""
        found: set[int] = set()
        if model.basis == "operators":
            for graph in model.graphs.values():
                folded = FoldedGraph(normalise(model, graph))
                found.update(neighbourhoods(folded, request.radius).values())
        self._send(Surveyed(request.document, request.revision, family, sorted(found)))

    def _rescan(self, request: Rescan) -> None:
        seconds = self._held(request).report.seconds.read
        assert self._model is not None
        self._analyse(request, self._model, seconds)
        self._show(request, None)

    def _read(self, request: Open | Scan | Survey) -> tuple[Model, float]:
        from inspector.formats import Limits, read_model

        start = time.perf_counter()
        path = Path(from_wire(request.path))
        model = read_model(path, Limits(), self._progress(request))
        return model, time.perf_counter() - start

    def _analyse(self, request: Open | Rescan, model: Model, seconds: float) -> None:
        from inspector.analysis import engine

        library = self._libraries.load(request.libraries)
        progress = self._progress(request)
        scan = engine.scan(model, library, seconds_read=seconds, progress=progress)
        _tell_unusable(library, scan.report)
        self._number, self._model, self._scan = request.document, model, scan
        evidence = [*scan.evidence, *engine.rivals(scan)]
        self._send(Scanned(request.document, request.revision, scan.report, evidence))

    def _arrange(self, request: Arrange) -> None:
        scan = self._held(request)
        before, scan.by_names = scan.by_names, request.by_names
        try:
            self._show(request, request.opened, request)
        except InspectorError:
            scan.by_names = before
            raise

    def _show(
        self, request: AnyRequest, opened: Collection[int] | None, more: Arrange | None = None
    ) -> None:
        from inspector.analysis import engine
        from inspector.layout import LayoutCache, arrange
        from inspector.layout.packed import pack

        scan = self._held(request)
        if self._layouts is None:
            self._layouts = LayoutCache()
        display = engine.outline(scan, opened)
        if more is not None:
            display = _open_more(scan, display, more)
        progress = self._progress(request)
        progress("Arranging", -1)
        scene = arrange(display, self._direction, self._layouts, progress)
        packed = pack(scene)
        packed.by_names = scan.by_names
        self._send(SceneReady(request.document, request.revision, packed))

    def _held(self, request: AnyRequest) -> engine.Scan:
        if self._scan is None or self._number != request.document:
            raise NoDocumentError(
                "The document is not open in this process any more.", help="Open the file again."
            )
        return self._scan

    def _progress(self, request: AnyRequest) -> Callable[[str, float], None]:
        number, revision = request.document, request.revision
        return lambda stage, fraction: self._send(Progress(number, revision, stage, fraction))


def _open_more(scan: engine.Scan, display: DisplayGraph, more: Arrange) -> DisplayGraph:
    """Opens folds until none is closed that is to be open."""
    from inspector.analysis import engine

    visible = frozenset(more.visible)
    while True:
        inside = _inside(display, more.below)
        opened = {box.id for box in display.boxes if box.open}
        wanted = {
            box.id
            for box in display.boxes
            if box.kind in ("fold", "run")
            and (more.everything or box.id in inside or not visible.isdisjoint(box.stored))
        }
        if wanted <= opened:
            return display
        display = engine.outline(scan, opened | wanted)


def _inside(display: DisplayGraph, box: int) -> set[int]:
    """A box and all boxes in it; a frame stands before what is in it."""
    inside = {box}
    for each in display.boxes:
        if each.parent in inside and each.parent >= 0:
            inside.add(each.id)
    return inside


def _tell_unusable(library: Library, report: Report) -> None:
    """Adds to a report the signature files that could not be used."""
    report.skipped.extend(
        f"signature file {error.where}: {error.message}" for error in library.problems
    )
