"""Imprints of models: drafts match on them exactly as on the models themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.analysis.corpus.drafts import CorpusDraft
from inspector.analysis.corpus.imprint import (
    Imprint,
    StaleImprintError,
    decode,
    encode,
    imprint_of,
    renew,
)
from inspector.analysis.corpus.labels import Label, LabelsError, place_of, read_labels
from inspector.analysis.corpus.records import Entry, Tally, result_of, tally
from inspector.analysis.corpus.restored import Restored
from inspector.analysis.folding import Folding
from inspector.analysis.scanning import Scan
from inspector.signatures import Library

Scanned = Callable[[str], Scan]
MODELS = ("bert-dynamo", "roberta-torchscript", "resnet-dynamo", "whisper-dynamo", "unet-dynamo")
COLUMNS = "ops inputs outputs alive producer order roots readers constant".split()


def restored(scan: Scan) -> tuple[Imprint, Restored]:
    imprint = decode(encode(imprint_of(scan)))
    return imprint, Restored(imprint, scan.program)


def same_graph(one: Folding, other: Folding) -> bool:
    return all(getattr(one.graph, name) == getattr(other.graph, name) for name in COLUMNS)


@pytest.mark.parametrize("name", MODELS)
def test_a_restored_model_is_the_scanned_one_on_every_level(scanned: Scanned, name: str) -> None:
    scan = scanned(name)
    _, model = restored(scan)
    for strata in range(len(scan.program.strata)):
        assert same_graph(model.level(strata), scan.level(strata)), strata
    assert same_graph(model.folding, scan.folding)
    found = {
        block: [(o.nodes, o.leaves, o.inputs, o.result, o.attributes) for o in occurrences]
        for block, occurrences in model.folding.occurrences.items()
    }
    assert found == {
        block: [(o.nodes, o.leaves, o.inputs, o.result, o.attributes) for o in occurrences]
        for block, occurrences in scan.folding.occurrences.items()
    }


def test_an_imprint_is_small(scanned: Scanned) -> None:
    scan = scanned("bert-dynamo")
    assert len(encode(imprint_of(scan))) < 120 * len(scan.normal.ops)


@pytest.mark.parametrize("name", ["bert-dynamo", "resnet-dynamo", "whisper-dynamo"])
def test_families_fire_on_imprints_as_in_a_scan(
    scanned: Scanned, library: Library, name: str
) -> None:
    scan = scanned(name)
    imprint, model = restored(scan)
    verdict = scan.report.verdict
    assert verdict is not None
    near = [family for family in library.families() if family.name[:2] == verdict.signature[:2]]
    assert len(near) > 1
    for family in near:
        draft = CorpusDraft(family.text, scan.program)
        fires = draft.possible(imprint.vocabulary) and draft.match(model).fires
        assert fires == (family.name == verdict.signature), family.name


@pytest.mark.parametrize("name", ["roberta-torchscript", "unet-dynamo"])
def test_blocks_that_are_evidence_occur_on_imprints_as_in_a_scan(
    scanned: Scanned, library: Library, name: str
) -> None:
    scan = scanned(name)
    imprint, model = restored(scan)
    found = {match.signature for match in scan.report.matches if match.kind == "block"}
    blocks = [block for block in library.blocks() if not block.folds]
    names = set()
    for block in [*blocks, *(b for b in library.blocks() if b.name in found)]:
        draft = CorpusDraft(block.text, scan.program)
        occurs = draft.possible(imprint.vocabulary) and draft.match(model).fires
        names |= {block.name} if occurs else set()
        if not block.folds:
            assert occurs == (block.name in found), block.name
    assert found <= names


def test_what_cannot_be_there_is_not_searched(scanned: Scanned, library: Library) -> None:
    imprint, _ = restored(scanned("resnet-dynamo"))
    program = scanned("resnet-dynamo").program
    assert not CorpusDraft(library.signatures["bert"].text, program).possible(imprint.vocabulary)
    assert CorpusDraft(library.signatures["resnet"].text, program).possible(imprint.vocabulary)


def test_an_imprint_is_renewed_without_the_file(scanned: Scanned) -> None:
    scan = scanned("bert-dynamo")
    old = imprint_of(scan)
    folded = encode(old)
    old.folds, old.occurrences, old.blocks = [], {}, "other"
    assert encode(renew(decode(encode(old)), scan.program)) == folded


@pytest.mark.parametrize("data", [b"", b"\x93\x01\x02\x03", b"not an imprint", b"\xc1" * 40])
def test_what_is_no_imprint_is_refused(data: bytes) -> None:
    with pytest.raises(StaleImprintError):
        decode(data)


def test_an_imprint_of_another_version_is_refused(scanned: Scanned) -> None:
    imprint = imprint_of(scanned("bert-dynamo"))
    imprint.version += 1
    with pytest.raises(StaleImprintError):
        decode(encode(imprint))


def test_what_a_model_should_be_is_said_by_its_label_or_its_set() -> None:
    wanted = frozenset(["bert"])
    assert Entry("a", "a", "bert").expected(wanted)
    assert not Entry("a", "a", "vit").expected(wanted)
    assert not Entry("a", "a").expected(wanted)
    assert Entry("a", "a", role="positive").expected(frozenset())
    assert not Entry("a", "a", "bert", "foreign").expected(wanted)


def test_precision_and_recall() -> None:
    results = [
        result_of(expected=expected, fires=fires)
        for expected, fires in [(True, True), (True, True), (True, False), (False, True)]
    ]
    counted = tally(results)
    assert counted == Tally(hits=2, misses=1, false=1)
    assert (counted.precision, counted.recall) == (2 / 3, 2 / 3)
    assert (Tally(apart=3).precision, Tally(apart=3).recall) == (None, None)


def test_labels_are_read_and_packed_files_found(tmp_path: Path) -> None:
    table = tmp_path / "labels.tsv"
    table.write_text("file\tfamily\ttype\na.onnx\tbert\tencoder\nb.onnx\t\t\n")
    (tmp_path / "a.onnx.gz").write_bytes(b"")
    labels = read_labels(table)
    assert labels == [Label("a.onnx", "bert", ("", "encoder")), Label("b.onnx", "")]
    assert place_of(labels[0], tmp_path).name == "a.onnx.gz"
    assert place_of(labels[1], tmp_path).name == "b.onnx"


@pytest.mark.parametrize("content", [b"path\tfamily\n", b"\xff\xfe\x00", b""])
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "labels.tsv"
    table.write_bytes(content)
    with pytest.raises(LabelsError):
        read_labels(table)
