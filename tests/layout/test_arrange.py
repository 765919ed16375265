"""Scenes of known graphs: sound geometry, readable structure, the same every time."""

from __future__ import annotations

import sys
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.layout import LayoutCache, LayoutError, arrange
from inspector.layout.display import Box, Direction, DisplayGraph, Edge, Placed, Scene
from tests.layout import samples
from tests.layout.geometry import Faults, faults

DIRECTIONS: list[Direction] = ["down", "right"]


def at(scene: Scene, box: int) -> Placed:
    return next(placed for placed in scene.placed if placed.id == box)


def stubs(scene: Scene) -> list[Edge]:
    return [scene.graph.edges[route.edge] for route in scene.routes if route.stub]


def labelled(graph: DisplayGraph, label: str) -> list[int]:
    return [box.id for box in graph.boxes if box.label == label]


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("name", samples.SAMPLES)
def test_the_geometry_is_sound(name: str, direction: Direction) -> None:
    assert faults(arrange(samples.SAMPLES[name](), direction)) == Faults()


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(
    "graph", [samples.tangle(700, 60), samples.tangle(500, 490), samples.unet(6, 20)]
)
def test_the_geometry_of_large_regions_is_sound(graph: DisplayGraph, direction: Direction) -> None:
    assert faults(arrange(graph, direction)) == Faults()


@st.composite
def graphs(draw: st.DrawFn) -> DisplayGraph:
    """Small graphs of any kind: nested, cyclic, parallel edges, loops, single boxes."""
    count = draw(st.integers(0, 14))
    boxes: list[Box] = []
    for number in range(count):
        frames = [-1] + [box.id for box in boxes if box.open]
        boxes.append(
            Box(
                number,
                draw(st.sampled_from(["operator", "fold", "run"])),
                draw(st.sampled_from(["Add", "Conv", "LayerNormalization"])),
                draw(st.sampled_from(["", "3×3, 64"])),
                parent=draw(st.sampled_from(frames)),
                open=draw(st.booleans()) and draw(st.booleans()),
            )
        )
    leaves = [box.id for box in boxes if not box.open]
    if not leaves:
        return DisplayGraph(boxes, [])
    ends = st.tuples(st.sampled_from(leaves), st.sampled_from(leaves))
    pairs = draw(st.lists(ends, max_size=20))
    return DisplayGraph(boxes, [Edge(a, b, "1×8" if a % 2 else "") for a, b in pairs])


@given(graphs(), st.sampled_from(DIRECTIONS))
def test_the_geometry_of_any_graph_is_sound(graph: DisplayGraph, direction: Direction) -> None:
    assert faults(arrange(graph, direction)) == Faults()


def test_an_empty_graph_is_an_empty_scene() -> None:
    scene = arrange(DisplayGraph([], []))
    assert scene.placed == scene.routes == []
    assert scene.width > 0
    assert scene.height > 0


def test_the_same_graph_gives_the_same_bytes() -> None:
    cache = LayoutCache()
    graph = samples.transformer(3, framed=True)
    first = msgspec.msgpack.encode(arrange(graph))
    assert msgspec.msgpack.encode(arrange(graph, cache=cache)) == first
    assert msgspec.msgpack.encode(arrange(graph, cache=cache)) == first


def test_the_graph_given_is_not_changed() -> None:
    graph = samples.transformer(6)
    before = msgspec.msgpack.encode(graph)
    scene = arrange(graph)
    assert stubs(scene)
    assert msgspec.msgpack.encode(graph) == before


def test_equal_blocks_look_equal_and_are_laid_out_once() -> None:
    cache = LayoutCache()
    graph = samples.transformer(6, framed=True, masked=False)
    scene = arrange(graph, cache=cache)
    layers = [box.id for box in graph.boxes if box.kind == "fold"]
    shapes = []
    for layer in layers:
        frame = at(scene, layer)
        inside = [at(scene, box.id) for box in graph.boxes if box.parent == layer]
        shapes.append([(p.x - frame.x, p.y - frame.y, p.width, p.height) for p in inside])
    assert len(shapes) == 6
    assert all(shape == shapes[0] for shape in shapes)
    assert cache.hits >= 5


def test_the_flow_goes_down_or_to_the_right() -> None:
    graph = samples.chain(5)
    down, right = arrange(graph, "down"), arrange(graph, "right")
    assert [p.y for p in down.placed] == sorted(p.y for p in down.placed)
    assert len({p.x + p.width / 2 for p in down.placed}) == 1
    assert [p.x for p in right.placed] == sorted(p.x for p in right.placed)
    assert len({p.y + p.height / 2 for p in right.placed}) == 1


def test_a_mask_read_by_every_layer_is_drawn_as_stubs() -> None:
    graph = samples.transformer(6)
    (mask,) = labelled(graph, "Where")
    scene = arrange(graph)
    assert {edge.source for edge in stubs(scene)} == {mask}
    assert {edge.hub for edge in stubs(scene)} == {"Where"}
    lines = [edge for edge in scene.graph.edges if edge.source == mask and not edge.hub]
    assert (len(stubs(scene)), len(lines)) == (5, 1), "the nearest reader stays joined"


