"""A pattern with too many ways to match ends at the stated budget, and it is said."""

import pytest

from inspector.analysis.scanning import scan
from inspector.ir.graph import Model
from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph, Matcher, Miss, compile_pattern
from inspector.matching import matcher as matcher_room
from inspector.matching.matcher import BUDGET
from inspector.patterns import parse_pattern
from inspector.signatures.library import make_library
from tests.graphs import make_model

DEPTH = 20
TOTAL = 60_000
"""Less than the real budget for a whole plan, which takes seconds to spend."""

WILDCARDS = "_(..., " * DEPTH + "Tanh(Tanh(x))" + ", ...)" * DEPTH
"""Twenty nodes of any kind below each other, then what the graph does not hold."""


def dense_graph(nodes: int, width: int = 6) -> Model:
    """Each node reads the six before it, two Tanh at the start apart from each other."""
    names = [f"x{place}" for place in range(width)]
    lines = [f"{name}: float32 4" for name in names]
    lines += ["t0 = Tanh(x0)", "t1 = Tanh(x1)"]
    names[-2:] = ["t0", "t1"]
    for place in range(nodes):
        lines.append(f"n{place} = Concat[axis=0]({', '.join(names[-width:])})")
        names.append(f"n{place}")
    return make_model("\n".join([*lines, f"return {names[-1]}"]))


@pytest.mark.parametrize("tell", [False, True], ids=["plain", "why not"])
def test_a_search_ends_at_its_budget(tell: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matcher_room, "TOTAL_BUDGET", TOTAL)
    model = dense_graph(60)
    graph = FoldedGraph(normalise(model, model.graphs["main"]))
    matcher = Matcher(graph)
    miss = Miss()
    found = matcher.matches(compile_pattern(parse_pattern(WILDCARDS)), miss if tell else None)
    assert found == []
    assert matcher.exhausted.results
    assert TOTAL < matcher.steps <= TOTAL + 2 * BUDGET
    assert len(miss.bound) > DEPTH // 2 or not tell


def test_a_scan_says_which_signature_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matcher_room, "TOTAL_BUDGET", TOTAL)
    text = f"format: 1\nblock: Wild\ninputs: [x]\npattern: '{WILDCARDS}'\n"
    report = scan(dense_graph(60), make_library({"wild.yaml": text})).report
    (said,) = report.skipped
    assert said.startswith("Wild: the search was given up at ")


def test_a_pattern_of_twenty_wildcards_is_found_where_it_is() -> None:
    names = "\n".join(f"n{place + 1} = Relu(n{place})" for place in range(30))
    model = make_model(f"n0: float32 4\n{names}\nreturn n30")
    matcher = Matcher(FoldedGraph(normalise(model, model.graphs["main"])))
    pattern = parse_pattern("_(" * DEPTH + "x" + ")" * DEPTH)
    found = matcher.matches(compile_pattern(pattern))
    assert [len(binding.nodes) for binding in found] == [DEPTH] * 11
    assert matcher.exhausted.results == []
