"""Order along the flow: cycles broken, ranks, and the order in which nodes are stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.layout.level import BOX, ENTRY, EXIT, Link, Node


@dataclass(slots=True)
class Flow:
    """The directed graph of a level, without what goes backwards.

    Attributes:
        count: Of nodes.
        after: Targets of each node, each once.
        before: Sources of each node, each once.
        back: Indices of the links that close a cycle (self loops among them).
        order: All nodes, sources before targets.
    """

    count: int
    after: list[list[int]]
    before: list[list[int]]
    back: set[int]
    order: list[int]


def flow_of(count: int, links: Sequence[Link]) -> Flow:
    """Finds the flow of a level; links that would close a cycle are told apart.

    Args:
        count: Of nodes.
        links: Between them.
    """
    back = {i for i, link in enumerate(links) if link.source == link.target}
    after, before = _neighbours(count, links, back)
    order = _sorted(count, after, before)
    if len(order) < count:
        back |= _closing(count, links, after, set(order))
        after, before = _neighbours(count, links, back)
        order = _sorted(count, after, before)
    return Flow(count, after, before, back, order)


def _neighbours(
    count: int, links: Sequence[Link], back: set[int]
) -> tuple[list[list[int]], list[list[int]]]:
    after: list[list[int]] = [[] for _ in range(count)]
    before: list[list[int]] = [[] for _ in range(count)]
    pairs: set[tuple[int, int]] = set()
    for index, link in enumerate(links):
        source, target = link.source, link.target
        if index not in back and (source, target) not in pairs:
            pairs.add((source, target))
            after[source].append(target)
            before[target].append(source)
    return after, before


def _sorted(count: int, after: list[list[int]], before: list[list[int]]) -> list[int]:
    missing = [len(sources) for sources in before]
    order = [node for node in range(count) if not missing[node]]
    for node in order:
        for target in after[node]:
            missing[target] -= 1
            if not missing[target]:
                order.append(target)
    return order


def _closing(
    count: int, links: Sequence[Link], after: list[list[int]], sorted_: set[int]
) -> set[int]:
    """Links to a node that is still open in a depth-first walk, in the order of the nodes."""
    state = [2 if node in sorted_ else 0 for node in range(count)]
    closing: set[tuple[int, int]] = set()
    for start in range(count):
        if state[start]:
            continue
        state[start] = 1
        stack = [(start, iter(after[start]))]
        while stack:
            node, targets = stack[-1]
            for target in targets:
                if state[target] == 1:
                    closing.add((node, target))
                elif state[target] == 0:
                    state[target] = 1
                    stack.append((target, iter(after[target])))
                    break
            else:
                state[node] = 2
                stack.pop()
    return {i for i, link in enumerate(links) if (link.source, link.target) in closing}


def ranks(flow: Flow, nodes: Sequence[Node]) -> list[int]:
    """Assigns ranks: as early as possible, what only feeds others as late as possible.

    Args:
        flow: Of the level.
        nodes: Of the level; entry ports come first, exit ports last.
    """
    first = [0] * flow.count
    ports = any(node.role == ENTRY for node in nodes)
    for node in flow.order:
        sources = flow.before[node]
        if sources:
            first[node] = 1 + max([first[source] for source in sources])
        elif ports and nodes[node].role != ENTRY:
            first[node] = 1
    last = 1 + max(first, default=0)
    for node in range(flow.count):
        if nodes[node].role == EXIT:
            first[node] = last
    fed = reached(flow.after, _main_sources(flow, nodes))
    for node in reversed(flow.order):
        if not fed[node] and flow.after[node] and nodes[node].role == BOX:
            first[node] = min([first[target] for target in flow.after[node]]) - 1
    return first


def depths(flow: Flow) -> list[int]:
    """How many links there are at most from each node to an end."""
    depth = [0] * flow.count
    for node in reversed(flow.order):
        if flow.after[node]:
            depth[node] = 1 + max([depth[target] for target in flow.after[node]])
    return depth


def _main_sources(flow: Flow, nodes: Sequence[Node]) -> list[int]:
    entries = [n for n in range(flow.count) if nodes[n].role == ENTRY]
    return entries or [main_source(flow, depths(flow))]


def main_source(flow: Flow, depth: list[int]) -> int:
    """The source of the longest way, the first one of several."""
    best = -1
    for node in range(flow.count):
        if not flow.before[node] and (best < 0 or depth[node] > depth[best]):
            best = node
    return best


def reached(after: list[list[int]], starts: Sequence[int]) -> bytearray:
    """Marks what can be reached from some nodes, themselves included."""
    marks = bytearray(len(after))
    stack = [start for start in starts if start >= 0]
    for start in stack:
        marks[start] = 1
    while stack:
        for target in after[stack.pop()]:
            if not marks[target]:
                marks[target] = 1
                stack.append(target)
    return marks


def stacking_order(flow: Flow, nodes: Sequence[Node]) -> list[int]:
    """Orders nodes so that as few links as possible jump over a node.

    What only feeds a node comes right before it, what leads nowhere comes right after its sources.

    Args:
        flow: Of one connected component.
        nodes: Of the level.
    """
    return _Stacking(flow, nodes).run()


class _Stacking:
    def __init__(self, flow: Flow, nodes: Sequence[Node]) -> None:
        self.flow, self.nodes = flow, nodes
        depth = depths(flow)
        entries = [n for n in range(flow.count) if nodes[n].role == ENTRY]
        start = max(entries, key=depth.__getitem__) if entries else main_source(flow, depth)
        end = start
        while flow.after[end]:
            end = max(flow.after[end], key=depth.__getitem__)
        self.fed = reached(flow.after, [start])
        self.needed = reached(flow.before, [end])
        known = reached(flow.after, [n for n in range(flow.count) if self.needed[n]])
        self.missing = [sum(map(known.__getitem__, sources)) for sources in flow.before]
        self.emitted = bytearray(flow.count)
        self.order: list[int] = []

    def run(self) -> list[int]:
        nodes, emitted = self.nodes, self.emitted
        exits = [n for n in self.flow.order if nodes[n].role == EXIT]
        entries = [n for n in self.flow.order if nodes[n].role == ENTRY]
        for node in exits:
            emitted[node] = 1
        for node in entries:
            emitted[node] = 1
            self.order.append(node)
        for node in [end for entry in entries for end in self._freed(entry)]:
            self._with_feeders(node)
        for node in self.flow.order:
            if self.needed[node] and self.fed[node] and not emitted[node]:
                self._with_feeders(node)
        for node in self.flow.order:
            if not emitted[node]:
                self._with_feeders(node)
        return self.order + exits

    def _with_feeders(self, node: int) -> None:
        """Emits a node behind all its sources that are not out yet."""
        flow, emitted = self.flow, self.emitted
        stack = [(node, iter(flow.before[node]))]
        while stack:
            current, sources = stack[-1]
            for source in sources:
                if not emitted[source]:
                    stack.append((source, iter(flow.before[source])))
                    break
            else:
                stack.pop()
                if not emitted[current]:
                    emitted[current] = 1
                    self.order.append(current)
                    stack.extend((end, iter(flow.before[end])) for end in self._freed(current))

    def _freed(self, node: int) -> list[int]:
        """What leads nowhere and waited for this node only."""
        freed = []
        for target in reversed(self.flow.after[node]):
            self.missing[target] -= 1
            if not self.missing[target] and not self.needed[target] and not self.emitted[target]:
                freed.append(target)
        return freed
