"""Repeats that no cut finds: regions grown in step from nodes with equal surroundings.

``fold_recurring`` finds layers where few values flow on between them. Where many do (skips, shared
conditions, two streams) the nodes with equal surroundings are the seeds of as many regions, and all
of them take in a neighbour together, as long as each has one of the same structure at the same
port. What a region holds is so the same by construction; names play no part.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.analysis.runs import Structures
from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph

SMALLEST = 3
"""Nodes in a region at least."""
LARGEST = 200
"""Nodes in a region at most."""
MOST_TIMES = 4000
"""Occurrences of a seed at most."""
COUNTS = 12
"""Different numbers of occurrences that are tried, those that cover most first."""
SEEDS = 24
"""Seeds that are grown for one number of occurrences at most."""
MANY = 20_000
"""Nodes from which on only seeds with the widest equal surroundings are tried."""
_ROUNDS = 2
"""Edges that the surroundings of a seed reach."""

Place = tuple[int, int, int]
"""Direction (0 back, 1 on), port, and structure of a neighbour."""


def find_repeats(graph: FoldedGraph) -> list[list[list[int]]]:
    """Regions that recur among the outermost nodes of a graph.

    Args:
        graph: Folded or not; it stays as it is.

    Returns:
        Per kind of region its occurrences in graph order, each as nodes; the kinds that cover
        most first. Occurrences of one kind have no node in common.
    """
    growing = _Growing(graph)
    found: list[list[list[int]]] = []
    used: dict[int, set[int]] = {}
    far = 1 if len(growing.nodes) > MANY else len(growing.classes)
    for classes in growing.classes[-far:][::-1]:
        for count, seeds in growing.seeds(classes):
            taken = used.setdefault(count, set())
            if taken.isdisjoint(seeds):
                regions = growing.grow(seeds)
                if len(regions[0]) >= SMALLEST:
                    taken.update(node for region in regions for node in region)
                    found.append(regions)
    found.sort(key=lambda regions: -len(regions) * len(regions[0]))
    return found


@dataclass(slots=True)
class _Growing:
    """Neighbours of the outermost nodes, and their classes by how far these see."""

    graph: FoldedGraph
    nodes: list[int] = field(init=False)
    keys: dict[int, int] = field(init=False)
    around: dict[int, dict[Place, list[int]]] = field(init=False)
    classes: list[dict[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        graph = self.graph
        live = range(len(graph.ops))
        self.nodes = [
            n for n in live if graph.alive[n] and graph.ops[n] not in LAYOUT and graph.is_compute(n)
        ]
        self.nodes.sort(key=lambda n: (graph.order[n], n))
        structures = Structures(graph)
        self.keys = {node: structures.key(node) for node in self.nodes}
        self.around = {node: {} for node in self.nodes}
        self._join()
        self.classes = self._refined()

    def _join(self) -> None:
        """Notes the neighbours of each node by direction, port and structure."""
        graph, keys = self.graph, self.keys
        for node in self.nodes:
            for port, value in enumerate(graph.inputs[node]):
                root = graph.roots[value] if value >= 0 else -1
                source = graph.producer[root] if root >= 0 else -1
                if source not in keys or source == node:
                    continue
                self._note(node, (0, port, keys[source]), source)
                self._note(source, (1, port, keys[node]), node)

    def _note(self, node: int, place: Place, neighbour: int) -> None:
        known = self.around[node].setdefault(place, [])
        if neighbour not in known:
            known.append(neighbour)

    def _refined(self) -> list[dict[int, int]]:
        """Classes of equal surroundings; that neighbours are many does not matter."""
        classes = dict(self.keys)
        found = [classes]
        for _ in range(_ROUNDS):
            numbers: dict[object, int] = {}
            following = {}
            for node in self.nodes:
                near = frozenset(
                    (direction, port, classes[other])
                    for (direction, port, _), others in self.around[node].items()
                    for other in others
                )
                known = (classes[node], near)
                following[node] = numbers.setdefault(known, len(numbers))
            classes = following
            found.append(classes)
        return found

    def seeds(self, classes: dict[int, int]) -> list[tuple[int, list[int]]]:
        """Nodes of one class, with their number: numbers that cover most come first."""
        members: dict[int, list[int]] = {}
        for node in self.nodes:
            members.setdefault(classes[node], []).append(node)
        by_count: dict[int, list[list[int]]] = {}
        for nodes in members.values():
            if 1 < len(nodes) <= MOST_TIMES:
                by_count.setdefault(len(nodes), []).append(nodes)
        ranked = sorted(by_count, key=lambda count: (-count * len(by_count[count]), -count))
        return [(count, nodes) for count in ranked[:COUNTS] for nodes in by_count[count][:SEEDS]]

    def grow(self, seeds: list[int]) -> list[list[int]]:
        """One region around each seed; all take in neighbours together."""
        regions = [[seed] for seed in seeds]
        taken = set(seeds)
        at = 0
        while at < len(regions[0]) < LARGEST:
            for place in sorted(self.around[regions[0][at]]):
                step = [self._only(region[at], place) for region in regions]
                chosen = [node for node in step if node is not None and node not in taken]
                if len(chosen) == len(regions) == len(set(chosen)):
                    taken.update(chosen)
                    for region, node in zip(regions, chosen, strict=True):
                        region.append(node)
            at += 1
        return regions

    def _only(self, node: int, place: Place) -> int | None:
        """The neighbour at a place where there is one alone."""
        others = self.around[node].get(place, [])
        return others[0] if len(others) == 1 else None
