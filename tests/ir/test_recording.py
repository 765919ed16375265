"""Every stored node can be found again: behind a normal node, whatever the passes did to it.

The rule: each stored node but Constant (whose tensor is the value itself) stands among the origins
of a live normal node. Nodes that depend on constants only stay as constant nodes. Only what
``unread`` tells of, the branches of an If that were left out, is behind none.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from inspector.formats import read_model
from inspector.ir.normal import normalise

MODELS = sorted((Path(__file__).parent.parent / "fixtures/models").glob("*.onnx.gz"))


@pytest.mark.parametrize("packed", MODELS, ids=lambda path: path.name.partition(".")[0])
def test_every_stored_node_is_behind_a_normal_node(packed: Path, tmp_path: Path) -> None:
    path = tmp_path / packed.stem
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    model = read_model(path)
    graph = model.graphs["main"]
    normal = normalise(model, graph)
    behind = {index for node in normal.live_nodes() for index in normal.origins[node]}
    stored = {node.index: node.op_type for node in graph.walk() if node.op_type != "Constant"}
    assert normal.unread == []
    assert {n: op for n, op in stored.items() if n not in behind} == {}
