"""Models beside the draft, as a person uses them: real events, real children."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from inspector.analysis.corpus.records import DraftFound, Entry, Tally
from inspector.session.corpus import Row
from inspector.session.settings import Settings
from inspector.ui.docks.corpus import CorpusSection
from inspector.ui.docks.corpus_model import CorpusModel, grouped, listed, result_text
from inspector.worker.corpus.sets import ModelSet
from tests.ui.conftest import Person
from tests.ui.test_workbench_tasks import Counted, strange_network

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PATIENCE = 60_000
TEXT = (
    "format: 1\nblock: Strange\ntitle: Strange layer\nfolds: false\ninputs: [x]\npattern: |\n"
    "  a = {Softplus, Softsign}(Conv[kernel=3](x))\n  out = x + Conv[kernel=1](Sin(a))\n"
    "examples:\n  - {file: good.onnx, matches: {Strange: 3}}\n"
)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Two models of a family, one of none that looks alike, one that cannot be read."""
    folder = tmp_path / "models"
    folder.mkdir()
    strange_network(folder / "good.onnx", ["Softplus"] * 3)
    strange_network(folder / "better.onnx", ["Softplus"] * 4)
    strange_network(folder / "foreign.onnx", ["Softsign"] * 3)
    (folder / "garbage.onnx").write_bytes(b"\x08\x08 no model")
    rows = ["good.onnx\tstrange", "better.onnx\tstrange", "foreign.onnx\t", "garbage.onnx\t"]
    (folder / "labels.tsv").write_text("\n".join(["file\tfamily", *rows]) + "\n")
    return folder


@pytest.fixture
def counted(make_person: Callable[..., Person], tmp_path: Path, models: Path) -> Counted:
    settings = Settings(tmp_path / "s")
    settings.model_sets = [ModelSet("labels", str(models / "labels.tsv"), str(models))]
    shots = tmp_path / "shots"
    shots.mkdir()
    return Counted(make_person(real=True, settings=settings), shots)


def tab(person: Person, title: str) -> None:
    """Press the tab of a section."""
    bar = person.panels.signature.sections.tabBar()
    at = next(n for n in range(bar.count()) if bar.tabText(n).startswith(title))
    QTest.mouseClick(bar, LEFT, NONE, bar.tabRect(at).center())


def spot(section: CorpusSection, name: str) -> QPoint:
    """Where a model stands in the tree, brought into view."""
    row = next(r for r in section._corpus.rows() if r.entry.name == name)
    index = section.model.place_of(row.entry.path)
    section.tree.expand(index.parent())
    section.tree.scrollTo(index)
    return section.tree.visualRect(index).center()


def press_model(person: Person, name: str, *, twice: bool = False) -> None:
    section = person.panels.signature.corpus
    view, at = section.tree.viewport(), spot(person.panels.signature.corpus, name)
    QTest.mouseClick(view, LEFT, NONE, at)
    if twice:
        QTest.mouseDClick(view, LEFT, NONE, at)


def test_a_false_positive_becomes_a_counterexample_and_the_signature_is_repaired(
    counted: Counted, tmp_path: Path, models: Path
) -> None:
    person, window = counted.person, counted.person.window
    corpus, section = window.session.corpus, person.panels.signature.corpus
    own = tmp_path / "own"
    own.mkdir()
    (own / "Strange.yaml").write_text(TEXT)
    person.open(models / "good.onnx")
    person.answers.choice = own / "Strange.yaml"
    QTest.keyClick(person.canvas, Qt.Key.Key_O, CTRL | SHIFT)
    counted.matched()
    counted.did("open the signature")
    tab(person, "Corpus")
    counted.wait(lambda: section.figures.precision.value.text() == "67 %")
    counted.did("look at the models")
    assert corpus.tally.value == Tally(hits=2, false=1, apart=1)
    press_model(person, "foreign.onnx", twice=True)
    counted.wait(lambda: person.document.path == str(models / "foreign.onnx"))
    counted.wait(lambda: person.document.highlights.current is not None)
    counted.did("open the model at the place")
    shown = person.document.highlights
    assert shown.groups[0].regions[0] == frozenset(range(5))
    QTest.mouseClick(section.counter, LEFT)
    counted.wait(lambda: section.repairs.buttons)
    counted.did("make it a counterexample")
    assert "counterexamples: " in window.session.draft.text
    QTest.mouseClick(section.repairs.buttons[0], LEFT)
    counted.wait(lambda: corpus.before.value and not corpus.work.value)
    counted.wait(lambda: section.figures.precision.value.text() == "100 %")
    counted.did("take the first repair")
    assert "foreign.onnx" in window.session.draft.text
    assert corpus.before.value == Tally(hits=2, false=1, apart=1)
    assert corpus.tally.value == Tally(hits=2, apart=2)
    assert section.figures.precision.change.text() == "▲ was 67 %"
    QTest.keyClick(person.panels.signature.editor, Qt.Key.Key_S, CTRL)
    counted.wait(lambda: "foreign.onnx" in (own / "Strange.yaml").read_text())
    counted.did("save")
    assert (own / "examples" / "foreign.onnx.gz").is_file()
    assert len(counted.actions) <= 6, counted.actions


