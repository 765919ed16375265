"""The signature that is being written."""

from __future__ import annotations

from pathlib import Path

from inspector.analysis.report import DraftMatches
from inspector.session.draft import SignatureDraft


def type_in(draft: SignatureDraft, letters: str) -> None:
    for letter in letters:
        draft.text += letter


def test_typing_is_undone_word_by_word() -> None:
    draft = SignatureDraft()
    type_in(draft, "family: bert")
    draft.undo()
    assert draft.text == "family: "
    draft.undo()
    assert draft.text == "family:"
    draft.undo()
    assert draft.text == ""
    draft.redo()
    draft.redo()
    draft.redo()
    assert draft.text == "family: bert"
    assert not draft.can_redo


def test_an_edit_elsewhere_is_a_step_of_its_own() -> None:
    draft = SignatureDraft()
    type_in(draft, "abc")
    draft.text = "xabc"
    draft.undo()
    assert draft.text == "abc"


def test_a_replaced_text_is_a_step_of_its_own() -> None:
    draft = SignatureDraft()
    type_in(draft, "abc")
    draft.start("family: new\n", frozenset([1]), 1)
    draft.undo()
    assert draft.text == "abc"


def test_dirty_until_saved(tmp_path: Path) -> None:
    draft = SignatureDraft()
    seen: list[bool] = []
    draft.saved_changed.connect(seen.append)
    draft.text = "family: a"
    assert draft.dirty
    draft.saved(tmp_path / "a.yaml", draft.text)
    assert not draft.dirty
    assert draft.path.value == tmp_path / "a.yaml"
    draft.text = "family: ab"
    assert seen == [True, False, True]


def test_a_loaded_signature_is_clean_and_has_no_past(tmp_path: Path) -> None:
    draft = SignatureDraft()
    draft.text = "old"
    draft.load("family: a\n", tmp_path / "a.yaml")
    assert not draft.dirty
    assert not draft.can_undo
    assert draft.origin == frozenset()


def test_only_what_parses_can_be_saved() -> None:
    draft = SignatureDraft()
    assert not draft.savable
    draft.text = "family: a"
    assert draft.savable
    draft.result.value = DraftMatches("broken")
    assert not draft.savable
    draft.result.value = DraftMatches("nowhere")
    assert draft.savable


def test_the_state_of_no_text_is_empty_whatever_was_matched() -> None:
    draft = SignatureDraft()
    draft.result.value = DraftMatches("elsewhere")
    assert draft.state == "empty"
    draft.text = "x"
    assert draft.state == "elsewhere"
