"""Values that so many boxes read, so far away, that lines would hide everything else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from inspector.layout.display import DisplayGraph
from inspector.layout.level import BOX, ENTRY, EXIT, Link, Node
from inspector.layout.nesting import Forest, Level
from inspector.layout.order import flow_of, ranks

MANY = 5
"""Consumers that make a hub when they are spread over some ranks."""
SPREAD = 4
"""Different ranks they must stand in, at least."""
SOME = 4
"""Consumers that make a hub when one of them is far away."""
FAR = 30
"""Ranks between a source and a consumer that is far away."""
RANGE = 12
"""Ranks over which consumers spread that could as well stand later, beside what reads them."""


def find_hubs(
    graph: DisplayGraph,
    forest: Forest,
    levels: Mapping[int, Level],
    pieces: Sequence[Sequence[tuple[int, int]]],
) -> dict[int, str]:
    """Finds the edges to be drawn as stubs.

    Args:
        graph: What is drawn.
        forest: Its nesting.
        levels: With all edges.
        pieces: See ``levels_of``.

    Returns:
        The name to write at the stub, by index of the edge.
    """
    fan_out = Counter(edge.source for edge in graph.edges)
    if not any(count >= SOME for count in fan_out.values()):
        return {}
    hubs: set[tuple[int, int]] = set()
    for frame, level in levels.items():
        hubs |= {(frame, number) for number in _hub_joints(level)}
    if not hubs:
        return {}
    stubs = [i for i, way in enumerate(pieces) if any(piece in hubs for piece in way)]
    return _named(graph, forest, stubs)


def _hub_joints(level: Level) -> set[int]:
    """Links of a level that start at a hub, but for those to its nearest readers."""
    starts: dict[tuple[int, int], list[int]] = {}
    for number, joint in enumerate(level.joints):
        starts.setdefault((joint.source, joint.out_of), []).append(number)
    suspects = [numbers for numbers in starts.values() if len(numbers) >= SOME]
    if not suspects:
        return set()
    rank, late = _ranks(level)
    found: set[int] = set()
    for numbers in suspects:
        places = _places(level, numbers, rank, late)
        if places is not None:
            nearest = min(places[level.joints[n].target] for n in numbers)
            found.update(n for n in numbers if places[level.joints[n].target] > nearest)
    return found


def _places(level: Level, numbers: list[int], rank: list[int], late: list[int]) -> list[int] | None:
    """The ranks in which the consumers of a hub are seen to be spread; None when it is none."""
    source = level.joints[numbers[0]].source
    targets = {level.joints[n].target for n in numbers}
    early_ranks = {rank[t] for t in targets}
    late_ranks = {late[t] for t in targets}
    if max(early_ranks) - rank[source] > FAR:
        return rank
    if len(targets) < MANY:
        return None
    if len(early_ranks) >= SPREAD:
        return rank
    spread = len(late_ranks) >= SPREAD and max(late_ranks) - min(late_ranks) >= RANGE
    return late if spread else None


def _ranks(level: Level) -> tuple[list[int], list[int]]:
    """The rank of each place, and how late it could be without moving what reads it."""
    entries, boxes = len(level.entries), len(level.boxes)
    roles = [ENTRY] * entries + [BOX] * boxes + [EXIT] * len(level.exits)
    nodes = [Node(0, 0, 0, 0, role) for role in roles]
    flow = flow_of(len(nodes), [Link(joint.source, joint.target) for joint in level.joints])
    rank = ranks(flow, nodes)
    late = rank.copy()
    for node in reversed(flow.order):
        if flow.after[node]:
            late[node] = min([late[target] for target in flow.after[node]]) - 1
    return rank, late


def _named(graph: DisplayGraph, forest: Forest, stubs: list[int]) -> dict[int, str]:
    """Names the source of each stub; several of one label are numbered."""
    sources = list(dict.fromkeys(graph.edges[i].source for i in stubs))
    labels = {source: graph.boxes[forest.index[source]].label for source in sources}
    often = Counter(labels.values())
    names: dict[int, str] = {}
    numbered: Counter[str] = Counter()
    for source in sources:
        label = labels[source]
        numbered[label] += 1
        names[source] = label if often[label] == 1 else f"{label} {numbered[label]}"
    return {i: names[graph.edges[i].source] for i in stubs}
