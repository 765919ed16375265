"""Runs of equal folds, and how folds differ: verified by isomorphism, not by a hash alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph

Key = tuple[object, ...]


class Structures:
    """Canonical structures of nodes and folds; equal keys mean isomorphic regions.

    A fold's key lists its members in graph order with their keys and the places of the members
    that make their inputs: the identity of places is an isomorphism between folds of equal keys.
    Shapes and widths are left out, operators and kernels are not.
    """

    def __init__(self, graph: FoldedGraph) -> None:
        self._graph = graph
        self._known: dict[int, int] = {}
        self._numbers: dict[Key, int] = {}

    def key(self, node: int) -> int:
        """A number that two nodes share when what they stand for is isomorphic."""
        known = self._known.get(node)
        if known is not None:
            return known
        fold = self._graph.folds.get(node)
        if fold is None:
            structure: Key = (self._graph.ops[node], self._kernel(node))
        else:
            structure = (fold.signature, *self.region(fold.members))
        number = self._numbers.setdefault(structure, len(self._numbers))
        self._known[node] = number
        return number

    def _kernel(self, node: int) -> Key:
        attributes = self._graph.attributes[node]
        kept = []
        for name in ("kernel", "stride", "dilation", "axis", "depthwise", "to"):
            value = attributes.get(name)
            kept.append(tuple(value) if isinstance(value, list) else value)
        return tuple(kept)

    def region(self, members: list[int]) -> Key:
        """The structure of some nodes together: equal for isomorphic regions."""
        graph = self._graph
        ordered = [n for n in members if graph.ops[n] not in LAYOUT]
        ordered.sort(key=lambda n: (graph.order[n], n))
        makers = {
            graph.roots[value]: place
            for place, node in enumerate(ordered)
            for value in graph.outputs[node]
            if value >= 0
        }
        entries: list[Key] = []
        for node in ordered:
            sources = tuple(
                makers.get(graph.roots[value], -1) if value >= 0 else -2
                for value in graph.inputs[node]
            )
            entries.append((self.key(node), sources))
        return tuple(entries)

    def difference(self, node: int, usual: int) -> str:
        """How a fold differs from the usual one among its equals, in words."""
        graph = self._graph
        mine = Counter(graph.ops[n] for n in graph.leaves(node) if graph.ops[n] not in LAYOUT)
        theirs = Counter(graph.ops[n] for n in graph.leaves(usual) if graph.ops[n] not in LAYOUT)
        more = [f"{_times(c)}{op} more" for op, c in sorted((mine - theirs).items())]
        less = [f"{_times(c)}{op} less" for op, c in sorted((theirs - mine).items())]
        return ", ".join((more + less)[:3]) or "connected or sized differently"


def _times(count: int) -> str:
    return "one " if count == 1 else f"{count} "


@dataclass(slots=True)
class Run:
    """Folds of one signature, each reading the one before and read by nothing else.

    Attributes:
        members: Fold nodes in order.
        notes: What is odd about a member, by node.
        between: Layout nodes on the way from one to the next.
    """

    members: list[int]
    notes: dict[int, str]
    between: list[int]


def find_runs(graph: FoldedGraph, nodes: list[int], structures: Structures) -> list[Run]:
    """Maximal runs among sibling nodes."""
    folds = {node for node in nodes if node in graph.folds}
    following: dict[int, int] = {}
    for node in sorted(folds):
        successors = {
            reader
            for value in graph.outputs[node]
            if value >= 0
            for reader in _sibling_readers(graph, value, set(nodes))
        }
        if len(successors) == 1:
            other = successors.pop()
            if other in folds and graph.ops[other] == graph.ops[node] and other != node:
                following[node] = other
    heads = sorted(set(following) - set(following.values()))
    runs = []
    for head in heads:
        members = [head]
        while members[-1] in following and following[members[-1]] not in members:
            members.append(following[members[-1]])
        runs.append(_run(graph, members, structures))
    return runs


def _sibling_readers(graph: FoldedGraph, value: int, siblings: set[int]) -> set[int]:
    """Siblings (or what contains the reader) that read a value, layout nodes looked through."""
    found: set[int] = set()
    stack = [value]
    while stack:
        for reader in graph.normal.uses[stack.pop()]:
            if not graph.normal.alive[reader]:
                continue
            if graph.ops[reader] in LAYOUT and reader in siblings:
                stack.extend(v for v in graph.outputs[reader] if v >= 0)
                continue
            at = reader
            while at not in siblings and at in graph.parent:
                at = graph.parent[at]
            found.add(at)
    return found


def _run(graph: FoldedGraph, members: list[int], structures: Structures) -> Run:
    keys = Counter(structures.key(member) for member in members)
    usual_key = keys.most_common(1)[0][0]
    usual = next(m for m in members if structures.key(m) == usual_key)
    notes = {
        member: structures.difference(member, usual)
        for member in members
        if structures.key(member) != usual_key
    }
    return Run(members, notes, _between(graph, members))


def _between(graph: FoldedGraph, members: list[int]) -> list[int]:
    inside = set(members)
    found: list[int] = []
    for member in members[1:]:
        for value in graph.inputs[member]:
            at, chain = value, []
            while at >= 0 and graph.producer[at] >= 0:
                maker = graph.producer[at]
                if graph.ops[maker] not in LAYOUT or not graph.alive[maker]:
                    break
                chain.append(maker)
                at = graph.inputs[maker][0]
            if at >= 0 and graph.producer[at] in inside:
                found += [node for node in chain if node not in found]
    return found
