"""The draft beside sets of models, with a runner that the test plays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from inspector.analysis.corpus.records import DraftFound, Entry, Repair, Tally
from inspector.analysis.report import Problem
from inspector.session.claims import claims_of
from inspector.session.corpus import Corpus, Row
from inspector.session.draft import SignatureDraft
from inspector.session.examples import Examples
from inspector.session.library import Library
from inspector.worker.corpus.events import (
    Broken,
    Copied,
    Finished,
    Listed,
    Matched,
    Reading,
    Repaired,
    Stopped,
    Unread,
)
from inspector.worker.corpus.sets import ModelSet
from tests.session.fake import ManualLoop

TEXT = "format: 1\nfamily: bert\ntitle: BERT\n"
ENTRIES = [
    Entry("/m/bert.onnx", "bert.onnx", "bert"),
    Entry("/m/bert2.onnx", "bert2.onnx", "bert"),
    Entry("/m/vit.onnx", "vit.onnx", "vit"),
    Entry("/m/strange.onnx", "strange.onnx"),
]


class FakeRunner:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.sets: list[Sequence[ModelSet]] = []
        self.copies: list[tuple[str, Path]] = []
        self.repairing: list[tuple[int, list[str], list[str]]] = []
        self.cancelled = self.resumed = self.closed = 0

    def use(self, sets: Sequence[ModelSet]) -> None:
        self.sets.append(sets)

    def match(self, text: str, serial: int) -> None:
        self.asked.append((text, serial))

    def repair(self, text: str, serial: int, wrong: Sequence[str], right: Sequence[str]) -> None:
        self.repairing.append((serial, list(wrong), list(right)))

    def copy(self, path: str, target: Path) -> None:
        self.copies.append((path, target))

    def cancel(self) -> None:
        self.cancelled += 1

    def resume(self) -> None:
        self.resumed += 1

    def close(self) -> None:
        self.closed += 1


class Beside:
    """A draft with models beside it."""

    def __init__(self, folder: Path) -> None:
        self.loop = ManualLoop()
        self.draft = SignatureDraft()
        self.runner = FakeRunner()
        self.families = {1: "vit"}
        self.library = Library(folder / "shipped", folder / "own")
        examples = Examples(self.library)
        family = self.families.get
        self.corpus = Corpus(self.draft, self.loop, self._make, lambda n: family(n, ""), examples)

    def _make(self, tell: object) -> FakeRunner:
        self.tell = tell
        return self.runner

    def write(self, text: str) -> None:
        self.draft.text = text
        self.loop.run_later()

    def answer(self, *fires: str) -> None:
        """Every model is matched; these fire."""
        serial = self.runner.asked[-1][1]
        found = {e.path: DraftFound(e.name in fires, 3) for e in self.corpus.entries.value}
        self.tell(Matched(serial, found))  # type: ignore[operator]
        self.tell(Finished(serial))  # type: ignore[operator]

    def row(self, name: str) -> Row:
        return next(row for row in self.corpus.rows() if row.entry.name == name)


@pytest.fixture
def beside(tmp_path: Path) -> Beside:
    made = Beside(tmp_path)
    made.draft.text = TEXT
    made.corpus.attend()
    made.tell(Listed(ENTRIES, []))  # type: ignore[operator]
    return made


def test_nothing_is_done_before_somebody_looks(tmp_path: Path) -> None:
    beside = Beside(tmp_path)
    beside.write(TEXT)
    assert not beside.runner.asked
    beside.corpus.attend()
    assert beside.runner.sets == [(ModelSet("bundled"),)]
    assert beside.runner.asked == [(TEXT, 1)]


def test_the_draft_is_counted_on_all_models(beside: Beside) -> None:
    assert beside.corpus.tally.value is None
    beside.answer("bert.onnx", "vit.onnx")
    assert beside.corpus.tally.value == Tally(hits=1, misses=1, false=1, apart=1)
    assert [row.result for row in beside.corpus.rows()] == ["hit", "miss", "false", "apart"]
    assert beside.corpus.work.value is None


def test_an_edit_tells_what_was_before_it(beside: Beside) -> None:
    beside.answer("bert.onnx", "vit.onnx")
    beside.write(TEXT + "# edited\n")
    assert beside.row("vit.onnx").result == "false"
    beside.answer("bert.onnx", "bert2.onnx")
    assert beside.corpus.tally.value == Tally(hits=2, apart=2)
    assert beside.corpus.before.value == Tally(hits=1, misses=1, false=1, apart=1)
    assert (beside.row("vit.onnx").result, beside.row("vit.onnx").earlier) == ("apart", "false")
    assert beside.row("bert.onnx").earlier is None


def test_an_edit_is_matched_after_a_rest(beside: Beside) -> None:
    asked = len(beside.runner.asked)
    beside.draft.text = TEXT + "a"
    beside.draft.text = TEXT + "ab"
    assert len(beside.runner.asked) == asked
    beside.loop.run_later()
    assert len(beside.runner.asked) == asked + 1


def test_an_answer_to_an_earlier_text_is_not_heard(beside: Beside) -> None:
    old = beside.runner.asked[-1][1]
    beside.write(TEXT + "# edited\n")
    beside.tell(Matched(old, {"/m/vit.onnx": DraftFound(True)}))  # type: ignore[operator]
    beside.tell(Finished(old))  # type: ignore[operator]
    assert beside.row("vit.onnx").found is None
    assert beside.corpus.tally.value is None


def test_a_text_that_cannot_be_read_leaves_the_numbers(beside: Beside) -> None:
    beside.answer("bert.onnx")
    known = beside.corpus.tally.value
    beside.write("format: 1\nfamily: bert\nwhere: (")
    serial = beside.runner.asked[-1][1]
    beside.tell(Broken(serial, Problem("syntax", "It is broken.")))  # type: ignore[operator]
    assert beside.corpus.broken.value is not None
    assert beside.corpus.work.value is None
    assert beside.corpus.tally.value == known
    beside.write(TEXT)
    assert beside.corpus.broken.value is None


def test_an_unreadable_model_is_a_miss_with_its_reason(beside: Beside) -> None:
    beside.tell(Unread("/m/bert2.onnx", Problem("bad", "It is damaged.")))  # type: ignore[operator]
    serial = beside.runner.asked[-1][1]
    found = {e.path: DraftFound(e.family == "bert") for e in ENTRIES if "bert2" not in e.name}
    beside.tell(Matched(serial, found))  # type: ignore[operator]
    beside.tell(Finished(serial))  # type: ignore[operator]
    assert beside.corpus.tally.value == Tally(hits=1, misses=1, apart=2)
    row = beside.row("bert2.onnx")
    assert row.problem is not None
    assert (row.result, row.problem.message) == ("miss", "It is damaged.")


def test_a_block_is_expected_where_its_examples_and_its_origin_are(beside: Beside) -> None:
    beside.draft.start("format: 1\nblock: New\n", frozenset([1]), 1)
    assert beside.corpus.expected == {"vit"}
    beside.write("format: 1\nblock: New\nexamples:\n  - {file: bert.onnx, matches: {New: 1}}\n")
    assert beside.corpus.expected == {"bert", "vit"}
    beside.corpus.expect("vit", False)
    assert beside.corpus.expected == {"bert"}


def test_without_anything_expected_nothing_is_right_or_wrong(beside: Beside) -> None:
    beside.write("format: 1\nblock: New\n")
    beside.answer("vit.onnx")
    assert beside.corpus.tally.value is None
    assert beside.row("vit.onnx").result is None
    beside.corpus.expect("vit", True)
    assert beside.corpus.tally.value == Tally(hits=1, apart=3)


def test_work_is_shown_stopped_and_taken_up_again(beside: Beside) -> None:
    beside.tell(Reading(1, 4))  # type: ignore[operator]
    work = beside.corpus.work.value
    assert work is not None
    assert (work.stage, work.done, work.total) == ("read", 1, 4)
    beside.corpus.cancel()
    beside.tell(Stopped())  # type: ignore[operator]
    assert beside.runner.cancelled == 1
    assert (beside.corpus.work.value, beside.corpus.stopped.value) == (None, True)
    beside.corpus.resume()
    assert beside.runner.resumed == 1
    assert not beside.corpus.stopped.value


def test_a_model_becomes_a_counterexample_once(beside: Beside) -> None:
    text = (
        "format: 1\nblock: New\ntitle: New\npattern: out = Relu(x)\n"
        "examples:\n  - {file: bert.onnx, matches: {New: 1}}\n"
    )
    beside.write(text)
    vit = ENTRIES[2]
    assert beside.corpus.may_counter(vit)
    assert not beside.corpus.may_counter(ENTRIES[0])
    assert beside.corpus.make_counterexamples([vit])
    assert claims_of(beside.draft.text).counterexamples == {"vit.onnx"}
    assert not beside.corpus.make_counterexamples([vit])
    beside.draft.undo()
    assert beside.draft.text == text


def test_a_counterexample_is_copied_unless_it_is_there_already(
    beside: Beside, tmp_path: Path
) -> None:
    beside.write("format: 1\nblock: New\ntitle: New\npattern: out = Relu(x)\n")
    shipped = tmp_path / "shipped" / "examples"
    shipped.mkdir(parents=True)
    (shipped / "vit.onnx.gz").write_bytes(b"another model of this name")
    known = Entry(str(shipped / "known.onnx.gz"), "known.onnx", "bert")
    assert beside.corpus.make_counterexamples([ENTRIES[2], known])
    assert beside.runner.copies == [("/m/vit.onnx", tmp_path / "own" / "examples" / "vit-2.onnx")]
    assert claims_of(beside.draft.text).counterexamples == {"vit-2.onnx", "known.onnx"}
    beside.tell(Copied("/m/vit.onnx", Problem("no", "It is large.")))  # type: ignore[operator]
    assert beside.corpus.notice.value == "vit.onnx is not copied: It is large."


def test_edits_that_keep_a_counterexample_out_are_offered(beside: Beside) -> None:
    text = "format: 1\nblock: New\ntitle: New\npattern: out = Relu(x)\nexamples: [bert.onnx]\n"
    beside.write(text)
    beside.answer("bert.onnx", "bert2.onnx", "vit.onnx")
    assert beside.corpus.make_counterexamples([ENTRIES[2]])
    serial, wrong, right = beside.runner.repairing[-1]
    assert (wrong, right) == (["/m/vit.onnx"], ["/m/bert.onnx", "/m/bert2.onnx"])
    assert beside.corpus.repairing.value
    edit = Repair("Seal", "another text", 2, 2)
    beside.tell(Repaired(serial - 1, [edit, edit]))  # type: ignore[operator]
    assert beside.corpus.repairs.value is None
    beside.tell(Repaired(serial, [edit]))  # type: ignore[operator]
    assert beside.corpus.repairs.value == [edit]
    beside.corpus.apply(edit)
    assert beside.draft.text == "another text"
    assert beside.corpus.repairs.value is None


@pytest.mark.parametrize(
    ("text", "examples", "counterexamples"),
    [
        ("examples: [a.onnx, b.onnx]\n", {"a.onnx", "b.onnx"}, set()),
        (
            "examples:\n  - a.onnx\n  - {file: b.onnx, matches: {X: 1}}\n",
            {"a.onnx", "b.onnx"},
            set(),
        ),
        ('counterexamples:\n  - {file: "a b.onnx"}\n', set(), {"a b.onnx"}),
        ("examples: [{file: a.onnx, matches: {layer: 3}}]\nover: [x]\n", {"a.onnx"}, set()),
        ("title: examples are no key here: {file: c.onnx}\n", set(), set()),
        ("", set(), set()),
    ],
)
def test_claims_are_read_off_a_text(
    text: str, examples: set[str], counterexamples: set[str]
) -> None:
    claims = claims_of(text)
    assert (claims.examples, claims.counterexamples) == (examples, counterexamples)
