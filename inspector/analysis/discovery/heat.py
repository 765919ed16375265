"""How common the neighbourhood of each node of a scanned model is."""

from __future__ import annotations

from inspector.analysis.discovery.neighbourhoods import neighbourhoods
from inspector.analysis.discovery.records import Heat
from inspector.analysis.discovery.table import Table
from inspector.analysis.scanning import Scan
from inspector.matching import FoldedGraph

FEW = 3
"""Families that are told by name."""


def seen_by_node(scan: Scan, table: Table) -> dict[int, tuple[int, ...]]:
    """The families of each normal node's neighbourhood; nothing for a file of weights."""
    if scan.model.basis == "parameters" or not table.corpus.families:
        return {}
    classes = neighbourhoods(FoldedGraph(scan.normal), table.corpus.radius)
    return {node: table.families(key) for node, key in classes.items()}


def heat(scan: Scan, table: Table) -> Heat:
    """How common each stored node's neighbourhood is.

    A stored node that stands for several operators is as rare as the rarest of them.
    """
    rarest: dict[int, tuple[int, ...]] = {}
    for node, families in seen_by_node(scan, table).items():
        for stored in scan.normal.origins[node]:
            if stored not in rarest or len(families) < len(rarest[stored]):
                rarest[stored] = families
    nodes = sorted(rarest)
    named = [list(rarest[n]) if len(rarest[n]) <= FEW else [] for n in nodes]
    return Heat(table.corpus, nodes, [len(rarest[n]) for n in nodes], named)
