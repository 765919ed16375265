"""Drafts of random connected selections: they match them, read back, and no dial loses them."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from inspector.analysis.drafting import draft
from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.refusing import NothingSelectedError
from inspector.benchmark.drafting import random_selections, round_trip

Scanned = Callable[[str], Scan]

MODELS = [
    "bert-dynamo", "bert-torchscript", "densenet-torchscript", "clip-dynamo", "roberta-dynamo",
    "resnet-torchscript", "t5-torchscript", "qwen2-torchscript", "unet-torchscript", "swin-dynamo",
]  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_random_selection_is_matched_or_refused(scanned: Scanned, name: str, seed: int) -> None:
    chance = random.Random(seed)
    one = scanned(name)
    outcomes = [round_trip(one, stored, chance) for stored in random_selections(one, chance, 6)]
    assert [o for o in outcomes if not o.startswith(("holds", "refused"))] == []
    assert sum(outcome == "holds" for outcome in outcomes) > 1


def operators(scan: Scan, *names: str) -> list[int]:
    """The first stored node of each operator, in the order of the graph."""
    return [next(n.index for n in scan.graph.nodes if n.op_type == name) for name in names]


def refusal(scan: Scan, stored: list[int]) -> str:
    with pytest.raises(NothingSelectedError) as caught:
        draft(scan, stored)
    assert caught.value.help
    return caught.value.message


def test_shapes_and_constants_are_refused_by_name(scanned: Scanned) -> None:
    scan = scanned("bert-torchscript")
    said = refusal(scan, operators(scan, "Shape"))
    assert said == (
        "The selection holds only constants and what computes shapes (Shape): patterns see neither."
    )


def test_layout_operators_in_a_row_are_refused(scanned: Scanned) -> None:
    scan = scanned("bert-torchscript")
    pair = next(
        [reader.index, node.index]
        for node in scan.graph.nodes
        if node.op_type == "Transpose" and (value := node.inputs[0]) is not None
        if (reader := value.producer) is not None and reader.op_type == "Reshape"
    )
    said = refusal(scan, pair)
    assert said.startswith("The selection holds only layout operators (")


def test_parts_that_no_data_joins_are_refused(scanned: Scanned) -> None:
    scan = scanned("bert-torchscript")
    softmaxes = [n.index for n in scan.graph.nodes if n.op_type == "Softmax"]
    said = refusal(scan, softmaxes[:3])
    assert said == "The selection falls into 3 parts between which no data flows."


def test_a_part_of_a_fold_beside_others_is_refused(scanned: Scanned) -> None:
    scan = scanned("clip-dynamo")
    gelu = next(n for n in scan.graph.nodes if n.op_type == "Gelu")
    reader = next(n for n in scan.graph.nodes if gelu.outputs[0] in n.inputs)
    assert reader.op_type == "MatMul"
    said = refusal(scan, [gelu.index, reader.index])
    assert said == "The selection takes a part of Linear, which patterns see as one node."


def test_a_node_that_others_are_part_of_is_enough(scanned: Scanned) -> None:
    scan = scanned("vit-dynamo")
    assert "Softmax" in draft(scan, operators(scan, "Softmax"))