def test_what_a_far_reader_makes_of_a_hub_stands_beside_the_reader() -> None:
    """The time embedding of a diffusion model: each block projects it for itself."""
    sketch = samples.Sketch()
    time_step = sketch.box("Gemm", sketch.box("timestep", category="input"))
    x = sketch.box("sample", category="input")
    pairs = []
    for _ in range(8):
        x = sketch.box("Relu", sketch.box("Conv", sketch.box("Relu", x)))
        projection = sketch.box("Linear", time_step)
        x = sketch.box("Add", x, projection)
        pairs.append((projection, x))
    scene = arrange(sketch.graph())
    assert len(stubs(scene)) == 7
    assert all(at(scene, add).y - at(scene, made).y < 120 for made, add in pairs[1:])


def test_hubs_of_one_label_are_numbered() -> None:
    sketch = samples.Sketch()
    x = sketch.box("input", category="input")
    sine, cosine = sketch.box("Sin", x), sketch.box("Sin", x)
    for _ in range(6):
        x = sketch.box("Add", x, sine, cosine)
    assert {edge.hub for edge in stubs(arrange(sketch.graph()))} == {"Sin 1", "Sin 2"}


@pytest.mark.parametrize("graph", [samples.resnet(), samples.unet(5, 12), samples.experts(12)])
def test_skips_and_branches_stay_lines(graph: DisplayGraph) -> None:
    assert stubs(arrange(graph)) == []


def test_what_only_feeds_others_stands_right_before_its_reader() -> None:
    sketch = samples.Sketch()
    x = sketch.box("input", category="input")
    late = sketch.box("late", category="input")
    for _ in range(10):
        x = sketch.box("Relu", x)
    reader = sketch.box("Add", x, late)
    scene = arrange(sketch.graph())
    assert at(scene, reader).y - at(scene, late).y < 120


def test_chains_stay_straight_beside_a_skip() -> None:
    graph = samples.resnet(3)
    scene = arrange(graph)
    main = [box.id for box in graph.boxes if box.label in ("input", "Relu", "Add", "output")]
    assert len({at(scene, box).x + at(scene, box).width / 2 for box in main}) == 1


def test_an_edge_through_frames_enters_them_by_one_port_for_each_value() -> None:
    sketch = samples.Sketch()
    a, b = sketch.box("a", category="input"), sketch.box("b", category="input")
    frame = sketch.frame("Frame")
    for _ in range(2):
        sketch.box("Add", a, b, parent=frame)
    graph = sketch.graph()
    scene = arrange(graph)
    border = at(scene, frame).y
    entered: dict[int, set[float]] = {a: set(), b: set()}
    for route in scene.routes:
        points = list(zip(route.points[::2], route.points[1::2], strict=True))
        entered[graph.edges[route.edge].source] |= {x for x, y in points if y == border}
    assert all(len(places) == 1 for places in entered.values())
    assert entered[a] != entered[b]


def test_deep_nesting_does_not_meet_the_recursion_limit() -> None:
    graph = samples.nested(1000)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(160)
    try:
        scene = arrange(graph)
    finally:
        sys.setrecursionlimit(limit)
    assert len(scene.placed) == len(graph.boxes)


@pytest.mark.parametrize(
    ("graph", "seconds"),
    [
        (samples.transformer(344), 3.0),
        (samples.chain(10_000), 3.0),
        (samples.tangle(10_000), 8.0),
        (samples.tangle(10_000, 9000), 8.0),
    ],
    ids=["transformer", "chain", "tangle", "wide tangle"],
)
def test_ten_thousand_boxes_take_moments(graph: DisplayGraph, seconds: float) -> None:
    """Bounds are wide: they catch what grows with the square, not a slow machine."""
    start = time.process_time()
    arrange(graph)
    assert time.process_time() - start < seconds


def test_a_dense_block_folded_open_takes_moments() -> None:
    sketch = samples.Sketch()
    made = [sketch.box("input", category="input")]
    for _ in range(60):
        made.append(sketch.box("Conv", sketch.box("Concat", *made)))
    start = time.process_time()
    assert faults(arrange(sketch.graph())) == Faults()
    assert time.process_time() - start < 5


def test_progress_is_told() -> None:
    told: list[tuple[str, float]] = []
    arrange(samples.nested(200), progress=lambda stage, share: told.append((stage, share)))
    assert len(told) > 2
    assert all(stage and 0 <= share <= 1 for stage, share in told)
    assert [share for _, share in told] == sorted(share for _, share in told)


@pytest.mark.parametrize(
    ("boxes", "edges"),
    [
        ([Box(1, "operator", "Add"), Box(1, "operator", "Mul")], []),
        ([Box(1, "operator", "Add", parent=7)], []),
        ([Box(1, "fold", "A"), Box(2, "operator", "Add", parent=1)], []),
        ([Box(1, "fold", "A", parent=2, open=True), Box(2, "fold", "B", parent=1, open=True)], []),
        ([Box(1, "operator", "Add")], [Edge(1, 2)]),
        ([Box(1, "operator", "Add"), Box(2, "fold", "A", open=True)], [Edge(1, 2)]),
    ],
)
def test_a_graph_that_contradicts_itself_is_an_error(boxes: list[Box], edges: list[Edge]) -> None:
    with pytest.raises(LayoutError):
        arrange(DisplayGraph(boxes, edges))


def test_texts_of_a_file_do_not_reach_graphviz(capfd: pytest.CaptureFixture[str]) -> None:
    sketch = samples.Sketch()
    x = sketch.box('"];evil[image="', category="input")
    frame = sketch.frame("<<TABLE>")
    a, b = sketch.box("\\N\n<b>", x, parent=frame), sketch.box("\0", x, parent=frame)
    sketch.box("Add", a, b, x)
    assert faults(arrange(sketch.graph())) == Faults()
    assert capfd.readouterr() == ("", "")
