"""Other matchers on the same task: every set of nodes that a region matches, from a normal graph.

Each converts the graph to what it works on; that is part of its time.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

from inspector.benchmark.region import COMMUTATIVE, Region
from inspector.ir.normal import NormalGraph
from inspector.matching import FoldedGraph, Matcher, compile_pattern
from inspector.patterns import Pattern

Found = set[frozenset[int]]
Find = Callable[[NormalGraph, Region, Pattern], Found]


def ours(graph: NormalGraph, region: Region, pattern: Pattern) -> Found:
    """Indexes the graph, compiles the pattern and takes all its matches."""
    matcher = Matcher(FoldedGraph(graph))
    return {frozenset(binding.nodes) for binding in matcher.occurrences(compile_pattern(pattern))}


Ports = dict[tuple[int, int], tuple[int, ...]]


def _edges(graph: NormalGraph) -> Ports:
    """For each pair (maker, reader) the reader's inputs between them, as ``Region.ports``."""
    found: Ports = {}
    for node, inputs in enumerate(graph.inputs):
        if not graph.alive[node]:
            continue
        free = graph.ops[node] in COMMUTATIVE
        for port, value in enumerate(inputs):
            maker = graph.producer[value] if value >= 0 else -1
            if maker >= 0:
                pair = (maker, node)
                found[pair] = (*found.get(pair, ()), 0 if free else port)
    return found


def _kinds(graph: NormalGraph) -> list[tuple[str, int]]:
    """Operator and number of inputs; nodes that passes took out get none."""
    return [
        (op, len(inputs)) if alive else ("", -1)
        for op, inputs, alive in zip(graph.ops, graph.inputs, graph.alive, strict=True)
    ]


def _wanted(region: Region) -> list[tuple[str, int]]:
    return [(part.name, len(part.inputs)) for part in region.parts]


def networkx(graph: NormalGraph, region: Region, pattern: Pattern) -> Found:
    """Subgraph monomorphisms of networkx's DiGraphMatcher (VF2)."""
    import networkx as nx
    from networkx.algorithms.isomorphism import DiGraphMatcher

    large, small = nx.DiGraph(), nx.DiGraph()
    large.add_nodes_from((n, {"kind": kind}) for n, kind in enumerate(_kinds(graph)))
    large.add_edges_from((*pair, {"ports": ports}) for pair, ports in _edges(graph).items())
    small.add_nodes_from((n, {"kind": kind}) for n, kind in enumerate(_wanted(region)))
    small.add_edges_from((*pair, {"ports": ports}) for pair, ports in region.ports().items())
    matcher = DiGraphMatcher(
        large,
        small,
        node_match=lambda one, other: one["kind"] == other["kind"],
        edge_match=lambda one, other: one["ports"] == other["ports"],
    )
    return {frozenset(mapping) for mapping in matcher.subgraph_monomorphisms_iter()}


def rustworkx(graph: NormalGraph, region: Region, pattern: Pattern) -> Found:
    """Subgraph monomorphisms of rustworkx's ``vf2_mapping``."""
    import rustworkx as rx

    large, small = rx.PyDiGraph(multigraph=False), rx.PyDiGraph(multigraph=False)
    large.add_nodes_from(_kinds(graph))
    large.add_edges_from([(*pair, ports) for pair, ports in _edges(graph).items()])
    small.add_nodes_from(_wanted(region))
    small.add_edges_from([(*pair, ports) for pair, ports in region.ports().items()])
    mappings = rx.vf2_mapping(
        large,
        small,
        node_matcher=lambda one, other: one == other,
        edge_matcher=lambda one, other: one == other,
        id_order=False,
        subgraph=True,
        induced=False,
    )
    return {frozenset(mapping) for mapping in mappings}


def onnxscript(graph: NormalGraph, region: Region, pattern: Pattern) -> Found:
    """The pattern matcher of onnxscript's rewriter, tried at every node."""
    from onnxscript import ir
    from onnxscript.rewriter.pattern import Pattern as RewriterPattern

    converted, index = _onnx_ir(ir, graph)
    wanted = RewriterPattern(_rewriter_pattern(region))
    found: Found = set()
    for node in converted.graph:
        match = wanted.match(converted, converted.graph, node, check_nodes_are_removable=False)
        if match:
            found.add(frozenset(index[matched] for matched in match.nodes))
    return found


def _onnx_ir(ir: Any, graph: NormalGraph) -> tuple[Any, dict[Any, int]]:
    """The graph as onnxscript has it, and our number of its nodes."""
    values = [ir.Value() for _ in graph.producer]
    index = {}
    for node, op in enumerate(graph.ops):
        if graph.alive[node]:
            domain, _, operator = op.rpartition(".")
            inputs = [values[value] if value >= 0 else None for value in graph.inputs[node]]
            outputs = [values[value] for value in graph.outputs[node]]
            index[ir.Node(domain, operator, inputs, outputs=outputs)] = node
    given = [values[value] for value in graph.graph_inputs]
    results = [values[value] for value in graph.graph_outputs]
    converted = ir.Graph(given, results, nodes=list(index), opset_imports={"": 17})
    return ir.Model(converted, ir_version=10), index


def _rewriter_pattern(region: Region) -> Callable[[Any], Any]:
    from onnxscript.rewriter.pattern import ANY_VALUE

    def build_pattern(op: Any) -> Any:
        made: list[Any] = []
        for part in region.parts:
            inputs = [
                ANY_VALUE if source is None else made[source[0]][source[1]]
                for source in part.inputs
            ]
            outputs = getattr(op, part.operator)(
                *inputs, _outputs=part.outputs, _domain=part.domain
            )
            made.append([outputs] if part.outputs == 1 else list(outputs))
        return made[-1][0]

    return build_pattern


RIVALS: dict[str, Find] = {
    "rustworkx": rustworkx,
    "networkx": networkx,
    "onnxscript": onnxscript,
}


def missing() -> list[str]:
    """Rivals that are not installed."""
    return [name for name in RIVALS if importlib.util.find_spec(name) is None]
