"""Holds the matcher against the oracle and networkx on many random pairs.

    python -m tests.matching.agreement 20000

runs as many pairs of either kind and prints the first few on which they differ.
"""

from __future__ import annotations

import sys
import time

from inspector.matching import Matcher, Plan, compile_pattern
from tests.matching.isomorphism import all_matches
from tests.matching.oracle import Found, Oracle
from tests.matching.pairs import Pair, make_pair

AMPLE = 10_000_000


def found_by_matcher(pair: Pair) -> tuple[set[Found], list[Found]]:
    """All solutions, and the one reported at each result."""
    plan = compile_pattern(pair.pattern)
    matcher = Matcher(pair.graph, budget=AMPLE)
    solutions = {
        _as_found(pair, plan, node, binding)
        for node in matcher.candidates(plan)
        for binding in matcher.solutions(plan, node)
    }
    first = [
        _as_found(pair, plan, pair.graph.producer[binding.result], binding)
        for binding in matcher.matches(plan)
    ]
    assert not matcher.exhausted.results
    return solutions, first


def _as_found(pair: Pair, plan: Plan, node: int, binding: object) -> Found:
    roots = pair.graph.roots
    values = [
        (name, roots[value])
        for name, value in zip(plan.registers, binding.values, strict=True)
        if value >= 0
    ]
    return node, frozenset(binding.nodes), tuple(sorted(values))


def disagreement(seed: int) -> str:
    """What the matcher and the oracle differ in on a seed's pair; empty when they agree."""
    pair = make_pair(seed)
    expected = Oracle(pair.graph, pair.pattern).matches()
    solutions, first = found_by_matcher(pair)
    problems = []
    if solutions != expected:
        problems += [f"missed: {found}" for found in sorted(expected - solutions, key=str)]
        problems += [f"wrong: {found}" for found in sorted(solutions - expected, key=str)]
    places = [found[0] for found in first]
    if sorted(set(places)) != sorted({found[0] for found in expected}):
        problems.append(f"results: {places}")
    if not set(first) <= expected:
        problems.append(f"first: {first}")
    return "\n".join([f"seed {seed}", str(pair), *problems[:6]]) if problems else ""


def networkx_disagreement(seed: int) -> str:
    """The same against networkx, on a pattern that a plain monomorphism can say."""
    pair = make_pair(seed, plain=True)
    expected = all_matches(pair.graph, pair.pattern)
    solutions = {(node, nodes) for node, nodes, _ in found_by_matcher(pair)[0]}
    if solutions == expected:
        return ""
    missed, wrong = expected - solutions, solutions - expected
    return "\n".join([f"seed {seed}", str(pair), f"missed: {missed}", f"wrong: {wrong}"])


def main(count: int, first: int = 0) -> int:
    """Runs pairs and prints what differs; returns the number of disagreements."""
    start = time.process_time()
    bad = matching = 0
    for seed in range(first, first + count):
        for check in (disagreement, networkx_disagreement):
            problem = check(seed)
            if problem:
                bad += 1
                if bad <= 5:
                    print(problem, "\n")
        matching += bool(found_by_matcher(make_pair(seed))[1])
    seconds = time.process_time() - start
    print(f"{count} pairs of either kind, {matching} with matches, {bad} disagreements")
    print(f"{seconds:.0f} s of processor time")
    return bad


if __name__ == "__main__":
    sys.exit(min(1, main(*(int(argument) for argument in sys.argv[1:]))))
