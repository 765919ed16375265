"""Patterns in two: some statements become a block of their own, which the rest names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector.analysis.drafting import draft, match_draft
from inspector.analysis.scanning import Scan, scan
from inspector.analysis.workbench.bench import Bench
from inspector.analysis.workbench.records import Offer, Place
from inspector.analysis.workbench.splitting import split
from inspector.patterns import parse_pattern
from inspector.patterns.write import write_pattern
from inspector.signatures import Library, read_signature
from inspector.signatures.library import joined

CASES = [
    (
        "a chain",
        "a = Relu(x)\nb = Conv(a)\nout = Sin(b)",
        [(0,), (1,)],
        "a = Relu(x)\nout = Conv(a)",
        "b = New(x)\nout = Sin(b)",
    ),
    (
        "the result goes too",
        "a = Relu(x)\nb = Conv(a)\nout = Sin(b)",
        [(1,), (2,)],
        "b = Conv(a)\nout = Sin(b)",
        "a = Relu(x)\nout = New(a)",
    ),
    (
        "an input that both read",
        "a = Relu(x)\nb = Conv(a)\nout = x + b",
        [(0,), (1,)],
        "a = Relu(x)\nout = Conv(a)",
        "b = New(x)\nout = x + b",
    ),
    (
        "a width that both speak of",
        "a = Conv[in=C, out=C](x)\nb = Relu(a)\nout = Conv[in=C](b)",
        [(0,), (1,)],
        "a = Conv[in=C, out=C](x)\nout = Relu(a)",
        "b = New[c=C](x)\nout = Conv[in=C](b)",
    ),
    (
        "an expression",
        "out = Sin(Relu(Conv(x)) + x)",
        [(0, 0, 0)],
        "out = Relu(Conv(x))",
        "out = Sin(New(x) + x)",
    ),
]


@pytest.mark.parametrize(
    ("text", "paths", "block", "rest"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_goes_and_what_stays(
    text: str, paths: list[tuple[int, ...]], block: str, rest: str
) -> None:
    halves = split(parse_pattern(text), paths, "New")
    assert halves is not None
    assert write_pattern(halves.block) == write_pattern(parse_pattern(block))
    assert write_pattern(halves.rest) == write_pattern(parse_pattern(rest))


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("a = Relu(x)\nout = Sin(a)", [(0,), (1,)]),
        ("a = Relu(x)\nb = Conv(x)\nout = a + b", [(0,), (1,)]),
        ("a = Conv(x, $w)\nout = Conv(a, $w)", [(0,)]),
        ("a, b = Split(x)\nout = Relu(a)", [(0,)]),
        ("a = Relu(x)\nout = Sin?(a)", [(1, 0)]),
    ],
    ids=["all", "two results", "a constant that both name", "one of two outputs", "a value"],
)
def test_what_has_no_single_result_stays_whole(text: str, paths: list[tuple[int, ...]]) -> None:
    assert split(parse_pattern(text), paths, "New") is None


@pytest.fixture
def halves(scanned: Callable[[str], Scan], library: Library) -> tuple[Scan, str, Offer]:
    """A residual block whose first three statements are split off."""
    one = scanned("resnet-dynamo")
    node = one.folding.occurrences["ResidualBlock"][1].node
    stored = one.folding.graph.stored(node)
    text = draft(one, stored)
    bench = Bench(one, lambda: False)
    bench.library = library
    places = [Place("form", 0, (number,)) for number in range(3)]
    (offer,) = bench.refine(text, stored, places).edits
    return one, text, offer


def test_the_halves_match_what_the_whole_matched(
    halves: tuple[Scan, str, Offer], library: Library
) -> None:
    one, text, offer = halves
    whole = match_draft(one, Library(), text, []).matches
    block = read_signature(offer.block)
    again = scan(one.model, joined(library, block))
    assert block.folds
    matches = match_draft(again, library, offer.text, []).matches
    assert matches == whole
    assert len(matches) == offer.count > 1


def test_the_block_says_what_it_is_part_of(halves: tuple[Scan, str, Offer]) -> None:
    block = read_signature(halves[2].block)
    assert block.description == "A part of New block."
    assert block.name in halves[2].title
    assert block.examples[0].file == "resnet-dynamo.onnx"
