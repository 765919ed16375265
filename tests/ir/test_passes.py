"""Each pass of the normal form by itself, on a tiny graph of its own.

A file of ``passes`` is named by the pass. It holds a graph, then what the passes before leave of
it, then what this one makes of that; constants are ``$``, named where several nodes read them.
After a change on purpose: INSPECTOR_GOLDEN=write pytest tests/ir/test_passes.py, then read the
difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector.ir.normal import PASSES, NormalGraph
from inspector.ir.normal.build import build
from tests.graphs import make_model

FOLDER = Path(__file__).parent / "passes"
PARTS = ("---- before\n", "---- after\n")
STEPS = {step.__name__: place for place, step in enumerate(PASSES)}


def written(graph: NormalGraph) -> str:
    """One node a line, its stored nodes behind it, ``$`` before those that are constant."""
    lines = []
    for node in graph.live_nodes():
        made = graph.outputs[node]
        constant = "$ " if graph.constant[made[0]] else ""
        inputs = ", ".join(shown(graph, value) for value in graph.inputs[node])
        outputs = ", ".join(graph.names[value] or f"v{value}" for value in made if value >= 0)
        behind = " ".join(f"#{index}" for index in sorted(set(graph.origins[node])))
        lines.append(f"{constant}{outputs} = {graph.ops[node]}({inputs})  {behind}".rstrip() + "\n")
    return "".join(lines)


def shown(graph: NormalGraph, value: int) -> str:
    if value < 0:
        return "_"
    number = graph.scalar(value)
    if graph.constant[value]:
        shared = graph.names[value] if len(set(graph.uses[value])) > 1 else ""
        return shared or "$" if number is None else f"{number:g}"
    return graph.names[value] or f"v{value}"


def test_every_pass_has_an_example() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == set(STEPS)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_example(path: Path) -> None:
    text, _, expected = path.read_text(encoding="utf-8").partition(PARTS[0])
    model = make_model(text)
    graph = build(model, model.graphs["main"])
    place = STEPS[path.stem]
    for step in PASSES[:place]:
        step(graph)
    before = written(graph)
    PASSES[place](graph)
    after = written(graph)
    if os.environ.get("INSPECTOR_GOLDEN") == "write":
        path.write_text(f"{text}{PARTS[0]}{before}{PARTS[1]}{after}", encoding="utf-8")
    else:
        assert f"{before}{PARTS[1]}{after}" == expected
    assert after != before, "an example shows what its pass does"