def test_what_cannot_be_read_says_why(counted: Counted) -> None:
    person, corpus = counted.person, counted.person.window.session.corpus
    person.open(Path(corpus.sets.value[0].root) / "good.onnx")
    person.window.session.draft.text = TEXT
    person.panels.bring_up("signature")
    tab(person, "Corpus")
    counted.wait(lambda: corpus.tally.value)
    row = next(row for row in corpus.rows() if row.entry.name == "garbage.onnx")
    assert row.problem is not None
    index = person.panels.signature.corpus.model.place_of(row.entry.path)
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert row.problem.message.split()[0] in tip


def test_a_ticked_family_should_match(counted: Counted) -> None:
    person, corpus = counted.person, counted.person.window.session.corpus
    section = person.panels.signature.corpus
    person.open(Path(corpus.sets.value[0].root) / "good.onnx")
    person.window.session.draft.text = TEXT.replace("good.onnx", "elsewhere.onnx")
    person.panels.bring_up("signature")
    tab(person, "Corpus")
    counted.wait(lambda: corpus.entries.value and not corpus.work.value)
    counted.wait(lambda: "Tick what it should match" in section.figures.sentence.text())
    assert corpus.tally.value is None
    family = next(
        section.model.index(n, 0)
        for n in range(section.model.rowCount())
        if section.model.index(n, 0).data() == "strange"
    )
    rect = section.tree.visualRect(family)
    box = QPoint(rect.left() + 10, rect.center().y())
    QTest.mouseClick(section.tree.viewport(), LEFT, NONE, box)
    counted.wait(lambda: corpus.tally.value)
    assert corpus.tally.value == Tally(hits=2, false=1, apart=1)


def test_the_model_of_models_keeps_qt_rules(qtbot: object) -> None:
    entries = [Entry(f"/m/{n}", f"{n}.onnx", family) for n, family in enumerate("aabbc")]
    entries.append(Entry("/m/x", "x.onnx", "", "foreign"))
    rows = [
        Row(e, DraftFound(e.family == "a", 2), "hit" if e.family == "a" else "apart")
        for e in entries
    ]
    model = CorpusModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    assert isinstance(tester.model(), QAbstractItemModel)
    model.show_groups(grouped(rows, frozenset("a")))
    assert [model.index(n, 0).data() for n in range(model.rowCount())] == [
        "a", "b", "c", "Should not match",
    ]  # fmt: skip
    assert model.index(0, 1).data() == "2 of 2 found"
    model.show_groups(grouped([row for row in rows if listed(row, "found", "")], frozenset("a")))
    assert model.rowCount() == 1
    first = model.index(0, 0, model.index(0, 0))
    assert model.row_at(first) == rows[0]
    assert model.parent(first) == model.index(0, 0)


def test_a_result_tells_what_was_before() -> None:
    row = Row(Entry("/m/a", "a.onnx", "a"), DraftFound(False), "apart", "false")
    assert result_text(row) == "not found (was found, wrongly)"
