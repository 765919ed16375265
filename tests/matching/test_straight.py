"""The straight lines of a plan say what the search says, and decide where there is no choice."""

import pytest

from inspector.matching import Matcher, Miss, compile_pattern
from inspector.matching.straight import straighten
from inspector.patterns import parse_pattern
from tests.matching.pairs import make_pair

DECIDED = {
    "a chain of nodes": "Relu(Conv(x, $))",
    "the same value twice": "h = Relu(x)\nout = MatMul(h, h)",
    "one operand in either place": "Add(MatMul(x, $), _)",
    "operands told by their operators": "Add(Relu(x), Tanh(y))",
    "a node that may be left out": "Relu?(Conv(x, $))",
    "a bias that may be left out": "Add?(MatMul(x, $w), $b)",
    "operators that tell the way": "(Relu(x) | Tanh(x))",
    "an output": "a, b = Split(x)\nout = Concat(b, a)",
    "constraints": "Conv[kernel=3, group=1](x, $)",
    "a layout operator": "Transpose[perm=(0, 2, 1)](Relu(x))",
}
OPEN = {
    "any operator": "Relu(_(x))",
    "a chain of any length": "Relu{1..}(x)",
    "a sum of three": "a + b + Relu(c)",
    "alternatives of one operator": "(Relu(Tanh(x)) | Relu(x))",
    "what may be left out is what is there": "Relu?(Relu(x))",
    "a width": "Conv[in=C, out=C](x, $)",
    "values that differ": "out = Add(Relu(x), Tanh(y))\nx != y",
    "a result beside another": "a = Relu(x)\nout = Tanh(x)",
}


@pytest.mark.parametrize("text", DECIDED.values(), ids=DECIDED)
def test_what_leaves_no_choice_is_decided_by_lines(text: str) -> None:
    assert straighten(compile_pattern(parse_pattern(text))).whole


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_a_choice_is_left_to_the_search(text: str) -> None:
    assert not straighten(compile_pattern(parse_pattern(text))).whole


@pytest.mark.parametrize("start", range(0, 3000, 500))
def test_lines_and_search_find_the_same(start: int) -> None:
    """Only a search can tell why nothing matches, so that it runs alone when asked to."""
    decided = 0
    for seed in range(start, start + 500):
        pair = make_pair(seed)
        plan = compile_pattern(pair.pattern)
        graph = pair.graph
        by_lines = Matcher(graph).matches(plan)
        by_search = Matcher(graph).matches(plan, Miss())
        assert by_lines == by_search, pair.text
        decided += bool(by_lines) and straighten(plan).whole
    assert decided > 50
