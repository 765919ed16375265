"""The layers of a labelled model by the names its exporter left, and whether evidence lies in each.

A verdict never sees these names; here they are the measure. Modules that a definition numbers
(``encoder.layer.0``, ``stages.2.blocks.5``) are layers where at least two of one list have the same
operators with weights. Weights' names tell where a node belongs, and its own name where it reads
none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from inspector.analysis.scanning import Scan, scan
from inspector.analysis.verdict import COMPOSED
from inspector.data import signatures_dir
from inspector.formats import read_model
from inspector.ir import Node
from inspector.signatures import Library, load_library

WEIGHTED = frozenset({"Conv", "ConvTranspose", "Einsum", "Gemm", "GRU", "LSTM", "MatMul"})
"""Operators that a layer has at least ``FEWEST`` of."""
FEWEST = 2

Place = tuple[str, ...]


@dataclass(slots=True)
class Layers:
    """How many layers a model has by its names, and how many hold evidence.

    Attributes:
        known: Numbered modules that recur.
        shown: Those with a node that the family's clauses highlight.
        explained: Those with a node that the family or a block explains.
        without: Names of those without any of the family's evidence.
    """

    known: int = 0
    shown: int = 0
    explained: int = 0
    without: list[str] = field(default_factory=list)


def place_of(node: Node) -> Place:
    """The module that a node belongs to, empty where no name tells."""
    names = [v.name for v in node.inputs if v is not None and v.name and v.producer is None]
    told = [name for name in names if re.search(r"\.\d+\.", f".{name}.")]
    name = max(told, key=len, default="") or node.name
    parts = [part for part in re.split(r"[./]", name) if part]
    return tuple(parts[:-1])


def numbered(place: Place) -> Iterable[Place]:
    """The modules with a number on the way to a place: (``encoder``, ``layer``, ``0``)."""
    for depth, part in enumerate(place):
        if part.isdigit():
            yield place[: depth + 1]


def layers_of(nodes: Iterable[Node]) -> dict[Place, set[int]]:
    """Stored nodes by numbered module, those modules only that recur among their neighbours."""
    members: dict[Place, set[int]] = {}
    operators: dict[Place, Counter[str]] = {}
    for node in nodes:
        for module in numbered(place_of(node)):
            members.setdefault(module, set()).add(node.index)
            if node.op_type in WEIGHTED:
                operators.setdefault(module, Counter())[node.op_type] += 1
    kinds: dict[tuple[Place, tuple[tuple[str, int], ...]], list[Place]] = {}
    for module, counted in operators.items():
        if counted.total() >= FEWEST:
            kinds.setdefault((module[:-1], tuple(sorted(counted.items()))), []).append(module)
    return {m: members[m] for found in kinds.values() if len(found) > 1 for m in found}


def evidence_in_layers(scan: Scan) -> Layers:
    """Looks for evidence in each layer of a scanned model."""
    result = Layers()
    winner = scan.decision.winner
    if winner is None:
        return result
    graph = scan.folding.graph
    shown = {index for leaf in winner.leaves for index in graph.stored(leaf)}
    explained = set(shown)
    for occurrences in scan.folding.occurrences.values():
        for occurrence in occurrences:
            for leaf in occurrence.leaves:
                explained.update(graph.stored(leaf))
    for module, nodes in layers_of(scan.nodes.values()).items():
        result.known += 1
        result.explained += not nodes.isdisjoint(explained)
        if nodes.isdisjoint(shown):
            result.without.append(".".join(module))
        else:
            result.shown += 1
    return result


@cache
def library() -> Library:
    """The signatures that ship."""
    return load_library([signatures_dir()])


def look(item: tuple[str, str]) -> tuple[str, bool, Layers]:
    """Family as claimed, whether it is one that takes any encoder, and its layers."""
    label, path = item
    scanned = scan(read_model(Path(path)), library())
    winner = scanned.decision.winner
    if winner is None or winner.family.signature.family != label:
        return "", False, Layers()
    return label, winner.family.signature.type in COMPOSED, evidence_in_layers(scanned)
