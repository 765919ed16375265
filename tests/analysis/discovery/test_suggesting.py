"""What recurs is ranked, and becomes a signature that matches all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from inspector.analysis.discovery.heat import heat
from inspector.analysis.discovery.neighbourhoods import neighbourhoods
from inspector.analysis.discovery.suggesting import adopt, suggest
from inspector.analysis.discovery.table import Table, empty_table, make_table, read_table
from inspector.analysis.drafting import match_draft
from inspector.analysis.scanning import Scan, scan
from inspector.analysis.workbench.bench import Bench
from inspector.data import resources_dir
from inspector.ir.normal import normalise
from inspector.matching import FoldedGraph
from inspector.signatures import Library
from tests.graphs import make_model


def network(activations: Sequence[str]) -> str:
    """Layers x + conv(sin(activation(conv(x)))), of no family."""
    lines, value = ["x: float32 1x8x16x16"], "x"
    for n, activation in enumerate(activations):
        lines += [
            f"a{n} = Conv[kernel_shape=[3, 3], pads=[1, 1, 1, 1]]({value}, $u{n}<8x8x3x3>)",
            f"b{n} = {activation}(a{n})",
            f"c{n} = Sin(b{n})",
            f"d{n} = Conv[kernel_shape=[1, 1]](c{n}, $w{n}<8x8x1x1>)",
            f"e{n} = Add({value}, d{n})",
        ]
        value = f"e{n}"
    return "\n".join([*lines, f"return {value}"])


def scanned_text(text: str, library: Library) -> Scan:
    return scan(make_model(text), library)


def table_of(*texts: str) -> Table:
    """Each text is a family of its own."""
    models = []
    for number, text in enumerate(texts):
        model = make_model(text)
        graph = FoldedGraph(normalise(model, model.graphs["main"]))
        models.append(([f"family{number}"], list(neighbourhoods(graph).values())))
    return make_table(models, "a few texts", 2)


@pytest.fixture(scope="module")
def shipped() -> Table:
    return read_table(resources_dir() / "neighbourhoods.msgpack")


def test_layers_of_an_unknown_model_come_first(library: Library, shipped: Table) -> None:
    found = suggest(scanned_text(network(["Softplus"] * 6), library), shipped).found
    best = found[0]
    assert (best.size, len(best.occurrences), best.known) == (5, 6, False)
    assert best.occurrences == [list(range(5 * n, 5 * n + 5)) for n in range(6)]
    assert best.families == 0


def test_the_rank_is_size_times_count_times_rarity(
    scanned: Callable[[str], Scan], shipped: Table
) -> None:
    found = suggest(scanned("whisper-dynamo"), shipped).found
    assert len(found) > 3
    for group in (True, False):
        scores = [s.size * len(s.occurrences) * s.bits for s in found if s.known is group]
        assert scores == sorted(scores, reverse=True)
    assert [s.known for s in found] == sorted(s.known for s in found)


def test_what_the_corpus_knows_is_less_rare(library: Library) -> None:
    text = network(["Softplus"] * 6)
    model = scanned_text(text, library)
    strange = suggest(model, table_of("x: float32 4x8\na = Relu(x)\nreturn a")).found[0]
    known = suggest(model, table_of(text, "x: float32 4x8\na = Relu(x)\nreturn a")).found[0]
    assert (strange.families, known.families) == (0, 1)
    assert strange.bits > known.bits


def test_without_a_table_the_rank_is_by_size_and_count(library: Library) -> None:
    told = suggest(scanned_text(network(["Softplus"] * 6), library), empty_table())
    assert told.corpus.families == []
    assert told.found[0].score == 5 * 6


@pytest.mark.parametrize("odd", [None, 3])
def test_a_suggestion_becomes_a_signature_of_all_layers(
    library: Library, shipped: Table, odd: int | None
) -> None:
    activations = ["Softplus"] * 7
    if odd is not None:
        activations[odd] = "Relu"
    model = scanned_text(network(activations), library)
    best = suggest(model, shipped).found[0]
    assert len(best.occurrences) == 7
    text = adopt(model, Bench(model, lambda: False), best.occurrences)
    result = match_draft(model, library, text, best.occurrences[0])
    assert sorted(result.matches) == [list(range(5 * n, 5 * n + 5)) for n in range(7)]
    assert "matches: {NewBlock: 7}" in text


def test_heat_says_for_each_node_how_many_families_have_it(library: Library) -> None:
    text = network(["Softplus"] * 3)
    own = heat(scanned_text(text, library), table_of(text, network(["Relu"] * 3)))
    assert own.nodes == list(range(15))
    # Only the last sum is further than two edges from what differs.
    assert own.counts == [1] * 14 + [2]
    mixed = heat(scanned_text(text, library), table_of(text, text))
    assert set(mixed.counts) == {2}
    assert mixed.named[0] == [0, 1]


def test_a_known_model_is_common_and_a_strange_one_rare(
    scanned: Callable[[str], Scan], library: Library, shipped: Table
) -> None:
    known = heat(scanned("bert-torchscript"), shipped)
    strange = heat(scanned_text(network(["Softplus"] * 6), library), shipped)
    assert min(known.counts) >= 1
    assert sorted(strange.counts)[len(strange.counts) // 2] == 0


def test_a_layer_comes_before_the_stage_that_is_made_of_it(library: Library) -> None:
    stages = network((["Softplus"] * 5 + ["Relu"]) * 4)
    found = suggest(scanned_text(stages, library), empty_table()).found
    sizes = [(each.size, len(each.occurrences)) for each in found]
    layer = next(at for at, (size, _) in enumerate(sizes) if size == 5)
    stage = next((at for at, (size, _) in enumerate(sizes) if size == 30), len(sizes))
    assert layer < stage


def test_no_region_is_told_twice(scanned: Callable[[str], Scan], shipped: Table) -> None:
    for name in ("whisper-dynamo", "unet-torchscript", "t5-dynamo"):
        found = suggest(scanned(name), shipped).found
        kinds = [(s.size, len(s.occurrences), s.occurrences[0]) for s in found]
        assert len(kinds) == len({repr(kind) for kind in kinds})
        assert len({s.name for s in found}) == len(found)
