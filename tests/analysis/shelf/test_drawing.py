"""The picture of a signature shows all that it looks for."""

from __future__ import annotations

import pytest

from inspector.analysis.shelf.drawing import MOST, draw
from inspector.layout import LayoutCache, arrange
from inspector.layout.display import Box, DisplayGraph
from inspector.patterns.syntax import Call
from inspector.signatures import Library, Signature, read_signature
from inspector.signatures.meaning import walk

HEAD = "format: 1\nblock: New\ntitle: New\ninputs: [x]\n"


def drawn(pattern: str) -> DisplayGraph:
    body = "".join(f"  {line}\n" for line in pattern.splitlines())
    return draw(read_signature(f"{HEAD}pattern: |\n{body}"), Library())


def labels(graph: DisplayGraph) -> list[str]:
    return [box.label for box in graph.boxes]


def edges(graph: DisplayGraph) -> list[tuple[str, str, str]]:
    names = {box.id: box.label for box in graph.boxes}
    return [(names[e.source], names[e.target], e.label) for e in graph.edges]


def box(graph: DisplayGraph, label: str) -> Box:
    return next(box for box in graph.boxes if box.label == label)


def test_operators_inputs_and_their_edges() -> None:
    graph = drawn("a = Conv[kernel=3, !group](x, $w)\nout = a + Sigmoid(a)")
    assert labels(graph) == ["x", "Conv", "Sigmoid", "Add"]
    assert edges(graph) == [
        ("x", "Conv", ""), ("Conv", "Sigmoid", ""), ("Conv", "Add", ""), ("Sigmoid", "Add", ""),
    ]  # fmt: skip
    assert box(graph, "Conv").detail == "kernel=3, no group"
    assert box(graph, "x").kind == "input"
    assert box(graph, "Conv").category == "convolution"


def test_ports_numbers_and_how_often() -> None:
    graph = drawn("a, b = Split(x)\nc = Relu?(a)\nd = Tanh{2..3}(b)\nout = (c * d) * 0.5")
    assert ("Split", "Relu", "output 1") in edges(graph)
    assert ("Split", "Tanh", "output 2") in edges(graph)
    assert box(graph, "Relu").detail == "or nothing"
    assert box(graph, "Tanh").detail == "2 to 3 in a row"
    assert any("× 0.5" in box.detail for box in graph.boxes)


def test_the_order_of_inputs_is_told_where_it_matters() -> None:
    graph = drawn("out = MatMul(Relu(x), Tanh(x))")
    assert ("Relu", "MatMul", "input 1") in edges(graph)
    assert ("Tanh", "MatMul", "input 2") in edges(graph)


def test_this_or_that_is_a_frame_with_both() -> None:
    graph = drawn("out = Sin({Relu, Tanh}(x) | $)")
    frame = box(graph, "This or that")
    inside = [b.label for b in graph.boxes if b.parent == frame.id]
    assert frame.open
    assert inside == ["x", "Relu or Tanh", "any constant"]
    assert [e for e in edges(graph) if e[1] == "Sin"] == [
        ("Relu or Tanh", "Sin", "or 1"), ("any constant", "Sin", "or 2"),
    ]  # fmt: skip


def operators(signature: Signature) -> set[str]:
    calls = [e for p in signature.patterns() for e in walk(p) if isinstance(e, Call)]
    return {name for call in calls for name in call.operators}


def test_every_signature_can_be_drawn_whole(library: Library) -> None:
    for signature in library.signatures.values():
        graph = draw(signature, library)
        ids = [each.id for each in graph.boxes]
        leaves = {each.id for each in graph.boxes if not each.open}
        assert len(ids) == len(set(ids))
        assert all(e.source in leaves and e.target in leaves for e in graph.edges), signature.name
        parents = {each.parent for each in graph.boxes} - {-1}
        assert parents <= set(ids) - leaves, signature.name
        if len(graph.boxes) >= MOST:
            continue
        told = " ".join(f"{each.label} {each.signature}" for each in graph.boxes)
        negatives = any(pattern.negatives for pattern in signature.patterns())
        missing = {name for name in operators(signature) if name not in told}
        assert negatives or not missing or "…" in told, (signature.name, missing)


@pytest.mark.parametrize("name", ["bert", "resnet", "SelfAttention", "Gelu"])
def test_a_picture_is_arranged_with_room_for_each_box(library: Library, name: str) -> None:
    scene = arrange(draw(library.signatures[name], library), "down", LayoutCache())
    assert len(scene.placed) == len(scene.graph.boxes)
    assert scene.width > 0


def test_what_a_family_forbids_is_told_apart(library: Library) -> None:
    graph = draw(library.signatures["bert"], library)
    frames = [each for each in graph.boxes if each.parent == -1]
    assert [f.detail for f in frames][:2] == ["once or more", "once or more"]
    assert all(f.detail == "must be absent" for f in frames[2:])
    assert "position ids counted from the mask" in [f.label for f in frames]
