"""The rivals find what ours finds, and the bars tell what they should."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from inspector.benchmark import matching, rivals, scanning
from inspector.benchmark.generated import encoder, residual
from inspector.benchmark.region import cut
from inspector.ir import Model
from inspector.ir.normal import NormalGraph, normalise
from inspector.signatures.library import make_library


def normal_form(model: Model) -> NormalGraph:
    return normalise(model, model.graphs["main"])


@pytest.mark.parametrize("rival", sorted(rivals.RIVALS))
@pytest.mark.parametrize("make", [encoder, residual])
def test_other_matchers_find_the_same_sets(make: object, rival: str) -> None:
    if rival in rivals.missing():
        pytest.skip(f"{rival} is not installed")
    graph = normal_form(make(300))  # type: ignore[operator]
    nodes = [node for node in graph.live_nodes() if not graph.constant[graph.outputs[node][0]]]
    regions = [region for node in nodes[-60:] if (region := cut(graph, node, 8)) is not None]
    assert len(regions) > 20
    sizes = set()
    for region in regions[::7]:
        expected = rivals.ours(graph, region, region.pattern())
        found = rivals.RIVALS[rival](graph, region, region.pattern())
        assert found
        if rival == "onnxscript":  # it wants operands in the order of the pattern
            assert found <= expected
        else:
            assert found == expected
        sizes.add(len(expected))
    assert max(sizes) > 1


def measured(seconds: float, same: bool = True) -> matching.Measured:
    return matching.Measured(seconds, 3, same)


def case(ours: float, *, nodes: int = 2000, **theirs: matching.Measured) -> matching.Case:
    others = {name: theirs.get(name, matching.Measured(note="none")) for name in rivals.RIVALS}
    return matching.Case("g", nodes, 12, True, measured(ours), others)


@pytest.mark.parametrize(
    ("cases", "met"),
    [
        ([case(1.0, networkx=measured(10.5))], [True, True]),
        ([case(1.0, networkx=measured(9.5))], [False, True]),
        ([case(1.0, rustworkx=measured(0.9))], [False, True]),
        ([case(1.0, nodes=900, rustworkx=measured(0.9))], [True]),
        ([case(1.0, onnxscript=measured(2.0, same=False))], [False]),
    ],
)
def test_bars_of_matching(cases: list[matching.Case], met: list[bool]) -> None:
    result = matching.Result(cases, {}, [], [])
    assert [bar.met for bar in matching._bars(result)] == met


def test_the_slope_is_that_of_the_logarithms() -> None:
    cases = [case(0.001 * n**1.5, nodes=n) for n in (2_000, 10_000, 50_000)]
    slopes = matching._slopes(cases)
    assert slopes == {"12": pytest.approx(1.5)}
    (slope,) = [
        bar for bar in matching._bars(matching.Result(cases, slopes, [], [])) if "1.50" in bar.text
    ]
    assert not slope.met


@pytest.mark.parametrize(
    ("nodes", "seconds", "loading", "why_not", "missed"),
    [
        (1_000, 0.14, 0.1, 2.0, ""),
        (1_000, 0.16, 0.1, 2.0, "encoder of 1,000"),
        (50_000, 3.6, 0.1, 2.0, "encoder of 50,000"),
        (1_000, 0.1, 0.2, 2.0, "loading"),
        (1_000, 0.1, 0.1, 11.0, "telling why not"),
    ],
)
def test_bars_of_a_scan(
    nodes: int, seconds: float, loading: float, why_not: float, missed: str
) -> None:
    scanned = scanning.Scanned(f"encoder of {nodes:,}", nodes, seconds, "bert", True)
    file = scanning.Scanned("a.onnx", 10, 0.05, "bert", False)
    result = scanning.Result([scanned, file], loading, 0.1, why_not, [])
    told = [bar.text for bar in scanning.bars(result) if not bar.met]
    assert len(told) == bool(missed)
    assert all(text.startswith(missed) for text in told)


def test_slow_files_miss_the_median() -> None:
    files = [scanning.Scanned(f"{n}.onnx", 10, n / 100, "", False) for n in (1, 9, 20)]
    result = scanning.Result(files, 0.1, 0.1, 1.0, [])
    assert [bar.text[:20] for bar in scanning.bars(result) if not bar.met] == [
        "median of 3 files: 0"
    ]


def test_the_command_scans_and_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "format: 1\nblock: Wide\ninputs: [x]\npattern: Add(MatMul(x, $), $)\n"
    library = make_library({"wide.yaml": text})
    monkeypatch.setattr(scanning, "load_library", lambda folders: library)
    result = CliRunner().invoke(
        scanning.scanning, ["--largest", "1000", "--repeat", "1", "--profile"]
    )
    assert "encoder of 1,000" in result.output
    assert "compiling the library" in result.output
    assert "function calls" in result.output
    assert result.exit_code in (0, 1)
