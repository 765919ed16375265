"""The document inside the child, asked without a process around it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

import pytest

from inspector.errors import InspectorError
from inspector.layout.packed import boxes_of
from inspector.worker.document import Document
from inspector.worker.messages import (
    Answer,
    Arrange,
    Describe,
    DetailsReady,
    Draft,
    Drafted,
    DraftMatched,
    MatchDraft,
    NodeReference,
    Open,
    Opened,
    Prepare,
    Progress,
    Refer,
    Referred,
    Rescan,
    Scan,
    Scanned,
    SceneReady,
)
from tests.ladders import BLOCK, FAMILY, write_branches, write_ladder, write_library

Kind = TypeVar("Kind", bound=Answer)


class Desk:
    """A document and what it has answered."""

    def __init__(self, folder: Path) -> None:
        self.library = write_library(folder / "library", rung=BLOCK, ladder=FAMILY)
        self.answers: list[Answer] = []
        self.document = Document(self.answers.append)

    def kinds(self) -> list[type]:
        return [type(answer) for answer in self.answers if not isinstance(answer, Progress)]

    def last(self, kind: type[Kind]) -> Kind:
        return [answer for answer in self.answers if isinstance(answer, kind)][-1]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    return Desk(tmp_path)


@pytest.fixture
def opened(desk: Desk, tmp_path: Path) -> Desk:
    path = write_ladder(tmp_path / "ladder.onnx")
    desk.document.answer(Open(3, 1, path, [desk.library]))
    return desk


def test_open_tells_file_verdict_and_scene(opened: Desk) -> None:
    assert opened.kinds() == [Opened, Scanned, SceneReady]
    assert all((answer.document, answer.revision) == (3, 1) for answer in opened.answers)
    assert opened.last(Opened).summary.nodes == 8
    verdict = opened.last(Scanned).report.verdict
    assert verdict is not None
    assert verdict.family == "ladder"
    assert opened.last(Scanned).evidence
    scene = opened.last(SceneReady).scene
    assert [box.count for box in boxes_of(scene) if box.kind == "run"] == [4]
    stages = {answer.stage for answer in opened.answers if isinstance(answer, Progress)}
    assert "Arranging" in stages


def test_a_scan_keeps_nothing(desk: Desk, tmp_path: Path) -> None:
    path = write_ladder(tmp_path / "ladder.onnx")
    desk.document.answer(Scan(3, 1, path, [desk.library]))
    assert desk.kinds() == [Scanned]
    assert desk.last(Scanned).evidence == []
    with pytest.raises(InspectorError, match="not open"):
        desk.document.answer(Describe(3, 2, 0))


def test_another_document_is_not_confused_with_this_one(opened: Desk) -> None:
    for request in (Describe(4, 2, 0), Rescan(4, 2, []), Arrange(4, 2, None), Refer(4, 2, [])):
        with pytest.raises(InspectorError) as caught:
            opened.document.answer(request)
        assert caught.value.code == "no-document"


def test_a_file_that_cannot_be_read_leaves_the_document(opened: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty.onnx").write_bytes(b"")
    with pytest.raises(InspectorError):
        opened.document.answer(Open(3, 2, str(tmp_path / "empty.onnx"), [opened.library]))
    opened.document.answer(Refer(3, 3, [0]))
    assert opened.last(Referred).nodes[0].op_type == "Conv"


def test_boxes_open_and_close(opened: Desk) -> None:
    opened.document.answer(Arrange(3, 2, []))
    closed = opened.last(SceneReady).scene
    (run,) = [box for box in boxes_of(closed) if box.kind == "run"]
    opened.document.answer(Arrange(3, 2, [run.id], "right"))
    scene = opened.last(SceneReady).scene
    assert scene.direction == "right"
    assert len(boxes_of(scene)) > len(boxes_of(closed))
    opened.document.answer(Arrange(3, 3, [], "down"))
    assert opened.last(SceneReady).scene == closed
    opened.document.answer(Arrange(3, 4, None, everything=True))
    labels = [box.label for box in boxes_of(opened.last(SceneReady).scene)]
    assert labels.count("Conv") == labels.count("Relu") == 4


def test_the_direction_outlives_a_rescan(opened: Desk) -> None:
    opened.document.answer(Arrange(3, 2, None, "right"))
    opened.document.answer(Rescan(3, 3, [opened.library]))
    assert opened.last(SceneReady).scene.direction == "right"


def test_details_of_a_box(opened: Desk) -> None:
    boxes = boxes_of(opened.last(SceneReady).scene)
    (run,) = [box for box in boxes if box.kind == "run"]
    opened.document.answer(Describe(3, 2, run.id))
    answer = opened.last(DetailsReady)
    assert answer.box == run.id
    assert answer.details.title == "Rung"
    assert [node.op_type for node in answer.details.stored[:2]] == ["Conv", "Relu"]


def test_a_draft_matches_where_it_came_from(opened: Desk) -> None:
    opened.document.answer(Draft(3, 2, [0, 1]))
    text = opened.last(Drafted).text
    assert "Conv" in text
    opened.document.answer(MatchDraft(3, 3, text, [0, 1]))
    result = opened.last(DraftMatched).result
    assert result.state in ("selection", "elsewhere")
    assert [0, 1] in [sorted(match) for match in result.matches]
    opened.document.answer(MatchDraft(3, 4, "format: 1\nblock: (", [0, 1]))
    assert opened.last(DraftMatched).result.state == "broken"


def test_a_saved_signature_is_used_by_the_next_scan(opened: Desk, tmp_path: Path) -> None:
    own = write_library(tmp_path / "own", mine=FAMILY.replace("ladder", "mine"))
    (tmp_path / "library" / "ladder.yaml").unlink()
    opened.document.answer(Rescan(3, 2, [opened.library, own]))
    verdict = opened.last(Scanned).report.verdict
    assert verdict is not None
    assert verdict.family == "mine"
    first = opened.last(Scanned).report.library
    (tmp_path / "own" / "mine.yaml").write_text(FAMILY.replace("ladder", "ours"))
    os.utime(tmp_path / "own" / "mine.yaml", (1, 1))
    opened.document.answer(Rescan(3, 3, [opened.library, own]))
    verdict = opened.last(Scanned).report.verdict
    assert verdict is not None
    assert verdict.family == "ours"
    assert opened.last(Scanned).report.library != first


def test_a_missing_signature_folder_is_empty(opened: Desk, tmp_path: Path) -> None:
    opened.document.answer(Rescan(3, 2, [str(tmp_path / "nowhere"), opened.library]))
    assert opened.last(Scanned).report.verdict is not None


def test_a_link_to_nothing_among_the_signatures_is_told(opened: Desk, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "gone.yaml").symlink_to("nowhere")
    opened.document.answer(Rescan(3, 9, [opened.library, str(own)]))
    assert any("gone.yaml" in text for text in opened.last(Scanned).report.skipped)


def test_references_into_branches(desk: Desk, tmp_path: Path) -> None:
    path = write_branches(tmp_path / "branches.onnx")
    desk.document.answer(Open(3, 1, path, [desk.library]))
    desk.document.answer(Refer(3, 2, [2, 0, 1, 99, 0]))
    assert desk.last(Referred).nodes == [
        NodeReference(0, "If", "choice", ""),
        NodeReference(1, "my::Other", "no", "#0/else_branch"),
        NodeReference(2, "Relu", "yes", "#0/then_branch"),
    ]


def test_prepare_reads_nothing_of_the_users(desk: Desk, tmp_path: Path) -> None:
    desk.document.answer(Prepare(0, 0, [desk.library]))
    assert desk.kinds() == []
    with pytest.raises(InspectorError, match="not open"):
        desk.document.answer(Arrange(0, 1, None))
