"""Folds by names, when somebody asks for them, and never for the verdict."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector.analysis.engine import describe, outline
from inspector.analysis.scanning import Scan, scan
from inspector.analysis.scopes import NoScopesError, fold_scopes, label_of, scope_of
from inspector.ir import Node
from inspector.signatures.library import make_library
from tests.graphs import make_model

LAYERS = 3
TEXT = (
    "x: float32 1x8\n"
    + "".join(
        f"a{n} = MatMul({'x' if not n else f'c{n - 1}'}, $w<8x8>)\nb{n} = Relu(a{n})\n"
        f"c{n} = MatMul(b{n}, $v<8x8>)\n"
        for n in range(LAYERS)
    )
    + f"y = Softmax(c{LAYERS - 1})\nreturn y"
)


def named(names: Callable[[Node], str]) -> Scan:
    model = make_model(TEXT)
    for node in model.graphs["main"].nodes:
        node.name = names(node)
    found = scan(model, make_library({}))
    found.by_names = True
    return found


def slashed(node: Node) -> str:
    if node.op_type == "Softmax":
        return "/Softmax"
    layer, place = divmod(node.index, 3)
    return f"/encoder/layer.{layer}/{'attention' if place < 2 else 'output'}/{node.op_type}"


def tree(found: Scan) -> dict[str, object]:
    """Labels of the open folds in each other, with details."""
    opened: set[int] = set()
    while True:
        boxes = outline(found, opened).boxes
        closed = {box.id for box in boxes if box.kind in ("fold", "run") and not box.open}
        if not closed:
            break
        opened |= closed
    below: dict[int, list[object]] = {}
    for box in reversed(boxes):
        inner = below.pop(box.id, [])
        times = f" ×{box.count}" if box.kind == "run" else ""
        told: object = {f"{box.label}{times} {box.detail}": inner[::-1]} if inner else box.label
        below.setdefault(box.parent, []).append(told)
    return {"": below[-1][::-1]}


def test_scopes_fold_into_each_other() -> None:
    part = ["MatMul", "Relu"]
    layers = [
        {f"/layer {n} by names": [{"/attention by names": part}, "MatMul"]} for n in range(LAYERS)
    ]
    run = {"/layer ×3 0 by names": layers}
    assert tree(named(slashed)) == {"": ["x", {"/encoder by names": [run]}, "Softmax", "y"]}


def test_dotted_names_of_weights_serve_where_nodes_have_none() -> None:
    first, second, *_ = make_model(TEXT).graphs["main"].nodes
    first.name, second.name = "node_MatMul_3", "node_Relu_4"
    weight = first.inputs[1]
    assert weight is not None
    weight.name = "encoder.layer.0.dense.weight"
    assert scope_of(first) == ("encoder", "layer.0", "dense")
    assert scope_of(second) == ()


def test_nodes_without_a_scope_belong_where_their_neighbours_do() -> None:
    found = named(lambda node: "" if node.op_type == "Relu" else slashed(node))
    labels = [box.label for box in outline(found, None).boxes]
    assert "Relu" not in labels


@pytest.mark.parametrize(
    ("part", "label"),
    [
        ("layer.0", ("/layer", "0")),
        ("conv1", ("/conv", "1")),
        ("12", ("/12", "")),
        ("a", ("/a", "")),
    ],
)
def test_numbers_are_no_part_of_a_label(part: str, label: tuple[str, str]) -> None:
    assert label_of(part) == label


def test_names_that_tell_nothing_are_told() -> None:
    found = named(lambda node: f"node_{node.index}")
    with pytest.raises(NoScopesError):
        outline(found, None)


def renamed(found: Scan) -> None:
    """Gives stored nodes the names that an exporter would: the blocks around them, numbered."""
    graph = found.shown
    for leaf, origins in enumerate(found.normal.origins):
        way, at = [], graph.parent.get(leaf)
        while at is not None:
            way.append(f"{graph.ops[at]}.{at}")
            at = graph.parent.get(at)
        for origin in origins:
            found.nodes[origin].name = "/" + "/".join([*way[::-1], "node"])


NAMES = ["llama-torchscript", "unet-torchscript", "t5-torchscript", "swin-dynamo"]


@pytest.mark.parametrize("name", NAMES)
def test_every_node_stays_drawn_once(scanned: Callable[[str], Scan], name: str) -> None:
    found = scanned(name)
    renamed(found)
    graph = fold_scopes(found.normal, found.nodes)
    assert len(graph.folds) > 5
    top = [n for n in range(len(graph.ops)) if graph.alive[n]]
    leaves = [leaf for node in top for leaf in graph.leaves(node)]
    assert len(leaves) == len(set(leaves))
    assert set(leaves) >= {n for n, alive in enumerate(found.normal.alive) if alive}


def test_the_verdict_is_the_same_and_details_speak_of_the_fold(
    scanned: Callable[[str], Scan],
) -> None:
    found = scanned("bert-torchscript")
    renamed(found)
    before, evidence = found.report.verdict, found.evidence
    found.by_names = True
    try:
        folds = [box for box in outline(found, None).boxes if box.kind in ("fold", "run")]
        assert folds
        assert all(box.label.startswith("/") and "by names" in box.detail for box in folds)
        fold = next(
            box for box in outline(found, {b.id for b in folds}).boxes if box.kind == "fold"
        )
        assert describe(found, fold.id).stored
    finally:
        found.by_names = False
    assert (found.report.verdict, found.evidence) == (before, evidence)
    assert not any(b.label.startswith("/") for b in outline(found, None).boxes if b.kind == "fold")
