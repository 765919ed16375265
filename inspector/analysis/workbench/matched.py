"""A signature text matched on an open model, with what each part of it bound."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from msgspec.structs import replace

from inspector.analysis.folding import Foldings
from inspector.analysis.program import Program
from inspector.analysis.workbench.regions import mostly
from inspector.matching import FoldedGraph, Matcher, Plan, compile_pattern
from inspector.matching.state import Binding
from inspector.patterns.places import Path, put, walk
from inspector.patterns.syntax import Call, Pattern
from inspector.signatures import Signature
from inspector.signatures.library import references

MAX_MATCHES = 2000
_LABEL = "part_"
_TRIED = 300
"""Matches looked at to find the one of the selection."""


@dataclass(slots=True)
class Part:
    """One pattern of the signature: a form of a block.

    Attributes:
        number: Which form.
        pattern: As written.
        plan: Compiled with a name for every node.
        paths: Of those names.
        bindings: The matches that count.
    """

    number: int
    pattern: Pattern
    plan: Plan
    paths: dict[str, Path]
    bindings: list[Binding] = field(default_factory=list)

    def nodes(self, binding: Binding) -> dict[Path, int]:
        """The graph node at each path of one match."""
        return {self.paths[n]: node for n, node in binding.named.items() if n in self.paths}


@dataclass(slots=True)
class MatchedBlock:
    """A block's forms on the graph of its level.

    Attributes:
        matches: Stored nodes of each match, in stored order, at most ``MAX_MATCHES``.
        exhausted: Whether the search was given up.
    """

    graph: FoldedGraph
    parts: list[Part]
    matches: list[list[int]]
    exhausted: bool = False


def stratum_of(program: Program, names: Iterable[str], own: str = "") -> int:
    """How many strata must be folded before a pattern with these names can be matched."""
    used = set(names) - {own}
    needed = 0
    for number, stratum in enumerate(program.strata, start=1):
        if any(block.signature.name in used for block in stratum):
            needed = number
    return needed


def label(pattern: Pattern) -> tuple[Pattern, dict[str, Path]]:
    """Names every node of a pattern.

    Returns:
        The pattern, and the path behind each name.
    """
    paths: dict[str, Path] = {}
    for number, (path, expression) in enumerate(list(walk(pattern))):
        if isinstance(expression, Call):
            name = expression.name or f"{_LABEL}{number}"
            paths[name] = path
            if not expression.name:
                pattern = put(pattern, path, replace(expression, name=name))
    return pattern, paths


def prepare(pattern: Pattern, number: int = 0) -> Part:
    """Compiles a pattern so that its parts can be found again in a match."""
    labelled, paths = label(pattern)
    return Part(number, pattern, compile_pattern(labelled), paths)


def match_block(scan: Foldings, signature: Signature, origin: Collection[int] = ()) -> MatchedBlock:
    """All matches of a block that do not overlap.

    Args:
        scan: The open model.
        signature: The block.
        origin: Stored nodes it was drafted from: a match of exactly these comes before others
            that overlap with it.
    """
    folding = scan.level(stratum_of(scan.program, references(signature), signature.name))
    parts = [prepare(form.pattern, number) for number, form in enumerate(signature.forms)]
    return match_parts(folding.graph, parts, origin)


def match_parts(
    graph: FoldedGraph, parts: list[Part], origin: Collection[int] = ()
) -> MatchedBlock:
    """Matches prepared patterns; what one match holds no later one takes."""
    matcher = Matcher(graph)
    claimed: set[int] = set()
    results: set[int] = set()
    matches: list[list[int]] = []
    home = frozenset(origin)
    for part in parts:
        part.bindings = []
        own = [_own(graph, part.plan, home)] if home else []
        for binding in itertools.chain(own, matcher.matches(part.plan)):
            if binding is None:
                continue
            moving = [n for n in binding.nodes if not graph.node_constant(n)]
            if binding.result in results or not claimed.isdisjoint(moving):
                continue
            results.add(binding.result)
            claimed.update(moving)
            part.bindings.append(binding)
            matches.append(stored_of(graph, binding))
    matches.sort()
    return MatchedBlock(graph, parts, matches[:MAX_MATCHES], bool(matcher.exhausted.results))


def _own(graph: FoldedGraph, plan: Plan, home: frozenset[int]) -> Binding | None:
    """The match that lies in the selection and holds most of it, None when there is none."""
    matcher = Matcher(graph.within(_selected(graph, home)))
    best: tuple[int, Binding] | None = None
    tried = 0
    for node in reversed(matcher.candidates(plan)):
        for binding in matcher.solutions(plan, node):
            tried += 1
            held = stored_of(graph, binding)
            if best is None or len(held) > best[0]:
                best = len(held), binding
                if len(held) == len(home):
                    return binding
            if tried > _TRIED:
                return best[1]
    return best[1] if best else None


def _selected(graph: FoldedGraph, home: frozenset[int]) -> list[int]:
    """Nodes and folds that belong to a selection: most of what is stored of them is selected."""
    touched: dict[int, None] = {}
    for leaf, origins in enumerate(graph.normal.origins):
        if not home.isdisjoint(origins):
            node = leaf
            while node in graph.parent:
                node = graph.parent[node]
            touched[node] = None
    return [node for node in touched if mostly(graph, node, home)]


def stored_of(graph: FoldedGraph, binding: Binding) -> list[int]:
    """Stored nodes of a match."""
    return sorted({index for node in binding.nodes for index in graph.stored(node)})
