"""Clauses, dials, why not and merged selections, on real graphs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector.analysis.drafting import draft, match_draft
from inspector.analysis.folding import fold_graph
from inspector.analysis.rivals import rival_evidence
from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.bench import Bench, merged_patterns
from inspector.analysis.workbench.readiness import get_ready
from inspector.analysis.workbench.records import Clause, Offer, Place, Refinement
from inspector.analysis.workbench.regions import cut
from inspector.signatures import Library, read_signature

Scanned = Callable[[str], Scan]


def bench_of(scan: Scan) -> Bench:
    return Bench(scan, lambda: False)


def fold(scan: Scan, block: str, place: int = 0) -> list[int]:
    """Stored nodes of one fold."""
    return scan.folding.graph.stored(scan.folding.occurrences[block][place].node)


def lines_of(clauses: list[Clause]) -> list[Clause]:
    found = []
    stack = list(reversed(clauses))
    while stack:
        clause = stack.pop()
        found.append(clause)
        stack.extend(reversed(clause.children))
    return found


def clause(clauses: list[Clause], start: str) -> Clause:
    return next(c for c in lines_of(clauses) if c.title.startswith(start))


def notch(refinement: Refinement, dial: str, title: str) -> Offer:
    found = next(d for d in refinement.dials if d.title == dial)
    return next(n for n in found.notches if n.title == title)


def edit(refinement: Refinement, start: str) -> Offer:
    return next(e for e in refinement.edits if e.title.startswith(start))


RESIDUAL = """format: 1
block: Mine
# what it is for
pattern: |
  a = Relu(Conv[kernel=3, in=C, out=C](x))  # the first half
  out = Relu(Conv[kernel=3](a) + x)
