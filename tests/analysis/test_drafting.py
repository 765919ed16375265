"""Signatures from selections, and texts matched on an open model."""

from collections.abc import Callable

import pytest

from inspector.analysis.drafting import draft, match_draft
from inspector.analysis.scanning import Scan
from inspector.signatures import Library, read_signature


def selection(scan: Scan, operator: str, place: int = 0) -> list[int]:
    """Stored nodes of one fold."""
    occurrence = scan.folding.occurrences[operator][place]
    return scan.folding.graph.stored(occurrence.node)


@pytest.mark.parametrize("name", ["bert-dynamo", "bert-torchscript", "vit-torchscript"])
def test_a_draft_matches_its_selection_and_its_equals(
    scanned: Callable[[str], Scan], library: Library, name: str
) -> None:
    scan = scanned(name)
    layer = "PostNormLayer" if name.startswith("bert") else "PreNormLayer"
    stored = selection(scan, layer)
    text = draft(scan, stored)
    result = match_draft(scan, library, text, stored)
    assert result.state == "elsewhere" or len(scan.folding.occurrences[layer]) == 1
    assert len(result.matches) == len(scan.folding.occurrences[layer])
    assert any(set(match) <= set(stored) for match in result.matches)
    assert read_signature(text).forms[0].pattern.definitions


def test_a_draft_of_raw_nodes(scanned: Callable[[str], Scan], library: Library) -> None:
    scan = scanned("resnet-dynamo")
    stored = [n.index for n in scan.graph.nodes[:4]]
    text = draft(scan, stored)
    result = match_draft(scan, library, text, stored)
    assert any(set(stored) & set(match) for match in result.matches), text


def test_an_empty_text(scanned: Callable[[str], Scan], library: Library) -> None:
    assert match_draft(scanned("bert-dynamo"), library, "  \n", []).state == "empty"


def test_a_broken_text_names_the_place(scanned: Callable[[str], Scan], library: Library) -> None:
    text = "format: 1\nblock: A\npattern: |\n  out = Relu(\n  b = \n"
    result = match_draft(scanned("bert-dynamo"), library, text, [])
    assert result.state == "broken"
    problem = result.problems[0]
    assert (problem.line, problem.column > 1) == (5, True)


def test_nowhere_says_why(scanned: Callable[[str], Scan], library: Library) -> None:
    scan = scanned("bert-dynamo")
    text = "format: 1\nblock: A\npattern: Linear[in=7](LayerNorm(x))\n"
    result = match_draft(scan, library, text, [])
    assert result.state == "nowhere"
    assert "in=7" in result.failure or "LayerNorm" in result.failure
    absent = "format: 1\nblock: A\npattern: LSTM(x)\n"
    assert "LSTM" in match_draft(scan, library, absent, []).failure


def test_an_operator_nobody_knows_is_pointed_at(
    scanned: Callable[[str], Scan], library: Library
) -> None:
    text = "format: 1\nblock: A\npattern: LayerNrm(x)\n"
    result = match_draft(scanned("bert-dynamo"), library, text, [])
    problem = result.problems[0]
    assert (problem.code, problem.line, problem.column) == ("operator-not-here", 3, 10)


def test_a_family_text_is_judged(scanned: Callable[[str], Scan], library: Library) -> None:
    scan = scanned("bert-dynamo")
    text = "format: 1\nfamily: mine\nwhere:\n  layer: PostNormLayer {{>={}}}\n"
    layers = len(scan.folding.occurrences["PostNormLayer"])
    good = match_draft(scan, library, text.format(layers), [])
    assert (good.state, len(good.matches)) == ("elsewhere", layers)
    missed = match_draft(scan, library, text.format(layers + 1), [])
    assert missed.state == "nowhere"
    assert "layer" in missed.failure
