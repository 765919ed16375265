"""Which part of its family's model a graph is: exporters often save encoder and decoder apart."""

from __future__ import annotations

from inspector.analysis.families import FamilyResult, Judge
from inspector.analysis.folding import Folding
from inspector.analysis.report import Part
from inspector.ir.normal import ABSENT
from inspector.signatures import Signature

TWO_PARTS = frozenset({"encoder-decoder language model", "speech recognition"})
DECODERS = frozenset({"decoder language model"}) | TWO_PARTS

CACHED = 2
"""Joins of earlier with new values that make a decoder one with past keys and values."""


def part_of(folding: Folding, judge: Judge, result: FamilyResult) -> Part:
    """The part: what a signature states, or what cross-attention and cached values tell."""
    signature = result.family.signature
    if signature.type in DECODERS and _cached_values(folding, judge, result.region) >= CACHED:
        return "decoder_with_past"
    stated = _stated(signature)
    if stated is not None:
        return stated
    if signature.type not in TWO_PARTS:
        return "whole"
    crossing = [
        occurrence
        for name, occurrences in folding.occurrences.items()
        if "CrossAttention" in name
        for occurrence in occurrences
    ]
    if not crossing:
        return "encoder"
    graph = folding.graph
    inputs = {graph.roots[value] for value in graph.normal.graph_inputs}
    asked = {occurrence.inputs[-1] for occurrence in crossing if len(occurrence.inputs) > 1}
    return "decoder" if asked and asked <= inputs else "whole"


def _stated(signature: Signature) -> Part | None:
    for part in ("whole", "encoder", "decoder", "decoder_with_past"):
        if signature.part == part:
            return part
    return None


def _cached_values(folding: Folding, judge: Judge, region: int) -> int:
    """Concats that join a float input of the graph with a value made in it."""
    graph = folding.graph
    normal = graph.normal
    inputs = {value for value in normal.graph_inputs if normal.dtypes[value].startswith("float")}
    count = 0
    for node in graph.normal_by_operator.get("Concat", ()):
        values = [value for value in normal.inputs[node] if value >= 0]
        if len(values) != 2 or judge.regions[node] != region or graph.node_constant(node):
            continue
        given = [graph.roots[value] in inputs for value in values]
        made = [normal.producer[graph.roots[value]] != ABSENT for value in values]
        count += given[0] and made[1]
    return count
