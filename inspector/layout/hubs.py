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
    """Links of a level that start at a hub."""
    starts: dict[tuple[int, int], list[int]] = {}
    for number, joint in enumerate(level.joints):
        starts.setdefault((joint.source, joint.out_of), []).append(number)
    suspects = [numbers for numbers in starts.values() if len(numbers) >= SOME]
    if not suspects:
        return set()
    rank = _ranks(level)
    found: set[int] = set()
    for numbers in suspects:
        targets = {level.joints[n].target for n in numbers}
        reach = max(rank[t] for t in targets) - rank[level.joints[numbers[0]].source]
        spread = len({rank[t] for t in targets})
        if (len(targets) >= MANY and spread >= SPREAD) or (len(targets) >= SOME and reach > FAR):
            found.update(numbers)
    return found


def _ranks(level: Level) -> list[int]:
    entries, boxes = len(level.entries), len(level.boxes)
    roles = [ENTRY] * entries + [BOX] * boxes + [EXIT] * len(level.exits)
    nodes = [Node(0, 0, 0, 0, role) for role in roles]
    flow = flow_of(len(nodes), [Link(joint.source, joint.target) for joint in level.joints])
    return ranks(flow, nodes)


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
