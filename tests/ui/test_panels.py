"""Evidence, nodes, details and file: the panels around the canvas."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from inspector.analysis.report import Details, Problem, Report, StoredNode
from inspector.analysis.tensors import TensorSummary
from inspector.diagnostics import Finding
from inspector.session.scene_map import SceneMap
from inspector.ui.docks.details_page import details_page
from inspector.ui.docks.evidence_model import EvidenceModel
from inspector.ui.docks.file import _risks
from inspector.ui.docks.node_model import NodeModel
from inspector.worker import messages as m
from tests.session.fake import EMBEDDING, FIRST_LAYER, RUN, build_evidence, build_scene, layer_nodes
from tests.ui.conftest import Person

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
FAIL = QAbstractItemModelTester.FailureReportingMode.Fatal


def press(person: Person, *rows: int) -> QModelIndex:
    """Press an item of the evidence tree, named by its rows from the top."""
    panel = person.panels.evidence
    index = QModelIndex()
    for row in rows:
        if index.isValid():
            panel.tree.expand(index)
        index = panel.model.index(row, 0, index)
    panel.tree.scrollTo(index)
    at = panel.tree.visualRect(index).center()
    QTest.mouseClick(panel.tree.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    return index


def test_the_tree_holds_family_clauses_matches_and_nodes(reader: Person) -> None:
    model = reader.panels.evidence.model
    family = model.index(0, 0)
    assert family.data() == "BERT"
    clause = model.index(1, 0, family)
    assert clause.data() == "layer: PostNormEncoderLayer ×12"
    assert model.rowCount(clause) == 12
    node = model.index(0, 0, model.index(3, 0, clause))
    assert node.data().startswith("MatMul #")
    rival = model.index(1, 0)
    assert "not satisfied" in rival.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Not satisfied" in rival.data(Qt.ItemDataRole.ToolTipRole)


def test_a_clause_keeps_its_letter_and_colour(reader: Person) -> None:
    press(reader, 0, 1)
    groups = reader.document.highlights.groups
    assert [group.letter for group in groups] == ["B"]
    assert groups[0].colour == 1
    assert len(groups[0].regions) == 12
    assert reader.panels.evidence.counter.text() == "1 of 12"


def test_a_match_is_brought_into_view(reader: Person) -> None:
    press(reader, 0, 1, 9)
    assert reader.document.highlights.current_nodes == set(layer_nodes(9))
    assert reader.panels.evidence.counter.text() == "10 of 12"
    rect = reader.canvas.rect_of(FIRST_LAYER + 9)
    assert reader.canvas.rect().contains(rect.center().toPoint())


def test_n_and_shift_n_step_through_the_matches(reader: Person) -> None:
    press(reader, 0, 1)
    tree = reader.panels.evidence.tree
    counter = reader.panels.evidence.counter
    for _ in range(2):
        QTest.keyClick(tree, Qt.Key.Key_N)
    assert counter.text() == "3 of 12"
    assert reader.document.highlights.current_nodes == set(layer_nodes(2))
    QTest.keyClick(reader.canvas, Qt.Key.Key_N, SHIFT)
    assert counter.text() == "2 of 12"
    QTest.mouseClick(reader.panels.evidence.previous, LEFT)
    QTest.mouseClick(reader.panels.evidence.previous, LEFT)
    assert counter.text() == "12 of 12"


def test_a_node_is_selected(reader: Person) -> None:
    press(reader, 0, 1, 0, 0)
    assert reader.document.selection.nodes == {layer_nodes(0)[0]}


def test_a_family_shows_all_its_clauses_again(reader: Person) -> None:
    press(reader, 0, 1)
    press(reader, 0)
    assert [group.letter for group in reader.document.highlights.groups] == ["A", "B"]
    reader.do("clear_highlights")
    assert reader.document.highlights.groups == ()
    reader.do("show_verdict")
    assert len(reader.document.highlights.groups) == 2


def test_what_a_clause_requires_is_told(reader: Person) -> None:
    press(reader, 0, 0)
    assert reader.panels.evidence.detail.text() == "1 needed, 1 found"
    press(reader, 0, 0, 0)
    assert not reader.panels.evidence.detail.isVisible()


def test_item_models_keep_qts_rules(qtbot: object) -> None:
    evidence = EvidenceModel()
    QAbstractItemModelTester(evidence, FAIL)
    evidence.show_evidence(build_evidence())
    for row in range(evidence.rowCount()):
        family = evidence.index(row, 0)
        for below in range(evidence.rowCount(family)):
            assert evidence.parent(evidence.index(below, 0, family)) == family
    evidence.show_evidence([])
    nodes = NodeModel()
    QAbstractItemModelTester(nodes, FAIL)
    nodes.show_scene(SceneMap(build_scene({RUN})))
    nodes.show_scene(None)


def test_the_table_holds_the_boxes_of_the_canvas(reader: Person) -> None:
    panel = reader.panels.nodes
    assert panel.counter.text() == f"{len(reader.labels())} of {len(reader.labels())}"
    row = reader.canvas.scene.index_of[FIRST_LAYER + 6]
    cells = [panel.model.index(row, column).data() for column in range(5)]
    assert cells == ["EncoderLayer", "layer 6 ≠ one Linear more", "EncoderLayer", "block", "29"]
    run = panel.model.index(reader.canvas.scene.index_of[RUN], 0)
    assert run.data() == "EncoderLayer ×12"


def test_the_filter_counts(reader: Person) -> None:
    panel = reader.panels.nodes
    panel.docks = None
    reader.panels.bring_up("nodes")
    QTest.keyClicks(panel.filter, "linear")
    total = len(reader.labels())
    shown = panel.model.rowCount()
    assert panel.counter.text() == f"{shown} of {total}"
    assert 0 < shown < total
    panel.filter.clear()
    assert panel.counter.text() == f"{total} of {total}"


def test_a_row_selects_on_the_canvas(reader: Person) -> None:
    reader.panels.bring_up("nodes")
    panel = reader.panels.nodes
    index = panel.model.index(reader.canvas.scene.index_of[2], 0)
    panel.table.scrollTo(index)
    at = panel.table.visualRect(index).center()
    QTest.mouseClick(panel.table.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
    assert reader.document.selection.nodes == set(EMBEDDING)
    assert reader.document.focus.value == 2
    assert reader.canvas.rect().contains(reader.canvas.rect_of(2).center().toPoint())


def test_the_canvas_selects_rows(reader: Person) -> None:
    reader.panels.bring_up("nodes")
    reader.click(2)
    rows = reader.panels.nodes.table.selectionModel().selectedRows()
    assert [row.data() for row in rows] == ["Embeddings"]
    reader.key(Qt.Key.Key_Escape)
    assert not reader.panels.nodes.table.selectionModel().hasSelection()


def test_enter_on_a_row_opens_a_fold(reader: Person) -> None:
    reader.panels.bring_up("nodes")
    panel = reader.panels.nodes
    row = reader.canvas.scene.index_of[FIRST_LAYER + 3]
    index = panel.model.index(row, 0)
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
    panel.table.selectionModel().setCurrentIndex(index, flags)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    reader.bot.waitUntil(lambda: FIRST_LAYER + 3 in reader.document.scene.value.opened())


def test_the_table_sorts_by_number_of_nodes(reader: Person) -> None:
    panel = reader.panels.nodes
    panel.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert panel.model.index(0, 0).data() == "EncoderLayer ×12"
    assert panel.model.index(1, 4).data() == "29"


def test_rows_of_the_node_table_are_copied(reader: Person) -> None:
    panel = reader.panels.nodes
    reader.window.panels.bring_up("nodes")
    panel.filter.setText("linear")
    assert panel.counter.text() == f"{panel.model.rowCount()} of {panel.model.total}"
    panel.table.setFocus()
    panel.table.selectAll()
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t") == ["Label", "Detail", "Inside", "Category", "Nodes"]
    assert len(lines) == 1 + panel.model.rowCount()
    assert lines[1].split("\t")[:2] == ["Linear", "768 → 3072"]


def test_details_tell_of_ports_and_stored_nodes(reader: Person) -> None:
    assert "Select a node" in reader.panels.details.browser.toPlainText()
    reader.click(2)
    reader.bot.waitUntil(lambda: "Box 2" in reader.panels.details.browser.toPlainText())
    text = reader.panels.details.browser.toPlainText()
    for part in ("y = x·W + b", "axis", "1×128×768", "constant", "12 stored nodes, the first 3"):
        assert part in text
    reader.panels.details.browser.anchorClicked.emit(QUrl("node:1"))
    assert reader.document.selection.nodes == {1}


def test_details_of_a_file_are_text_and_never_markup(reader: Person) -> None:
    node = StoredNode(3, "<em>", "<a>", "<b2>", "<i2>", "<u2>", [("<s2>", "", "", True)], [], [])
    told = TensorSummary("string", [1], 1, ["<q2>"])
    lost = TensorSummary("string", [1], 1, problem=Problem("x", "<r2>"))
    for summary in (told, lost):
        page = details_page(
            Details("<img src=x>", "<b>", "<i>d</i>", [("<u>", "<s>")],
                    [("<p>", "<q>", "<r>", True)], [], [node], 1),
            {(3, "0"): summary},
        )  # fmt: skip
        for tag in ("<img", "<i>d", "<u>", "<s>", "<q>", "<r>", "<em>", "<a>", "<b2>", "<i2>",
                    "<u2>", "<s2>", "<q2>", "<r2>"):  # fmt: skip
            assert tag not in page


def has_text(person: Person, part: str) -> None:
    browser = person.panels.details.browser
    person.bot.waitUntil(lambda: part in browser.toPlainText())


def test_values_of_a_constant_are_read_when_they_are_asked_for(reader: Person) -> None:
    reader.click(2)
    has_text(reader, "Box 2")
    browser = reader.panels.details.browser
    asked = [r for r in reader.clients[-1].sent if isinstance(r, m.Measure)]
    assert asked == []
    browser.setFocus()
    QTest.keyClick(browser, Qt.Key.Key_Tab)  # the stored node
    QTest.keyClick(browser, Qt.Key.Key_Tab)  # the values of its constant
    QTest.keyClick(browser, Qt.Key.Key_Return)
    asked = [(r.node, r.place) for r in reader.clients[-1].sent if isinstance(r, m.Measure)]
    assert asked == [(0, "1")]
    has_text(reader, "20 elements")
    text = browser.toPlainText()
    for part in ("20 elements", "from -0.5 to 0.5", "1 NaN", "-0.5, 0.25, …"):
        assert part in text
    picture = browser.document().resource(3, QUrl("histogram:0/1"))
    assert picture.width() > 0
    browser.anchorClicked.emit(QUrl("values:0/1"))
    assert len([r for r in reader.clients[-1].sent if isinstance(r, m.Measure)]) == 1


def test_nothing_but_histograms_is_loaded_into_the_details(reader: Person) -> None:
    browser = reader.panels.details.browser
    for address in ("file:///etc/hostname", "http://localhost/x.png", "histogram:9/9"):
        assert browser.loadResource(2, QUrl(address)) is None


def test_values_that_never_come_are_not_waited_for(reader: Person) -> None:
    reader.click(2)
    has_text(reader, "Box 2")
    reader.clients[-1].silent = True
    browser = reader.panels.details.browser
    browser.anchorClicked.emit(QUrl("values:0/1"))
    assert "reading" in browser.toPlainText()
    reader.clients[-1].on_exit(None)
    reader.bot.waitUntil(lambda: "reading" not in browser.toPlainText())


def test_the_worst_risk_comes_first_and_clean_is_never_said(reader: Person) -> None:
    findings = [
        Finding("odd", "info", "Odd."),
        Finding("bad", "danger", "<b>Bad</b>.", "byte 7"),
        Finding("so-so", "warning", "So so."),
    ]
    report = Report("m", "pickle", "partial", skipped=["the rest"])
    page = _risks(findings, report)
    assert "<b>Bad" not in page
    shown = QTextDocument()
    shown.setHtml(page)
    text = shown.toPlainText()
    places = [text.index(word) for word in ("Danger", "Warning", "Note", "Not looked at")]
    assert places == sorted(places)
    assert "byte 7 · bad" in text
    for told in (_risks([], report), _risks([], None)):
        assert "Nothing was noticed" not in told
    assert "Still being looked at" in _risks([], None)
    noticed = _risks([], Report("m", "onnx", "ok"))
    assert "Nothing was noticed" in noticed
    assert "Their numbers were not read" in noticed


def test_the_file_panel_lists_risks_first(reader: Person) -> None:
    QTest.mouseClick(reader.window.page.header.findings, LEFT)
    assert reader.panels.file.isVisible()
    text = reader.panels.file.browser.toPlainText()
    assert text.index("File risk") < text.index("Producer")
    assert "The weights in model.onnx_data are not there." in text
    assert "pytorch 2.9" in text


def tick(person: Person, index: QModelIndex) -> None:
    """Press the check box of an item of the evidence tree."""
    tree = person.panels.evidence.tree
    tree.scrollTo(index)
    option = QStyleOptionViewItem()
    option.rect = tree.visualRect(index)
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
    box = tree.style().subElementRect(part, option, tree)
    QTest.mouseClick(tree.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, box.center())


def test_checked_clauses_are_painted_together(reader: Person) -> None:
    model = reader.panels.evidence.model
    family = model.index(0, 0)
    tick(reader, model.index(0, 0, family))
    tick(reader, model.index(1, 0, family))
    groups = reader.document.highlights.groups
    assert [group.letter for group in groups] == ["A", "B"]
    assert len(groups[1].regions) == 12
    tick(reader, model.index(0, 0, family))
    assert [len(group.regions) for group in reader.document.highlights.groups] == [12]


def test_the_signature_stands_beside_its_evidence(reader: Person, tmp_path: Path) -> None:
    text = "format: 1\nfamily: bert\ntitle: BERT\nwhere:\n  layer: PostNormLayer {>=2}\n"
    (tmp_path / "shipped" / "bert.yaml").write_text(text)
    press(reader, 0)
    shown = reader.panels.evidence.text
    assert shown.isVisible()
    assert shown.toPlainText() == text