"""


@pytest.fixture
def resnet(scanned: Scanned) -> Scan:
    return scanned("resnet-dynamo")


def test_the_clause_tree_says_where_each_part_stands_and_what_it_bound(resnet: Scan) -> None:
    tree = bench_of(resnet).outline(RESIDUAL, [])
    lines = RESIDUAL.splitlines()
    kernel = clause(tree, "kernel=3")
    assert lines[kernel.line - 1][kernel.column - 1 : kernel.end_column - 1] == "kernel=3"
    conv = clause(tree, "Conv(x)")
    assert lines[conv.line - 1][conv.column - 1 :].startswith("Conv[kernel=3, in=C")
    matches = tree[0].nodes
    assert len(matches) == len(match_draft(resnet, Library(), RESIDUAL, []).matches) > 1
    for bound, match in zip(conv.nodes, matches, strict=True):
        assert set(bound) < set(match)
        assert "Conv" in {resnet.nodes[index].op_type for index in bound}


def test_a_family_has_a_tree_per_clause(resnet: Scan) -> None:
    text = "format: 1\nfamily: mine\nwhere:\n  a: Relu(Conv(x)) {>=2}\nnever: [LSTM]\n"
    tree = bench_of(resnet).outline(text, [])
    assert [c.title for c in tree] == ["a", "never"]
    conv = clause(tree, "Conv(x)")
    assert text.splitlines()[conv.line - 1][conv.column - 1 :].startswith("Conv(x)")
    assert conv.nodes


def test_every_notch_is_counted_as_it_matches(resnet: Scan) -> None:
    bench = bench_of(resnet)
    place = clause(bench.outline(RESIDUAL, []), "Conv(x)").place
    found = bench.refine(RESIDUAL, [], [place])
    assert {"operator", "kernel", "in", "out"} <= {d.title for d in found.dials}
    assert notch(found, "kernel", "kernel=3").active
    for offer in [n for d in found.dials for n in d.notches] + found.edits:
        result = match_draft(resnet, Library(), offer.text, [])
        assert result.state != "broken", offer.text
        assert len(result.matches) == offer.count, offer.title
        assert "# what it is for" in offer.text
    loose = notch(found, "in", "any")
    assert "in=C" not in loose.text
    assert "# the first half" in loose.text
    assert loose.count >= notch(found, "in", "in=C").count


@pytest.mark.parametrize(
    ("name", "block"),
    [
        ("bert-torchscript", "PostNormLayer"),
        ("vit-torchscript", "PreNormLayer"),
        ("llama-dynamo", "RMSNorm"),
    ],
)
def test_no_notch_of_a_dial_loses_the_selection(scanned: Scanned, name: str, block: str) -> None:
    scan = scanned(name)
    stored = fold(scan, block)
    text = draft(scan, stored)
    bench = bench_of(scan)
    before = match_draft(scan, Library(), text, stored).matches
    home = max(before, key=lambda m: len(set(m) & set(stored)))
    count = 0
    for line in lines_of(bench.outline(text, stored)):
        if not line.place.path or line.place.key:
            continue
        found = bench.refine(text, stored, [line.place])
        for offer in [n for d in found.dials for n in d.notches]:
            after = match_draft(scan, Library(), offer.text, stored).matches
            assert any(set(home) <= set(match) for match in after), offer.text
            count += 1
    assert count > 10


def test_shortened_it_still_matches_the_same_places(scanned: Scanned) -> None:
    scan = scanned("bert-torchscript")
    stored = fold(scan, "PostNormLayer")
    text = draft(scan, stored)
    bench = bench_of(scan)
    shorter = edit(bench.refine(text, stored, [Place("form", 0)]), "Shorten")
    count = len(match_draft(scan, Library(), text, stored).matches)
    after = match_draft(scan, Library(), shorter.text, stored)
    assert len(after.matches) == count == shorter.count
    assert shorter.text.count(" = ") < text.count(" = ")


def test_why_not_names_the_clause_and_its_repairs_hold(resnet: Scan) -> None:
    text = RESIDUAL.replace("kernel=3](a)", "kernel=5](a)").replace("Relu(Conv[k", "Elu(Conv[k")
    bench = bench_of(resnet)
    right = match_draft(resnet, Library(), RESIDUAL, []).matches[0]
    told = bench.explain(text, [], right)
    assert not told.matched
    assert told.place is not None
    assert told.expected in ("kernel=5", "Elu")
    assert told.found.startswith("kernel=") or told.found == "Relu"
    assert told.repairs
    for repair in told.repairs:
        after = match_draft(resnet, Library(), repair.text, [])
        assert any(set(match) & set(right) for match in after.matches), repair.title
        assert len(after.matches) == repair.count


def test_why_not_of_what_matches_says_so(resnet: Scan) -> None:
    match = match_draft(resnet, Library(), RESIDUAL, []).matches[0]
    assert bench_of(resnet).explain(RESIDUAL, [], match).matched


PAIRS = [
    ("bert", "PostNormLayer"), ("roberta", "PostNormLayer"), ("vit", "PreNormLayer"),
    ("gpt2", "PreNormLayer"), ("clip", "PreNormLayer"), ("distilbert", "PostNormLayer"),
    ("llama", "RMSNorm"), ("qwen2", "RMSNorm"), ("swin", "PreNormLayer"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "block"), PAIRS)
def test_selections_from_two_exporters_have_a_pattern_that_matches_both(
    scanned: Scanned, name: str, block: str
) -> None:
    one, other = scanned(f"{name}-dynamo"), scanned(f"{name}-torchscript")
    if not (one.folding.occurrences.get(block) and other.folding.occurrences.get(block)):
        block = next(b for b in one.folding.occurrences if other.folding.occurrences.get(b))
    first, second = fold(one, block), fold(other, block)
    text = bench_of(one).merge([first], [cut(other, second)], "").text
    assert read_signature(text).forms
    for scan, stored in ((one, first), (other, second)):
        matches = match_draft(scan, Library(), text, stored).matches
        assert any(set(match) & set(stored) for match in matches), text


def test_equal_selections_merge_into_the_draft_of_one(scanned: Scanned) -> None:
    scan = scanned("bert-torchscript")
    first, second = (fold(scan, "PostNormLayer", n) for n in (0, 1))
    both = merged_patterns([cut(scan, first), cut(scan, second)])
    assert both.patterns == merged_patterns([cut(scan, first)]).patterns
    assert all(row.alike for row in both.rows)


def test_merging_keeps_what_the_file_says_beside_its_patterns(scanned: Scanned) -> None:
    scan = scanned("bert-torchscript")
    text = "format: 1\nblock: Mine\ntitle: Kept\n# kept too\ninputs: [q]\npattern: Relu(q)\n"
    made = bench_of(scan).merge([fold(scan, "PostNormLayer")], [], text).text
    assert "title: Kept" in made
    assert "# kept too" in made
    assert "Relu(q)" not in made
    assert match_draft(scan, Library(), made, []).matches


def test_rivals_are_told_with_the_clause_that_fails(scanned: Scanned) -> None:
    rivals = rival_evidence(scanned("bert-torchscript"))
    assert not any(rival.satisfied for rival in rivals)
    roberta = next(e for e in rivals if e.signature == "roberta")
    failed = [child for child in roberta.children if not child.satisfied]
    assert failed
    assert len(rivals) <= 3


def test_changes_since_a_text_was_saved_are_told_by_place(resnet: Scan) -> None:
    bench = bench_of(resnet)
    narrow = RESIDUAL.replace("out=C", "out=C, out=64")
    for text in (RESIDUAL, narrow):
        result = match_draft(resnet, Library(), text, [])
        bench.compare(result, text)
        assert (result.gained, result.lost) == ([], [])
    wide = match_draft(resnet, Library(), RESIDUAL, [])
    bench.compare(wide, narrow)
    before = match_draft(resnet, Library(), narrow, []).matches
    assert len(wide.gained) == len(wide.matches) - len(before) > 0
    assert wide.lost == []
    tight = match_draft(resnet, Library(), narrow, [])
    bench.compare(tight, RESIDUAL)
    assert tight.lost == [wide.matches[number] for number in wide.gained]


def test_a_match_that_grew_stands_where_it_stood(resnet: Scan) -> None:
    grown = RESIDUAL.replace("out = Relu", "b = Relu").rstrip() + "\n  out = Conv(b)\n"
    result = match_draft(resnet, Library(), grown, [])
    bench_of(resnet).compare(result, RESIDUAL)
    assert result.matches
    assert result.gained == []


def test_levels_are_folded_one_from_the_other(scanned: Scanned) -> None:
    scan = scanned("bert-torchscript")
    for strata in (3, 1, 2):
        alone = fold_graph(scan.normal, scan.program, strata=strata)
        grown = scan.level(strata)
        assert {n: [o.nodes for o in f] for n, f in grown.occurrences.items()} == {
            n: [o.nodes for o in f] for n, f in alone.occurrences.items()
        }
        assert grown.graph.ops == alone.graph.ops
        assert grown.graph.alive == alone.graph.alive


def test_the_first_draft_finds_everything_ready(scanned: Scanned) -> None:
    scan = scanned("vit-torchscript")
    scan.levels.clear()
    get_ready(scan, lambda: True)
    assert scan.levels == {}
    get_ready(scan, lambda: False)
    assert set(scan.levels) == set(range(len(scan.program.strata)))


def test_the_vocabulary_knows_the_model_before_the_rest(resnet: Scan, library: Library) -> None:
    said = bench_of(resnet).vocabulary(library)
    words = {word.name: word for word in said.words}
    assert words["Conv"].kind == "operator"
    assert words["Conv"].count == resnet.normal.ops.count("Conv")
    assert words["SelfAttention"].kind == "block"
    assert words["LSTM"].count == 0
    names = list(words)
    assert names.index("Conv") < names.index("LSTM")
    assert {"kernel", "stride", "in", "out"} <= set(said.attributes["Conv"])
    assert "activation" in said.attributes["FeedForward"]
    assert "transformer" in said.values["architecture"]
    assert "bert" in said.signatures


def test_a_merge_tells_what_each_selection_had(scanned: Scanned) -> None:
    one, other = scanned("bert-dynamo"), scanned("bert-torchscript")
    first, second = fold(one, "PostNormLayer"), fold(other, "PostNormLayer")
    merging = bench_of(one).merge([first], [cut(other, second)], "")
    assert merging.selections == 2
    assert merging.count == len(one.folding.occurrences["PostNormLayer"])
    pattern = read_signature(merging.text).forms[0].pattern
    assert len(merging.rows) == len(pattern.definitions)
    assert all(len(row.had) == 2 for row in merging.rows)
    for row in merging.rows:
        assert row.alike == (row.had[0] == row.had[1])
        named = row.had[0].partition("[")[0] or row.had[1].partition("[")[0]
        assert named in row.became or " + " in row.became or " * " in row.became
