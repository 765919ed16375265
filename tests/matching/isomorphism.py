"""Plain patterns matched by networkx: nodes and values as vertices, ports on the edges."""

from __future__ import annotations

from collections import Counter
from typing import Any

import networkx as nx
from networkx.algorithms.isomorphism import DiGraphMatcher

from inspector.matching import FoldedGraph
from inspector.patterns.syntax import Call, Pattern, Variable

COMMUTATIVE = {"Add", "Mul", "Max", "Min"}
LAYOUT = {"Reshape", "Transpose"}


def _edge(graph: nx.DiGraph, source: object, target: object, port: int) -> None:
    """Adds a port to an edge: a node may read one value twice."""
    if graph.has_edge(source, target):
        graph[source][target]["ports"][port] += 1
    else:
        graph.add_edge(source, target, ports=Counter([port]))


def graph_vertices(graph: FoldedGraph) -> nx.DiGraph:
    """The graph without its layout nodes."""
    found = nx.DiGraph()
    for node, op in enumerate(graph.ops):
        if not graph.alive[node] or op in LAYOUT:
            continue
        inputs = graph.inputs[node]
        found.add_node(("node", node), op=op, count=len(inputs), attributes=graph.attributes[node])
        for port, value in enumerate(inputs):
            if value >= 0:
                source = ("value", graph.roots[value])
                found.add_node(source, op="")
                _edge(found, source, ("node", node), 0 if op in COMMUTATIVE else port)
        for port, value in enumerate(graph.outputs[node]):
            found.add_node(("value", value), op="")
            _edge(found, ("node", node), ("value", value), port)
    return found


def pattern_vertices(pattern: Pattern) -> nx.DiGraph:
    """The pattern; every call in it is a definition of its own."""
    found = nx.DiGraph()
    read = {
        argument.name
        for definition in pattern.definitions
        if isinstance(definition.value, Call)
        for argument in definition.value.arguments
        if isinstance(argument, Variable)
    }
    for number, definition in enumerate(pattern.definitions):
        call = definition.value
        assert isinstance(call, Call)
        op = call.operators[0]
        wanted = {
            c.key: None if c.operator == "unset" else int(c.terms[0].offset)  # type: ignore[union-attr]
            for c in call.constraints
        }
        found.add_node(("node", number), op=op, count=len(call.arguments), attributes=wanted)
        for port, name in enumerate(definition.names):
            if name in read or name == pattern.result:
                found.add_node(name, op="")
                _edge(found, ("node", number), name, call.port or port)
        for port, argument in enumerate(call.arguments):
            if isinstance(argument, Variable):
                found.add_node(argument.name, op="")
                _edge(found, argument.name, ("node", number), 0 if op in COMMUTATIVE else port)
    return found


def _node_match(actual: dict[str, Any], wanted: dict[str, Any]) -> bool:
    if actual["op"] != wanted["op"]:
        return False
    if not wanted["op"]:
        return True
    attributes = actual["attributes"]
    return actual["count"] == wanted["count"] and all(
        attributes.get(key) == number for key, number in wanted["attributes"].items()
    )


def _edge_match(actual: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(actual["ports"][port] >= count for port, count in wanted["ports"].items())


def all_matches(graph: FoldedGraph, pattern: Pattern) -> set[tuple[int, frozenset[int]]]:
    """Result node and node set of every monomorphism."""
    matcher = DiGraphMatcher(
        graph_vertices(graph), pattern_vertices(pattern), _node_match, _edge_match
    )
    found = set()
    for mapping in matcher.subgraph_monomorphisms_iter():
        nodes = {wanted: actual[1] for actual, wanted in mapping.items() if actual[0] == "node"}
        result = nodes["node", len(pattern.definitions) - 1]
        found.add((result, frozenset(nodes.values())))
    return found
