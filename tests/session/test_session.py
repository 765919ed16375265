"""Documents, their links to child processes, and the draft between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.analysis.report import Problem
from inspector.session.library import Library
from inspector.session.session import Session
from inspector.session.settings import Settings
from inspector.worker import messages as m
from tests.session.fake import (
    FIRST_LAYER,
    RUN,
    TEXT,
    FakeClient,
    ManualLoop,
    build_scene,
    layer_nodes,
)


class Bench:
    """A session with clients and a loop that the test drives."""

    def __init__(self, folder: Path) -> None:
        self.clients: list[FakeClient] = []
        self.loop = ManualLoop()
        self.silent = False
        (folder / "shipped").mkdir()
        self.library = Library(folder / "shipped", folder / "own")
        self.session = Session(
            self.make_client, self.loop, Settings(folder / "settings"), self.library
        )

    def make_client(self, on_answer: object, on_exit: object) -> FakeClient:
        client = FakeClient(on_answer, on_exit)  # type: ignore[arg-type]
        client.silent = self.silent
        self.clients.append(client)
        return client

    def sent(self, kind: type) -> list[m.AnyRequest]:
        return [request for request in self.clients[-1].sent if type(request) is kind]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_opening_fills_the_document(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    assert document.summary.value is not None
    assert document.report.value is not None
    assert document.report.value.verdict is not None
    assert document.report.value.verdict.family == "bert"
    assert document.scene.value is not None
    assert document.activity.value is None
    assert [group.letter for group in document.highlights.groups] == ["A", "B"]
    assert bench.session.current.value is document
    assert bench.session.settings.recent == ["/m/bert.onnx"]


def test_progress_is_told_until_the_scene_is_there(bench: Bench) -> None:
    bench.silent = True
    document = bench.session.open("/m/bert.onnx")
    client = bench.clients[0]
    assert document.activity.value is not None
    assert not document.activity.value.quiet
    stages: list[str] = []
    document.activity.changed.connect(lambda a: stages.append(a.stage if a else "done"))
    client.answer(client.sent[0])
    assert "Reading the graph" in stages
    assert stages[-1] == "done"


def test_a_file_opened_twice_is_one_document(bench: Bench) -> None:
    first = bench.session.open("/m/a.onnx")
    bench.session.open("/m/b.onnx")
    assert bench.session.open("/m/a.onnx") is first
    assert bench.session.current.value is first
    assert len(bench.session.documents) == 2


def test_closing_shows_another_and_ends_the_process(bench: Bench) -> None:
    first = bench.session.open("/m/a.onnx")
    second = bench.session.open("/m/b.onnx")
    removed: list[object] = []
    bench.session.removed.connect(removed.append)
    bench.session.close(second)
    assert bench.session.current.value is first
    assert bench.clients[1].closed
    assert removed == [second]
    bench.session.close_all()
    assert bench.session.current.value is None
    assert bench.clients[0].closed


def test_an_unreadable_file_is_a_failure_that_can_be_retried(bench: Bench) -> None:
    bench.silent = True
    document = bench.session.open("/m/broken.onnx")
    client = bench.clients[0]
    client.problem = Problem("not-a-model", "This is a text file.", "byte 0", "Open a model.")
    client.answer(client.sent[-1])
    assert document.failure.value is client.problem
    assert document.activity.value is None
    client.problem, client.silent = None, False
    bench.session.reload(document)
    assert document.failure.value is None
    assert document.report.value is not None


def test_reading_again_keeps_what_is_there_when_it_fails(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    bench.clients[0].problem = Problem("gone", "The file is gone.")
    bench.session.reload(document)
    assert document.failure.value is None
    assert document.scene.value is not None
    assert document.notice.value is not None
    assert document.notice.value.message == "The file is gone."


def test_folds_open_and_close(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    bench.session.set_open(document, FIRST_LAYER + 1, True)
    assert document.scene.value is not None
    assert set(document.scene.value.opened()) == {RUN, FIRST_LAYER, FIRST_LAYER + 1}
    bench.session.set_open(document, RUN, False)
    assert document.scene.value.opened() == []


def test_an_overtaken_scene_is_dropped(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    client = bench.clients[0]
    client.silent = True
    bench.session.arrange(document, [])
    bench.session.arrange(document, [RUN])
    old, new = client.sent[-2:]
    client.answer(new)
    client.answer(old)
    assert document.scene.value is not None
    assert document.scene.value.opened() == [RUN]


def test_an_answer_for_another_document_is_dropped(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    before = document.scene.value
    bench.clients[0].on_answer(m.SceneReady(document.number + 1, 99, build_scene(set())))
    assert document.scene.value is before


def test_cancel_kills_and_keeps_what_is_known(bench: Bench) -> None:
    bench.silent = True
    document = bench.session.open("/m/bert.onnx")
    client = bench.clients[0]
    answers = client.answers(client.sent[0])
    for answer in answers[:2]:
        client.on_answer(answer)
    bench.session.cancel(document)
    assert client.cancelled == 1
    for answer in answers[2:]:
        client.on_answer(answer)
    assert document.summary.value is not None
    assert document.report.value is None
    assert document.activity.value is None
    assert document.notice.value is not None
    assert document.notice.value.retry
    client.silent = False
    bench.session.reload(document)
    assert document.report.value is not None
    assert document.notice.value is None


def test_after_a_cancel_requests_say_that_the_file_is_not_loaded(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    bench.session.cancel(document)
    document.notice.value = None
    sent = len(bench.clients[0].sent)
    bench.session.arrange(document, [])
    assert len(bench.clients[0].sent) == sent
    assert document.notice.value is not None
    assert document.notice.value.retry


def test_a_dead_child_leaves_a_message_and_a_way_on(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    bench.session.arrange(document, [RUN])
    bench.clients[0].on_exit(Problem("killed", "The process was killed.", help="Try again."))
    assert document.notice.value is not None
    assert document.notice.value.message == "The process was killed."
    assert document.notice.value.retry
    assert not bench.session.attached(document)
    bench.session.reload(document)
    assert bench.session.attached(document)
    assert document.scene.value is not None
    assert document.scene.value.opened() == [RUN]


def test_details_arrive_for_the_box_in_focus(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    bench.session.describe(document, 2)
    assert document.focus.value == 2
    assert document.details.value is not None
    assert document.details.value[0] == 2


def test_a_draft_comes_from_the_selection_and_is_matched(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    assert not bench.session.draft_from_selection()
    nodes = frozenset(list(layer_nodes(0))[:4])
    document.selection.set(nodes)
    assert bench.session.draft_from_selection()
    assert bench.session.draft.text == TEXT
    assert bench.session.draft.origin == nodes
    assert bench.session.draft.pending.value
    bench.loop.run_later()
    request = bench.sent(m.MatchDraft)[-1]
    assert isinstance(request, m.MatchDraft)
    assert request.stored == sorted(nodes)
    assert bench.session.draft.state == "elsewhere"
    assert not bench.session.draft.pending.value


def test_typing_is_matched_once_it_rests(bench: Bench) -> None:
    bench.session.open("/m/bert.onnx")
    bench.loop.run_later()
    before = len(bench.sent(m.MatchDraft))
    for letters in ("f", "fa", "fam"):
        bench.session.draft.text = letters
    assert len(bench.loop.waiting) == 2  # one to match it, one to keep it
    bench.loop.run_later()
    assert len(bench.sent(m.MatchDraft)) == before + 1


def test_a_stale_match_is_dropped(bench: Bench) -> None:
    bench.session.open("/m/bert.onnx")
    client = bench.clients[0]
    client.silent = True
    bench.session.draft.text = "broken"
    bench.loop.run_later()
    bench.session.draft.text = TEXT
    bench.loop.run_later()
    old, new = client.sent[-2:]
    client.answer(new)
    client.answer(old)
    assert bench.session.draft.state == "elsewhere"


def test_an_emptied_draft_is_empty_without_asking(bench: Bench) -> None:
    bench.session.open("/m/bert.onnx")
    bench.session.draft.text = TEXT
    bench.loop.run_later()
    sent = len(bench.clients[0].sent)
    bench.session.draft.text = "  "
    bench.loop.run_later()
    assert bench.session.draft.state == "empty"
    assert len(bench.clients[0].sent) == sent


def test_a_draft_needs_no_open_document(bench: Bench) -> None:
    bench.session.draft.text = TEXT
    bench.loop.run_later()
    assert bench.session.draft.result.value is None
    assert not bench.session.draft.pending.value


def test_an_answer_to_an_older_text_leaves_the_draft_pending(bench: Bench) -> None:
    bench.session.open("/m/bert.onnx")
    client = bench.clients[0]
    bench.session.draft.text = TEXT
    client.silent = True
    bench.loop.run_later()
    asked = next(r for r in reversed(client.sent) if isinstance(r, m.MatchDraft))
    bench.session.draft.text = TEXT + "# more\n"
    client.answer(asked)
    assert bench.session.draft.pending.value
    client.silent = False
    bench.loop.run_later()
    assert not bench.session.draft.pending.value


def save(bench: Bench) -> Path:
    """Save the draft, which the check lets pass."""
    bench.session.saver.begin()
    state = bench.session.saver.state.value
    assert state is not None
    assert state.phase == "saved"
    return state.path


def test_saving_writes_to_the_own_folder_and_scans_again(bench: Bench) -> None:
    document = bench.session.open("/m/bert.onnx")
    bench.session.draft.text = "family: my_net\n"
    path = save(bench)
    assert path == bench.library.own / "my_net.yaml"
    assert path.read_text() == "family: my_net\n"
    request = next(r for r in bench.clients[0].sent if isinstance(r, m.Rescan))
    assert request.libraries == [str(bench.library.shipped), str(bench.library.own)]
    assert document.report.value is not None
    assert document.report.value.library == "b"
    assert not bench.session.draft.dirty


def test_a_shipped_signature_is_saved_as_an_own_copy(bench: Bench) -> None:
    shipped = bench.library.shipped / "bert.yaml"
    shipped.write_text("family: bert\n")
    bench.session.open_signature(shipped)
    bench.session.draft.text += "title: other\n"
    assert save(bench) == bench.library.own / "bert.yaml"
    assert shipped.read_text() == "family: bert\n"


def test_a_signature_from_elsewhere_is_saved_where_it_was(bench: Bench, tmp_path: Path) -> None:
    elsewhere = tmp_path / "project" / "net.yaml"
    elsewhere.parent.mkdir()
    elsewhere.write_text("family: net\n")
    bench.session.open_signature(elsewhere)
    bench.session.draft.text += "title: Net\n"
    assert save(bench) == elsewhere


def test_documents_that_cannot_be_read_are_not_scanned_again(bench: Bench) -> None:
    bench.silent = True
    bench.session.open("/m/broken.onnx")
    client = bench.clients[0]
    client.problem = Problem("not-a-model", "This is a text file.")
    client.answer(client.sent[-1])
    bench.silent = False
    bench.session.draft.text = "family: a\n"
    save(bench)
    assert not any(isinstance(request, m.Rescan) for request in client.sent)
