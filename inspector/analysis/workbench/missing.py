"""Why a place does not match: the best partial match, what failed, and what repairs it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inspector.analysis.whynot import explain_miss
from inspector.analysis.workbench import edits
from inspector.analysis.workbench.dials import exactly
from inspector.analysis.workbench.draft_patterns import Draft, Written, offer, weigh
from inspector.analysis.workbench.matched import Part, prepare, stored_of
from inspector.analysis.workbench.records import Explanation, Place
from inspector.analysis.workbench.regions import selected, simple_attributes
from inspector.matching import Matcher, Miss
from inspector.matching.plan import Goal, below
from inspector.patterns import Pattern
from inspector.patterns.places import Path, get
from inspector.patterns.syntax import (
    Anything,
    Call,
    Comparison,
    Constant,
    Expression,
    Literal,
    Variable,
    Width,
)
from inspector.patterns.write import write_comparison, write_expression, write_operators

_NEAR = 60
"""Results tried around the place asked about."""
_REPAIRS = 6
_DEEP = 3
"""Edits that a repair may take together."""


@dataclass(slots=True)
class _Attempt:
    """How near a pattern comes at the place."""

    miss: Miss
    held: int
    matched: bool = False


def explain(draft: Draft, stored: list[int]) -> Explanation:
    """Why stored nodes are in no match.

    Args:
        draft: The draft as matched.
        stored: What should match: a node, or a region.
    """
    wanted = frozenset(stored)
    patterns = [w for w in draft.patterns if w.section != "never" and not w.plain]
    graph = draft.graph
    target = selected(graph, set(stored), whole=False)
    if not patterns or not target:
        return Explanation(sentence="There is nothing here that a pattern could match")
    starts = _results(draft, target)
    best: tuple[_Attempt, Written] | None = None
    for written in patterns:
        attempt = _try(draft, written.part, starts, wanted)
        if attempt.matched:
            return Explanation(matched=True, sentence="The signature matches here")
        if best is None or _rank(attempt) > _rank(best[0]):
            best = attempt, written
    assert best is not None
    attempt, written = best
    return _explained(draft, written, attempt, starts, wanted)


def _results(draft: Draft, target: list[int]) -> list[int]:
    """Nodes that may be the result of a match that holds the target: itself, then what follows."""
    graph = draft.graph
    found = list(reversed(target))
    frontier = list(target)
    while frontier and len(found) < len(target) + _NEAR:
        following = []
        for node in frontier:
            for value in graph.outputs[node]:
                for reader in graph.live_readers(graph.roots[value]) if value >= 0 else ():
                    if reader >= 0 and reader not in found:
                        found.append(reader)
                        following.append(reader)
        frontier = following
    return found[: len(target) + _NEAR]


def _try(draft: Draft, part: Part, starts: list[int], wanted: frozenset[int]) -> _Attempt:
    graph = draft.graph
    matcher = Matcher(graph, budget=4000)
    best = _Attempt(Miss(), -1)
    for node in starts:
        miss = Miss()
        for binding in matcher.solutions(part.plan, node, miss):
            if not wanted.isdisjoint(stored_of(graph, binding)):
                return _Attempt(miss, len(binding.nodes), matched=True)
            break
        near = {node, *miss.bound, _node_at(draft, miss)}
        held = sum(1 for n in near if n >= 0 and not wanted.isdisjoint(graph.stored(n)))
        attempt = _Attempt(miss, held)
        if _rank(attempt) > _rank(best):
            best = attempt
    return best


def _rank(attempt: _Attempt) -> tuple[bool, int, int]:
    return attempt.held > 0, attempt.miss.score, attempt.held


def _node_at(draft: Draft, miss: Miss) -> int:
    graph = draft.graph
    return graph.producer[graph.roots[miss.value]] if miss.value >= 0 else -1


def _explained(
    draft: Draft, written: Written, attempt: _Attempt, starts: list[int], wanted: frozenset[int]
) -> Explanation:
    graph, miss = draft.graph, attempt.miss
    sentence, blamed = explain_miss(graph, written.part.plan, miss)
    path = _path_of(written.part, miss.goal)
    found = Explanation(sentence=sentence, blamed=blamed)
    found.bound = sorted({index for node in miss.bound for index in graph.stored(node)})
    if path is None:
        return found
    key = miss.detail.key if miss.detail is not None else ""
    found.place = Place(written.section, written.number, path, key)
    at = get(written.part.pattern, path)
    found.expected = write_comparison(miss.detail) if miss.detail else _shallow(at)
    node = _node_at(draft, miss)
    found.found = _what(draft, miss, node)
    _repair(draft, written, found, starts, wanted, (attempt, path))
    return found


def _shallow(expression: Expression) -> str:
    return (
        write_operators(expression.operators)
        if isinstance(expression, Call)
        else (write_expression(expression))
    )


def _what(draft: Draft, miss: Miss, node: int) -> str:
    graph = draft.graph
    if miss.detail is not None and node >= 0:
        actual = graph.attributes[node].get(miss.detail.key)
        return f"{miss.detail.key}={'nothing' if actual is None else actual}"
    if node >= 0:
        return graph.ops[node]
    return (
        "no input"
        if miss.value < 0
        else ("a constant" if graph.constant[miss.value] else "an input of the graph")
    )


def _path_of(part: Part, goal: Goal | None) -> Path | None:
    """Where in the pattern a goal stands."""
    if goal is None:
        return None
    if goal.name in part.paths:
        return part.paths[goal.name]
    roots = [part.plan.root, *part.plan.sinks, *part.plan.negatives]
    for owner in (g for root in roots for g in below(root)):
        for place, argument in enumerate(owner.arguments):
            if argument is goal and owner.name in part.paths:
                return (*part.paths[owner.name], place)
    return None


def _repair(
    draft: Draft,
    written: Written,
    found: Explanation,
    starts: list[int],
    wanted: frozenset[int],
    first: tuple[_Attempt, Path],
) -> None:
    """Adds the edits after which the place matches; some take several steps."""
    stack: list[tuple[Pattern, _Attempt, Path, list[str]]] = [(written.part.pattern, *first, [])]
    seen: set[str] = set()
    tried = least = 0
    while stack and len(found.repairs) < _REPAIRS and tried < 80:
        pattern, attempt, path, titles = stack.pop(0)
        for title, new in _candidates(draft, pattern, path, attempt.miss):
            tried += 1
            part = prepare(new, written.number)
            after = _try(draft, part, starts, wanted)
            words = [*titles, title]
            if least and len(words) > least + 1:  # the short ways are known: nobody wants a detour
                return
            if after.matched:
                made = offer(draft, written, ", then ".join(words), new)
                if made is not None and made.text not in seen:
                    seen.add(made.text)
                    made.count, made.keeps = weigh(draft, written, new)
                    if made.keeps:
                        found.repairs.append(made)
                        least = least or len(words)
            elif _rank(after) > _rank(attempt) and len(words) < _DEEP:
                further = _path_of(part, after.miss.goal)
                if further is not None:
                    stack.append((new, after, further, words))


def _candidates(
    draft: Draft, pattern: Pattern, path: Path, miss: Miss
) -> Iterator[tuple[str, Pattern]]:
    """Edits that might help at a place, the least change first."""
    at = get(pattern, path)
    node = _node_at(draft, miss)
    graph = draft.graph
    if miss.detail is not None:
        yield from _looser(draft, pattern, path, miss.detail, node)
        return
    if miss.reason == "sealed":
        new = edits.seal(pattern, path)
        if new is not None:
            yield "Let others read it", new
    if isinstance(at, Call) and node >= 0:
        operator = graph.ops[node]
        if at.operators and operator not in at.operators:
            both = (*at.operators, operator)
            new = edits.swap(pattern, path, both)
            if new is not None:
                yield f"This or that: {write_operators(both)}", new
            yield f"Allow {operator} in between", edits.wrap(pattern, path, operator)
        new = edits.make_optional(pattern, path) if not at.optional else None
        if new is not None:
            yield f"Make {write_operators(at.operators)} optional", new
        new = edits.open_inputs(pattern, path) if miss.reason == "inputs" else None
        if new is not None:
            yield "Allow further inputs", new
        if len(path) > 1:
            yield "Anything here", edits.become(pattern, path, Anything())
    elif isinstance(at, Literal):
        yield "Any constant", edits.become(pattern, path, Constant())
        yield "Anything here", edits.become(pattern, path, Anything())
    elif isinstance(at, Constant | Variable | Call) and len(path) > 1:
        yield "Anything here", edits.become(pattern, path, Anything())


def _looser(
    draft: Draft, pattern: Pattern, path: Path, detail: Comparison, node: int
) -> Iterator[tuple[str, Pattern]]:
    """A constraint widened to what is there, then taken out."""
    actual = simple_attributes(draft.graph.attributes[node]).get(detail.key) if node >= 0 else None
    if actual is not None and detail.operator in ("=", "in") and not detail.is_tuple:
        more = exactly(detail.key, actual)
        fixed = all(
            isinstance(t, str) or (isinstance(t, Width) and not t.variable) for t in detail.terms
        )
        if fixed and not more.is_tuple:
            union = Comparison(detail.key, "in", (*detail.terms, *more.terms))
            new = edits.constrain(pattern, path, detail.key, union)
            if new is not None:
                yield f"This or that: {write_comparison(union)}", new
    new = edits.constrain(pattern, path, detail.key, None)
    if new is not None:
        yield f"Any {detail.key}", new
