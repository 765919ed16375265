"""Layout nodes before a fold are drawn in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx

from inspector.analysis.absorbing import absorb_layout
from inspector.analysis.engine import find
from inspector.analysis.outline import outline
from inspector.analysis.scanning import Scan, scan
from inspector.formats import read_model
from inspector.ir.normal import LAYOUT, normalise
from inspector.matching import FoldedGraph
from inspector.signatures.library import make_library
from tests.branches import nested_branches
from tests.graphs import make_model

TEXT = """
x: float32 1x8
{before}
m = MatMul(r, $w<8x8>)
a = Add(m, $b<8>)
return a{more}
"""


def folded(before: str, more: str = "") -> FoldedGraph:
    """A Linear fold (MatMul and Add) behind some nodes that end in ``r``."""
    model = make_model(TEXT.format(before=before, more=more))
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    members = [n for n, op in enumerate(graph.ops) if op in ("MatMul", "Add") and graph.alive[n]]
    assert len(members) == 2
    value = graph.inputs[members[0]][0]
    assert graph.fold("Linear", members, [value], graph.outputs[members[-1]][0], {}) is not None
    return graph


def shown(graph: FoldedGraph) -> list[str]:
    """Operators at the top, constants left out."""
    return [graph.ops[n] for n in range(len(graph.ops)) if graph.alive[n]]


def inside(graph: FoldedGraph) -> list[str]:
    (fold,) = graph.folds.values()
    return [graph.ops[n] for n in fold.members]


def test_a_chain_before_a_fold_moves_into_it() -> None:
    graph = folded("t = Transpose[perm=[1, 0]](x)\nr = Reshape(t, $s<2>)")
    assert absorb_layout(graph) == 2
    assert shown(graph) == ["Linear"]
    assert inside(graph) == ["Transpose", "Reshape", "MatMul", "Add"]


def test_what_others_read_stays() -> None:
    for more in (", r", ", r\nq = Relu(r)\nreturn a, q"):
        graph = folded("r = Transpose[perm=[1, 0]](x)", more)
        assert absorb_layout(graph) == 0
        assert "Transpose" in shown(graph)


def test_the_graph_that_is_matched_stays_as_it_is() -> None:
    graph = folded("r = Transpose[perm=[1, 0]](x)")
    members = inside(graph)
    other = graph.branch()
    absorb_layout(other)
    assert "Transpose" in inside(other)
    assert inside(graph) == members
    assert "Transpose" in shown(graph)


def test_group_norms_of_a_model_begin_with_their_reshape(scanned: Callable[[str], Scan]) -> None:
    """In every model: no layout node is left that leads into one fold only."""
    for name in ("llama-dynamo", "vit-torchscript", "bert-torchscript"):
        graph = scanned(name).shown
        outputs = set(graph.normal.graph_outputs)
        for node, op in enumerate(graph.ops):
            if op not in LAYOUT or not graph.alive[node] or graph.node_constant(node):
                continue
            readers = {r for v in graph.outputs[node] for r in graph.normal.uses[v]}
            around = {graph.parent.get(reader, reader) for reader in readers}
            lone = len(around) == 1 and around <= graph.folds.keys()
            assert not lone or not outputs.isdisjoint(graph.outputs[node])


def test_what_is_drawn_of_a_branch_is_not_the_if_around_it(tmp_path: Path) -> None:
    """Each box stands for its own node; the Ifs are found as what is drawn in their place."""
    path = tmp_path / "nested.onnx"
    onnx.save(nested_branches(), path)
    found = scan(read_model(path), make_library({}))
    ifs = {node.index for node in found.nodes.values() if node.op_type == "If"}
    assert len(ifs) == 2
    boxes = [box for box in outline(found.shown, found.program, None).boxes if box.stored]
    assert [box.label for box in boxes] == ["MatMul", "Relu", "MatMul", "Relu", "Softmax"]
    assert all(len(box.stored) == 1 and ifs.isdisjoint(box.stored) for box in boxes)
    finds = find(found, "op:If")
    assert set(finds.nodes) == ifs
    drawn = {box.stored[0] for box in boxes[:-1]}
    assert set(finds.drawn(min(ifs))) | set(finds.drawn(max(ifs))) == drawn
