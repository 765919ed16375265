"""The library as it is browsed, and files that join it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector.analysis.report import Problem
from inspector.analysis.workbench.records import Finding
from inspector.session.library import Library, SignatureFileError
from inspector.session.session import Session
from inspector.session.settings import Settings
from inspector.worker import messages as m
from tests.session.fake import FakeClient, ManualLoop

WARNING = Finding("warning", "same-meaning", "'other' means the same")
HINT = Finding("hint", "no-reference", "There is no reference")
ERROR = Finding("error", "example", "It does not match its example 'a.onnx'")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    FakeClient.made = []
    (tmp_path / "shipped").mkdir()
    library = Library(tmp_path / "shipped", tmp_path / "own")
    yield Session(FakeClient, ManualLoop(), Settings(tmp_path / "s"), library)
    FakeClient.findings = []
    FakeClient.quiet_from_start = False


def names(session: Session) -> list[str]:
    return [entry.name for entry in session.shelf.listed.value]


def test_a_process_is_there_while_somebody_looks(session: Session) -> None:
    assert FakeClient.made == []
    session.shelf.refresh()
    assert FakeClient.made == []
    session.shelf.open()
    assert names(session) == ["bert", "Gelu", "mine"]
    assert session.shelf.problems.value == ("/own/broken.yaml:1:1: It is no signature",)
    session.shelf.close()
    assert FakeClient.made[0].closed


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        ({"words": "masks WORDS"}, ["bert"]),
        ({"words": "gelu"}, ["bert", "Gelu", "mine"]),
        ({"words": "gelu nothing"}, []),
        ({"kind": "block"}, ["Gelu"]),
        ({"architecture": "cnn"}, ["mine"]),
        ({"type": "text encoder"}, ["bert"]),
        ({"block": "Layer"}, ["bert"]),
        ({"block": "Gelu"}, ["bert", "Gelu", "mine"]),
        ({"origin": "own"}, ["mine"]),
        ({"origin": "built in", "kind": "family"}, ["bert"]),
    ],
)
def test_what_is_listed(session: Session, fields: dict[str, str], listed: list[str]) -> None:
    session.shelf.open()
    session.shelf.narrow(**fields)
    assert names(session) == listed
    assert session.shelf.values("type") == ["image classifier", "text encoder"]
    assert session.shelf.blocks() == ["Gelu", "Layer"]


def test_pages_are_gone_back_through(session: Session) -> None:
    shelf = session.shelf
    shelf.open()
    shelf.choose("bert")
    assert shelf.page.value is not None
    assert shelf.picture.scene.value is not None
    shelf.choose("Gelu")
    shelf.choose("Gelu")
    assert shelf.can_go_back
    shelf.back()
    assert shelf.chosen.value == "bert"
    assert not shelf.can_go_back


def test_a_page_that_is_not_there_says_so(session: Session) -> None:
    session.shelf.open()
    session.shelf.choose("nothing")
    assert session.shelf.page.value is None
    assert session.shelf.failure.value == Problem(
        "unknown-signature", "There is no signature 'nothing'."
    )
    session.shelf.choose("bert")
    assert session.shelf.failure.value is None


def test_an_answer_that_was_overtaken_is_not_shown(session: Session) -> None:
    FakeClient.quiet_from_start = True
    session.shelf.choose("bert")
    session.shelf.choose("Gelu")
    client = FakeClient.made[0]
    client.answer(client.sent[1])
    client.answer(client.sent[0])
    assert session.shelf.page.value is not None
    assert session.shelf.page.value.entry.name == "Gelu"


TEXT = "format: 1\nblock: MyLayer\ntitle: My layer\ninputs: [x]\npattern: Gelu(Linear(x))\n"


def source(tmp_path: Path, text: str = TEXT) -> Path:
    path = tmp_path / "mail.yaml"
    path.write_text(text)
    return path


def kept(session: Session) -> list[Path]:
    return sorted(session.library.own.glob("*.yaml"))


def test_a_file_with_nothing_to_say_about_is_taken_in(session: Session, tmp_path: Path) -> None:
    document = session.open("/models/a.onnx")
    session.shelf.open()
    session.importer.begin(source(tmp_path))
    assert [path.read_text() for path in kept(session)] == [TEXT]
    assert any(isinstance(r, m.Rescan) for c in FakeClient.made for r in c.sent)
    assert sum(isinstance(r, m.Browse) for c in FakeClient.made for r in c.sent) == 2
    session.close(document)


@pytest.mark.parametrize("finding", [HINT, WARNING])
def test_whatever_was_found_is_shown_before_it_is_kept(
    session: Session, tmp_path: Path, finding: Finding
) -> None:
    FakeClient.findings = [finding]
    session.importer.begin(source(tmp_path))
    state = session.importer.state.value
    assert state is not None
    assert (state.phase, state.findings) == ("asking", (finding,))
    assert kept(session) == []
    session.importer.anyway()
    assert len(kept(session)) == 1


def test_what_fails_or_cannot_be_checked_is_not_kept(session: Session, tmp_path: Path) -> None:
    FakeClient.findings = [ERROR]
    session.importer.begin(source(tmp_path))
    session.importer.anyway()
    FakeClient.quiet_from_start = True
    session.importer.begin(source(tmp_path, "family: [\n"))
    client = FakeClient.made[-1]
    problem = Problem("yaml", "It is no YAML.")
    client.on_answer(m.Failed(0, client.sent[0].revision, problem))
    session.importer.anyway()
    state = session.importer.state.value
    assert state is not None
    assert (state.phase, state.findings[0].code) == ("refused", "yaml")
    assert kept(session) == []


def test_to_replace_one_is_asked_about(session: Session, tmp_path: Path) -> None:
    session.importer.begin(source(tmp_path))
    changed = TEXT + "# changed\n"
    session.importer.begin(source(tmp_path, changed))
    state = session.importer.state.value
    assert state is not None
    assert state.phase == "asking"
    assert "your own one" in state.findings[0].message
    session.importer.anyway()
    assert [path.read_text() for path in kept(session)] == [changed]
    aside = session.importer.set_aside
    assert aside is not None
    assert aside.read_text() == TEXT


def test_a_file_that_cannot_be_read_is_an_error(session: Session, tmp_path: Path) -> None:
    with pytest.raises(SignatureFileError):
        session.importer.begin(tmp_path / "missing.yaml")
    assert session.importer.state.value is None


def test_a_signature_is_written_to_a_file(session: Session, tmp_path: Path) -> None:
    session.shelf.choose("bert")
    page = session.shelf.page.value
    assert page is not None
    page.entry.path = str(source(tmp_path))
    session.shelf.export(tmp_path / "out.yaml")
    assert (tmp_path / "out.yaml").read_text() == TEXT
