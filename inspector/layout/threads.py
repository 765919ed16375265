"""A region as ranks: links over several ranks become threads of bends, one in each rank."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from inspector.layout.cutting import Region
from inspector.layout.level import ENTRY, EXIT, Link
from inspector.layout.order import Flow, depths, flow_of, main_source, reached


@dataclass(slots=True)
class Piece:
    """A link between two neighbouring ranks, by item."""

    upper: int
    lower: int
    out_at: int | None = None
    in_at: int | None = None
    straight: bool = False


@dataclass(slots=True)
class Ranked:
    """Items (nodes, then bends) in ranks with pieces between neighbouring ranks.

    Attributes:
        left: Room of each item to the left of its axis.
        right: Room to the right.
        rank: Of each item.
        pieces: Between them.
        chains: For each link of the region the items from its source to its target; empty when it
            is not drawn here.
        ranks: How many there are.
        nodes: How many of the items are nodes.
    """

    left: list[int]
    right: list[int]
    rank: list[int]
    pieces: list[Piece] = field(default_factory=list)
    chains: list[list[int]] = field(default_factory=list)
    ranks: int = 1
    nodes: int = 0

    def by_rank(self) -> list[list[int]]:
        """Items of each rank, in their order of birth."""
        rows: list[list[int]] = [[] for _ in range(self.ranks)]
        for item, rank in enumerate(self.rank):
            rows[rank].append(item)
        return rows


THREAD = 4
"""Room on either side of a line that passes a rank."""


def rank_region(region: Region) -> Ranked:
    """Ranks a region's nodes and threads its long links."""
    nodes = region.nodes
    flow = flow_of(len(nodes), [Link(link.source, link.target) for link in region.links])
    rank = _ranks(region, flow)
    ranked = Ranked([n.left for n in nodes], [n.right for n in nodes], rank)
    ranked.ranks = max(rank) + 1
    ranked.nodes = len(nodes)
    spine = _spine(flow)
    for link in region.links:
        _thread(ranked, link.source, link.target, link.out_at, link.in_at, link.drawn, spine)
    return ranked


def _thread(
    ranked: Ranked,
    source: int,
    target: int,
    out_at: int | None,
    in_at: int | None,
    drawn: bool,
    spine: dict[int, int],
) -> None:
    if not drawn:
        ranked.chains.append([])
        return
    chain = [source]
    for rank in range(ranked.rank[source] + 1, ranked.rank[target]):
        chain.append(len(ranked.rank))
        ranked.rank.append(rank)
        ranked.left.append(THREAD)
        ranked.right.append(THREAD)
    chain.append(target)
    straight = spine.get(source) == target
    for upper, lower in itertools.pairwise(chain):
        ranked.pieces.append(Piece(upper, lower, straight=straight))
    ranked.pieces[-1].in_at = in_at
    ranked.pieces[1 - len(chain)].out_at = out_at
    ranked.chains.append(chain)


def _ranks(region: Region, flow: Flow) -> list[int]:
    """As early as possible; feeders as late as possible; the two cut nodes alone."""
    nodes = region.nodes
    rank = [0] * len(nodes)
    ports = [n for n, node in enumerate(nodes) if node.role == ENTRY]
    pinned = bool(ports) or region.entry
    for node in flow.order:
        if flow.before[node]:
            rank[node] = 1 + max([rank[source] for source in flow.before[node]])
        elif pinned and nodes[node].role != ENTRY and not (region.entry and node == 0):
            rank[node] = 1
    _pull_down(flow, rank, _roots(region, flow, ports), nodes)
    lasts = [n for n, node in enumerate(nodes) if node.role == EXIT]
    if region.exit:
        lasts = [len(nodes) - 1]
    if lasts:
        others = [rank[n] for n in range(len(nodes)) if n not in lasts]
        for node in lasts:
            rank[node] = 1 + max(others, default=-1)
    return _dense(rank)


def _roots(region: Region, flow: Flow, ports: list[int]) -> list[int]:
    if region.entry:
        return [0]
    return ports or [main_source(flow, depths(flow))]


def _pull_down(flow: Flow, rank: list[int], roots: list[int], nodes: Sequence[object]) -> None:
    fed = reached(flow.after, roots)
    if all(fed):
        return
    for node in reversed(flow.order):
        if not fed[node] and flow.after[node]:
            rank[node] = min([rank[target] for target in flow.after[node]]) - 1


def _dense(rank: list[int]) -> list[int]:
    used = {value: place for place, value in enumerate(sorted(set(rank)))}
    return [used[value] for value in rank]


def _spine(flow: Flow) -> dict[int, int]:
    """The longest way, which is drawn as straight as can be: target of each of its nodes."""
    depth = depths(flow)
    node = main_source(flow, depth)
    spine: dict[int, int] = {}
    while flow.after[node]:
        longest = [t for t in flow.after[node] if depth[t] == depth[node] - 1]
        spine[node] = longest[(len(longest) - 1) // 2]
        node = spine[node]
    return spine
