"""Entries and pages of the library, with the figures of an evaluation."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from inspector.analysis.evaluation import Outcome, evaluate
from inspector.analysis.shelf.figures import (
    FiguresError,
    FigureTable,
    made_on,
    read_evaluation,
    read_figures,
    table_of,
    write_figures,
)
from inspector.analysis.shelf.pages import UnknownSignatureError, entries_of, page_of, wanted_of
from inspector.analysis.shelf.words import figures_told, kind_told, origin_told
from inspector.data import figures_file, signatures_dir
from inspector.patterns import parse_pattern
from inspector.signatures import Library, load_library
from inspector.signatures.model import Clause

FOLDERS = [signatures_dir()]


def test_every_signature_has_an_entry(library: Library) -> None:
    entries = entries_of(library, FOLDERS)
    assert {entry.name for entry in entries} == set(library.signatures)
    titles = [entry.title.casefold() for entry in entries]
    assert titles == sorted(titles)
    assert not any(entry.own or entry.overrides for entry in entries)
    bert = next(entry for entry in entries if entry.name == "bert")
    assert "PostNormLayer" in bert.blocks
    assert kind_told(bert) == "Family · text encoder · transformer"


def test_a_page_tells_what_the_file_says(library: Library) -> None:
    page = page_of(library, FOLDERS, "bert", read_figures(figures_file()))
    assert page.references == ["arXiv:1810.04805"]
    assert [c.name for c in page.conditions][:2] == ["embedding", "layer"]
    absent = [c for c in page.conditions if c.wanted == "absent"]
    assert any(c.text == "CrossAttention" for c in absent)
    assert all(Path(sample.found).is_file() for sample in page.examples)
    assert page.examples[0].matches == {"layer": 3}
    assert page.text == library.signatures["bert"].text
    assert page.lint == []


def test_uses_and_used_by_are_two_sides_of_one_thing(library: Library) -> None:
    page = page_of(library, FOLDERS, "bert", FigureTable())
    for block in page.uses:
        assert "bert" in page_of(library, FOLDERS, block, FigureTable()).used_by


def test_a_page_is_found_by_the_family_too(library: Library, tmp_path: Path) -> None:
    reported = next(s for s in library.families() if s.family and s.family != s.name)
    assert page_of(library, FOLDERS, reported.family, FigureTable()).entry.family
    with pytest.raises(UnknownSignatureError, match="no signature 'nothing'"):
        page_of(library, FOLDERS, "nothing", FigureTable())


def test_an_own_signature_overrides_the_built_in_one(tmp_path: Path) -> None:
    text = (signatures_dir() / "blocks/activations/gelu.yaml").read_text()
    (tmp_path / "other name.yaml").write_text(text)
    (tmp_path / "new.yaml").write_text("format: 1\nblock: New\ninputs: [x]\npattern: Sin(x)\n")
    folders = [signatures_dir(), tmp_path]
    entries = {e.name: e for e in entries_of(load_library(folders), folders)}
    assert origin_told(entries["Gelu"]) == "Your own, in place of the built-in one"
    assert origin_told(entries["New"]) == "Your own"
    assert origin_told(entries["bert"]) == "Built in"
    lint = page_of(load_library(folders), folders, "New", FigureTable()).lint
    assert {finding.code for finding in lint} >= {"no-example", "no-reference"}


@pytest.mark.parametrize(
    ("minimum", "maximum", "chained", "share", "told"),
    [
        (1, None, False, 0.0, "once or more"),
        (2, None, True, 0.0, "2 times or more, each behind the one before"),
        (0, None, False, 0.0, "any number of times"),
        (1, 1, False, 0.0, "once"),
        (3, 3, False, 0.0, "3 times"),
        (2, 4, False, 0.25, "2 to 4 times, in 25% of the operators"),
    ],
)
def test_how_often_in_words(
    minimum: int, maximum: int | None, chained: bool, share: float, told: str
) -> None:
    clause = Clause("c", parse_pattern("Relu(x)"), minimum, maximum, chained, share)
    assert wanted_of(clause) == told


def test_figures_are_those_of_the_evaluation(tmp_path: Path, library: Library) -> None:
    outcomes = [Outcome("a", "bert", "bert"), Outcome("b", "bert", None), Outcome("c", "", "bert")]
    printed = tmp_path / "evaluation.json"
    printed.write_bytes(msgspec.json.encode(evaluate(outcomes)))
    path = tmp_path / "figures.json"
    write_figures(table_of(read_evaluation(printed), made_on(printed)), path)
    table = read_figures(path)
    figures = table.of("bert")
    assert figures is not None
    assert figures.corpus == (3, 1)
    assert (figures.files, figures.right, figures.missed, figures.wrong) == (2, 1, 1, 1)
    assert table.of("vgg") is None
    page = page_of(library, FOLDERS, "bert", table)
    assert figures_told(page)[1:] == [
        "1 of its 2 models told right, 1 missed.",
        "1 model of others claimed.",
    ]
    assert figures_told(page)[0].endswith(f"{made_on(printed)}.")


def test_what_was_not_counted_is_said_to_be_so(library: Library) -> None:
    told = figures_told(page_of(library, FOLDERS, "bert", FigureTable()))
    assert told == ["It was not counted on a corpus."]
    block = figures_told(page_of(library, FOLDERS, "LayerNorm", FigureTable()))[0]
    assert block.startswith("Used by ")


def test_what_is_no_evaluation_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{}")
    with pytest.raises(FiguresError):
        read_evaluation(path)
    assert read_figures(tmp_path / "missing").families == {}


def test_the_figures_that_ship_are_of_the_library(library: Library) -> None:
    table = read_figures(figures_file())
    known = {s.family for s in library.families()}
    assert set(table.families) <= known, "make them again with 'inspector signatures figures'"
    assert table.files >= 1000
    assert len(table.made) == 10
