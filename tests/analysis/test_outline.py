"""What is drawn for a set of open folds."""

from collections.abc import Callable

from inspector.analysis.engine import describe, outline
from inspector.analysis.outline import RUN_BASE
from inspector.analysis.scanning import Scan, scan
from inspector.signatures import Library
from inspector.signatures.library import make_library
from tests.graphs import make_model


def test_equal_layers_are_one_run(scanned: Callable[[str], Scan]) -> None:
    scan = scanned("llama-dynamo")
    display = outline(scan, set())
    runs = [box for box in display.boxes if box.kind == "run"]
    layers = len(scan.folding.occurrences["PreNormLayer"])
    assert [(run.label, run.count) for run in runs] == [("PreNormLayer", layers)]
    assert runs[0].note == ""


def test_open_boxes_hold_their_children(scanned: Callable[[str], Scan]) -> None:
    scan = scanned("llama-dynamo")
    closed = outline(scan, set())
    run = next(box for box in closed.boxes if box.kind == "run")
    opened = outline(scan, {run.id})
    children = [box for box in opened.boxes if box.parent == run.id]
    assert len([c for c in children if c.kind == "fold"]) == run.count
    assert {b.id for b in closed.boxes} <= {b.id for b in opened.boxes}
    stored = tuple(sorted({i for c in children for i in c.stored}))
    assert stored == run.stored


def test_edges_join_shown_boxes_that_are_not_open(scanned: Callable[[str], Scan]) -> None:
    scan = scanned("vit-torchscript")
    opened: set[int] = set()
    for _ in range(6):
        display = outline(scan, opened)
        leaves = {box.id for box in display.boxes if not box.open}
        assert all(e.source in leaves and e.target in leaves for e in display.edges)
        assert len(leaves) + sum(b.open for b in display.boxes) == len(display.boxes)
        opened |= {box.id for box in display.boxes if box.kind in ("fold", "run")}


def test_nothing_of_the_data_flow_is_lost(scanned: Callable[[str], Scan]) -> None:
    scan = scanned("bert-torchscript")
    display = outline(scan, set())
    shown = {i for box in display.boxes for i in box.stored}
    graph = scan.folding.graph
    assert {i for n in graph.compute for i in graph.stored(n)} <= shown


def test_an_odd_one_among_equals_is_marked(scanned: Callable[[str], Scan]) -> None:
    scan = scanned("resnet-dynamo")
    display = outline(scan, set())
    runs = [box for box in display.boxes if box.kind == "run"]
    assert any("differ" in run.note for run in runs)


def test_details(scanned: Callable[[str], Scan]) -> None:
    scan = scanned("bert-dynamo")
    display = outline(scan, set())
    run = next(box for box in display.boxes if box.kind == "run")
    details = describe(scan, run.id)
    assert details.kind == "run"
    assert details.stored_total == len(scan.folding.graph.stored(run.id - RUN_BASE))
    operator = next(box for box in display.boxes if box.kind == "operator")
    assert describe(scan, operator.id).title == operator.label
    port = next(box for box in display.boxes if box.kind == "input")
    assert describe(scan, port.id).kind == "input"
    assert describe(scan, 10**9).description


def test_an_input_given_out_as_it_came_is_drawn() -> None:
    model = make_model("x: float32 2\na = Identity(x)\nreturn a")
    display = outline(scan(model, Library()), None)
    assert [box.kind for box in display.boxes] == ["input", "output"]
    first, last = display.boxes
    assert [(edge.source, edge.target) for edge in display.edges] == [(first.id, last.id)]


def test_a_block_of_nothing_but_a_wildcard_matches_nothing() -> None:
    library = make_library({"all.yaml": "format: 1\nblock: All\npattern: _\n"})
    found = scan(make_model("x: float32 2\na = Relu(x)\nreturn a"), library)
    assert found.report.matches == []
