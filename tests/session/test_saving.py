"""Saving: what the check says decides whether a draft is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.analysis.report import Problem
from inspector.analysis.workbench.records import Finding
from inspector.session.library import Library
from inspector.session.saving import Saving
from inspector.session.session import Session
from inspector.session.settings import Settings
from inspector.worker import messages as m
from tests.session.fake import TEXT, FakeClient, ManualLoop

ERROR = Finding("error", "example", "It does not match its example 'a.onnx'")
WARNING = Finding("warning", "same-meaning", "'other' means the same")
HINT = Finding("hint", "no-reference", "There is no reference")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A session with a draft and nothing open."""
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    FakeClient.made = []
    library = Library(shipped, tmp_path / "own")
    made = Session(FakeClient, ManualLoop(), Settings(tmp_path / "s"), library)
    made.draft.text = TEXT
    yield made
    FakeClient.findings = []
    FakeClient.quiet_from_start = False


def state(session: Session) -> Saving:
    found = session.saver.state.value
    assert found is not None
    return found


def saved(session: Session) -> list[Path]:
    return sorted(session.library.own.glob("*.yaml"))


def test_what_only_lacks_something_is_saved_and_told(session: Session) -> None:
    FakeClient.findings = [HINT]
    session.saver.begin()
    assert (state(session).phase, state(session).findings) == ("saved", (HINT,))
    assert [path.read_text() for path in saved(session)] == [TEXT]


def test_an_error_is_not_saved_and_nothing_is_lost(session: Session) -> None:
    FakeClient.findings = [ERROR, HINT]
    session.saver.begin()
    session.saver.anyway()
    assert state(session).phase == "refused"
    assert saved(session) == []
    assert session.draft.text == TEXT
    assert session.draft.dirty


def test_a_warning_is_asked_about(session: Session) -> None:
    FakeClient.findings = [WARNING, HINT]
    session.saver.begin()
    assert state(session).phase == "asking"
    assert saved(session) == []
    session.saver.anyway()
    assert (state(session).phase, state(session).findings) == ("saved", (HINT,))
    assert len(saved(session)) == 1


def test_a_warning_may_be_taken_to_heart(session: Session) -> None:
    FakeClient.findings = [WARNING]
    session.saver.begin()
    session.saver.dismiss()
    assert session.saver.state.value is None
    assert saved(session) == []


def silent(session: Session) -> FakeClient:
    """The check under way, which says nothing by itself."""
    FakeClient.quiet_from_start = True
    session.saver.begin()
    return FakeClient.made[-1]


def test_what_is_typed_during_the_check_is_not_saved_and_not_lost(session: Session) -> None:
    client = silent(session)
    session.draft.text += "# more\n"
    client.answer(client.sent[0])
    assert saved(session)[0].read_text() == TEXT
    assert session.draft.text == TEXT + "# more\n"
    assert session.draft.dirty


def test_the_canonical_form_is_what_is_saved_and_shown(session: Session) -> None:
    client = silent(session)
    client.on_answer(m.Checked(0, client.sent[0].revision, "format: 1\n", []))
    assert saved(session)[0].read_text() == "format: 1\n"
    assert session.draft.text == "format: 1\n"
    assert not session.draft.dirty
    session.draft.undo()
    assert session.draft.text == TEXT


def test_a_check_is_given_up_by_saving_at_once(session: Session) -> None:
    client = silent(session)
    session.saver.anyway()
    assert client.closed
    assert len(saved(session)) == 1


def test_an_answer_to_a_check_given_up_is_not_heard(session: Session) -> None:
    client = silent(session)
    session.saver.dismiss()
    client.answer(client.sent[0])
    assert client.closed
    assert saved(session) == []


@pytest.mark.parametrize(
    "die",
    [
        lambda client: client.on_exit(Problem("killed", "It used too much memory.")),
        lambda client: client.on_answer(
            m.Failed(0, client.sent[0].revision, Problem("killed", "It used too much memory."))
        ),
    ],
)
def test_a_check_that_dies_is_a_warning(
    session: Session, die: Callable[[FakeClient], None]
) -> None:
    die(silent(session))
    assert state(session).phase == "asking"
    assert state(session).findings[0].message.endswith("It used too much memory.")
    assert saved(session) == []
    session.saver.anyway()
    assert len(saved(session)) == 1


def test_open_models_are_examples_too(session: Session) -> None:
    session.open("/m/bert.onnx")
    session.saver.begin()
    request = FakeClient.made[-1].sent[0]
    assert isinstance(request, m.Check)
    assert request.models == {"bert.onnx": "/m/bert.onnx"}
    assert request.fresh
    session.draft.text += "# more\n"
    session.saver.begin()
    again = FakeClient.made[-1].sent[0]
    assert isinstance(again, m.Check)
    assert not again.fresh
