"""The folded graph: a normal graph in which matched regions have become single nodes.

It copies the columns it changes, so that one normal graph can be folded again and again.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

from inspector.ir.graph import Shape
from inspector.ir.normal import LAYOUT, NormalGraph
from inspector.matching.columns import Columns
from inspector.matching.index import (
    OUTSIDE,
    layout_roots,
    nodes_by_operator,
    readers_of,
    topological_positions,
)

CHANGED = ("ops", "inputs", "outputs", "attributes", "alive", "producer", "order")
"""Columns that a fold changes."""
FEWEST, FIRST = 100, 300
"""So many places at least are looked at in arrays; so many are worth making these, if most fail."""
LARGE = 4_000
"""A graph of so many nodes is indexed in arrays from the start."""
NODES = 32
"""Nodes that are written to arrays in the time that a place takes by itself."""


@dataclass(slots=True)
class Fold:
    """A matched region that has become a node.

    Attributes:
        node: Its node id in the folded graph.
        signature: The block's name.
        members: The nodes it stands for (folds among them), layout nodes inside included.
        attributes: What the block exports.
    """

    node: int
    signature: str
    members: list[int]
    attributes: dict[str, object] = field(default_factory=dict)


class FoldedGraph:
    """A normal graph with folds.

    Node columns are those of the normal graph, folds appended. ``readers`` lists, per root value,
    the live nodes that read it through any chain of layout nodes (OUTSIDE for a graph output);
    ``roots`` gives the value at the start of the layout chain behind each value. ``compute`` lists
    the normal data-flow nodes, ``normal_by_operator`` indexes the nodes as they were before folds.
    """

    def __init__(self, normal: NormalGraph) -> None:
        self.normal = normal
        self.ops = normal.ops
        self.inputs, self.outputs = normal.inputs, normal.outputs
        self.attributes, self.alive = normal.attributes, normal.alive
        self.producer = normal.producer
        self._owned = False
        self.shapes: list[Shape | None] = normal.shapes
        self.dtypes = normal.dtypes
        self.constant = normal.constant
        self.folds: dict[int, Fold] = {}
        self.parent: dict[int, int] = {}
        self._columns = self._arrays() if len(self.ops) >= LARGE else None
        if self._columns is not None and self._columns.is_ordered(self.alive):
            self.order = list(range(len(self.ops)))
            self.by_operator = self._columns.by_operator(self.alive)
        else:
            self.order = topological_positions(normal)
            self.by_operator = nodes_by_operator(normal)

    def _arrays(self, roots: list[int] | None = None) -> Columns:
        return Columns(self.ops, self.inputs, self.producer, self.constant, roots)

    @property
    def columns(self) -> Columns:
        """The graph as it is now, in arrays."""
        if self._columns is None:
            self._columns = self._arrays(self.roots)
        return self._columns

    @cached_property
    def roots(self) -> list[int]:
        """Per value the value at the start of the layout chain behind it."""
        if self._columns is not None:
            roots: list[int] = self._columns.roots[:-1].tolist()
            return roots
        return layout_roots(self.normal, self.order, self.by_operator)

    def affords(self, places: int, *, lasting: bool = False) -> bool:
        """Whether arrays pay for looking at so many places at once.

        Args:
            places: How many there are.
            lasting: Whether a good part of them is known to hold for long.
        """
        if self._columns is not None:
            return places >= FEWEST
        least = FEWEST if lasting else FIRST
        return places >= least and places * NODES >= len(self.ops)

    @cached_property
    def readers(self) -> list[list[int]]:
        """Live nodes that read a root value, per value; asked for first before anything folds."""
        return readers_of(self.normal, self.roots)

    @cached_property
    def compute(self) -> list[int]:
        """The normal data-flow nodes."""
        normal = self.normal
        return [
            node
            for node, op in enumerate(normal.ops)
            if normal.alive[node] and op not in LAYOUT and not self.node_constant(node)
        ]

    @cached_property
    def normal_by_operator(self) -> dict[str, list[int]]:
        """The nodes by operator as they were before folds."""
        return nodes_by_operator(self.normal)

    def branch(self) -> FoldedGraph:
        """A copy to fold further; this graph stays as it is."""
        other = copy(self)
        other._columns, other._owned = None, False
        other._own()
        other.roots, other.readers = list(self.roots), list(self.readers)
        other.folds, other.parent = dict(self.folds), dict(self.parent)
        other.by_operator = {op: list(nodes) for op, nodes in self.by_operator.items()}
        return other

    def holds(self, needed: Iterable[frozenset[str]]) -> bool:
        """Whether there is a node of each of some sets of operators."""
        known = self.by_operator
        return all(any(known.get(operator) for operator in operators) for operators in needed)

    def within(self, nodes: Iterable[int]) -> FoldedGraph:
        """The graph with these nodes only: what others make counts as given.

        Args:
            nodes: Live ones.

        Returns:
            A view that must not be folded.
        """
        kept = set(nodes)
        inner = copy(self)
        inner._columns = None
        inner.producer = [maker if maker in kept else -1 for maker in self.producer]
        inner.readers = [[r for r in readers if r in kept] for readers in self.readers]
        inner.by_operator = {
            op: found
            for op, known in self.by_operator.items()
            if (found := [node for node in known if node in kept])
        }
        return inner

    def node_constant(self, node: int) -> bool:
        """Whether a node depends on constants only."""
        outputs = self.outputs[node]
        return bool(outputs) and outputs[0] >= 0 and self.constant[outputs[0]]

    def is_compute(self, node: int) -> bool:
        """Whether a normal node takes part in the data flow and is no layout node."""
        return self.ops[node] not in LAYOUT and not self.node_constant(node)

    def scalar(self, value: int) -> float | None:
        """The number a constant holds, None when unknown or not one."""
        return self.normal.scalar(value)

    def size(self, value: int) -> int | None:
        """Number of elements, None when unknown."""
        shape = self.shapes[value]
        if shape is None:
            return None
        size = 1
        for extent in shape:
            if not isinstance(extent, int):
                return None
            size *= extent
        return size

    def live_readers(self, root: int) -> list[int]:
        """Nodes that read a root value; OUTSIDE for a graph output."""
        readers = self.readers[root]
        if not self.constant[root]:
            return readers
        return [reader for reader in readers if reader < 0 or self.alive[reader]]

    def live_nodes(self) -> list[int]:
        """Live nodes that are no layout nodes, in graph order."""
        return [n for n in range(len(self.ops)) if self.alive[n] and self.ops[n] not in LAYOUT]

    def nodes_with(self, operators: Iterable[str]) -> list[int]:
        """Live nodes with one of these operators, in topological order."""
        alive = self.alive
        nodes: list[int] = []
        for operator in operators:
            known = self.by_operator.get(operator)
            if known:
                live = [node for node in known if alive[node]]
                if len(live) < len(known):
                    self.by_operator[operator] = live
                nodes += live
        if len(nodes) > 1:
            order = self.order
            nodes.sort(key=lambda node: (order[node], node))
        return nodes

    def forward(
        self, starts: Iterable[int], distance: int, operators: frozenset[str] | None
    ) -> set[int]:
        """Nodes reached from some nodes within a distance, over the given operators only."""
        reached = set(starts)
        frontier = list(reached)
        for _ in range(distance if distance >= 0 else len(self.ops)):
            following = []
            for node in frontier:
                for value in self.outputs[node]:
                    if value < 0:
                        continue
                    for reader in self.readers[self.roots[value]]:
                        if reader >= 0 and reader not in reached:
                            if operators is None or self.ops[reader] in operators:
                                reached.add(reader)
                                following.append(reader)
            if not following:
                break
            frontier = following
        return reached

    def fold(
        self,
        signature: str,
        members: Iterable[int],
        inputs: list[int],
        result: int,
        attributes: dict[str, object],
    ) -> Fold | None:
        """Makes one node of a matched region.

        Args:
            signature: The block's name: the new node's operator.
            members: Matched nodes; constant ones are left where they are.
            inputs: The values the block declares as inputs, in order.
            result: The value of the block's result.
            attributes: What the block exports.

        Returns:
            The fold, or None when the region is not convex.
        """
        inside = {node for node in members if self.alive[node] and not self.node_constant(node)}
        inside |= self._layout_inside(inside)
        outputs = self._outputs(inside, result)
        if len(outputs) > 1 and not self._convex(inside, outputs):
            return None
        return self._make(signature, inside, inputs, outputs, attributes)

    def refold(
        self,
        signature: str,
        members: Iterable[int],
        inputs: list[int],
        outputs: list[int],
        attributes: dict[str, object],
    ) -> Fold:
        """Makes a fold again that ``fold`` once made of the same graph.

        Args:
            signature: The block's name.
            members: All nodes that it hides.
            inputs: The values it reads.
            outputs: The values it makes.
            attributes: What the block exports.
        """
        return self._make(signature, set(members), inputs, outputs, attributes)

    def _make(
        self,
        signature: str,
        inside: set[int],
        inputs: list[int],
        outputs: list[int],
        attributes: dict[str, object],
    ) -> Fold:
        if self.roots[outputs[0]] != outputs[0]:
            self._uproot(outputs[0])
        self._own()
        self._columns = None
        node = len(self.ops)
        self.ops.append(signature)
        self.inputs.append(inputs)
        self.outputs.append(outputs)
        self.attributes.append(attributes)
        self.alive.append(True)
        self.order.append(max(self.order[member] for member in inside))
        self._rewire(node, inside, inputs, outputs)
        fold = Fold(node, signature, sorted(inside), attributes)
        self.folds[node] = fold
        for member in inside:
            self.parent[member] = node
        self.by_operator.setdefault(signature, []).append(node)
        return fold

    def _own(self) -> None:
        """Copies the columns that folds change, before the first one."""
        if not self._owned:
            self._owned = True
            for name in CHANGED:
                setattr(self, name, list(getattr(self, name)))

    def _uproot(self, value: int) -> None:
        """Makes the result of a layout node a root of its own: its fold hides what is behind."""
        old = self.roots[value]
        moved, stack = {value}, [value]
        while stack:
            for node in self.normal.uses[stack.pop()]:
                if self.alive[node] and self.ops[node] in LAYOUT:
                    moved.add(self.outputs[node][0])
                    stack.append(self.outputs[node][0])
        for entry in moved:
            self.roots[entry] = value
        readers = self.readers[old]
        self.readers[value] = [r for r in readers if self._reads(r, moved)]
        self.readers[old] = [r for r in readers if r == OUTSIDE or self._reads_other(r, old)]

    def _reads(self, node: int, values: set[int]) -> bool:
        if node == OUTSIDE:
            return not values.isdisjoint(self.normal.graph_outputs)
        return not values.isdisjoint(self.inputs[node])

    def _reads_other(self, node: int, root: int) -> bool:
        return any(value >= 0 and self.roots[value] == root for value in self.inputs[node])

    def _layout_inside(self, inside: set[int]) -> set[int]:
        """Layout nodes on the edges between members, and those that only members read."""
        found: set[int] = set()
        for node in inside:
            for value in self.inputs[node]:
                at, chain = value, []
                while at >= 0 and self.producer[at] >= 0:
                    maker = self.producer[at]
                    if self.ops[maker] not in LAYOUT or not self.alive[maker]:
                        break
                    chain.append(maker)
                    at = self.inputs[maker][0]
                if chain and at >= 0 and self.producer[at] in inside:
                    found.update(chain)
        return found - inside

    def _outputs(self, inside: set[int], result: int) -> list[int]:
        """The result first, then every other value that is read outside."""
        outputs = [self.roots[result] if self.producer[result] not in inside else result]
        for node in sorted(inside, key=lambda n: (self.order[n], n)):
            for value in self.outputs[node]:
                if value >= 0 and self.roots[value] == value and value not in outputs:
                    if any(r == OUTSIDE or r not in inside for r in self.readers[value]):
                        outputs.append(value)
        return outputs

    def _convex(self, inside: set[int], outputs: list[int]) -> bool:
        """Whether no path leaves the region and comes back."""
        last = max(self.order[node] for node in inside)
        stack = [
            reader
            for value in outputs
            for reader in self.readers[self.roots[value]]
            if reader >= 0 and reader not in inside
        ]
        seen = set(stack)
        while stack:
            node = stack.pop()
            for value in self.outputs[node]:
                if value < 0:
                    continue
                for reader in self.readers[self.roots[value]]:
                    if reader in inside:
                        return False
                    if reader >= 0 and reader not in seen and self.order[reader] < last:
                        seen.add(reader)
                        stack.append(reader)
        return True

    def _rewire(self, node: int, inside: set[int], inputs: list[int], outputs: list[int]) -> None:
        readers, roots = self.readers, self.roots
        touched = {
            roots[value]
            for member in inside
            for value in self.inputs[member]
            if value >= 0 and not self.constant[value]
        }
        touched |= {roots[value] for value in inputs if value >= 0 and not self.constant[value]}
        for value in touched:
            kept = [reader for reader in readers[value] if reader not in inside]
            if len(kept) != len(readers[value]):
                readers[value] = [*kept, node]
        for root in {roots[value] for value in inputs if value >= 0 and self.constant[value]}:
            readers[root] = [*readers[root], node]
        for value in outputs:
            if value >= 0:
                self.producer[value] = node
        for member in inside:
            self.alive[member] = False

    def stored(self, node: int) -> list[int]:
        """Stored nodes behind a node or fold, sorted; not the If or the call around them."""
        found = {at for leaf in self.leaves(node) for at in self.normal.origins[leaf]}
        return sorted(found - self.normal.containers or found)

    def leaves(self, node: int) -> list[int]:
        """Normal nodes behind a node or fold."""
        found: list[int] = []
        stack = [node]
        while stack:
            current = stack.pop()
            fold = self.folds.get(current)
            if fold is not None:
                stack.extend(fold.members)
            else:
                found.append(current)
        return sorted(found)
