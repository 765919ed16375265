"""Which models are asked about next, with seats that the test answers for."""

from __future__ import annotations

from inspector.analysis.corpus.records import DraftFound
from inspector.analysis.report import Problem
from inspector.worker.corpus.matching import Matchers
from inspector.worker.messages import AnyRequest, CorpusMatched, Failed, MatchCorpus

KILLER = "/i/killer.imprint"


class FakeSeat:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.busy = False
        self.asked: list[MatchCorpus] = []
        self.closed = 0

    def next_revision(self) -> int:
        return len(self.asked) + 1

    def send(self, request: AnyRequest) -> None:
        assert isinstance(request, MatchCorpus)
        self.busy = True
        self.asked.append(request)

    def close(self) -> None:
        self.busy = False
        self.closed += 1


class Played:
    """Matchers with one seat that dies on one imprint and answers two at a time."""

    def __init__(self, models: int) -> None:
        self.seat = FakeSeat()
        self.found: dict[str, DraftFound] = {}
        self.failed: list[str] = []
        self.matchers = Matchers(
            [self.seat],  # type: ignore[list-item]
            list,
            self.found.update,
            lambda path, problem: self.failed.append(path or problem.code),
        )
        for number in range(models):
            self.matchers.add(f"/m/{number}.onnx", f"/i/{number}.imprint")

    def play(self, rounds: int = 200) -> None:
        for _ in range(rounds):
            self.matchers.start_idle()
            if not self.seat.busy:
                return
            self.seat.busy = False
            self.matchers.take(self.seat, self._answer(self.seat.asked[-1]))  # type: ignore[arg-type]
        raise AssertionError("it never ends")

    def _answer(self, request: MatchCorpus) -> CorpusMatched | Failed:
        answered = request.imprints[:2]
        if KILLER in answered or "broken" in request.text:
            code = "syntax" if "broken" in request.text else "child-crashed"
            return Failed(0, request.revision, Problem(code, "It is so."))
        return CorpusMatched(0, request.revision, [DraftFound(True) for _ in answered])


def test_what_was_not_answered_is_asked_again() -> None:
    played = Played(7)
    played.matchers.ask("text", 1)
    played.play()
    assert len(played.found) == 7
    assert played.matchers.resting


def test_a_model_that_kills_the_process_is_found_out_and_harms_no_other() -> None:
    played = Played(9)
    played.matchers.add("/m/killer.onnx", KILLER)
    played.matchers.ask("text", 1)
    played.play()
    assert played.failed == ["/m/killer.onnx"]
    assert len(played.found) == 9


def test_a_text_that_cannot_be_read_is_asked_about_once() -> None:
    played = Played(9)
    played.matchers.ask("broken", 1)
    played.play()
    assert played.failed == ["syntax"]
    assert len(played.seat.asked) == 1


def test_a_newer_draft_drops_the_answer_to_the_older_one() -> None:
    played = Played(3)
    played.matchers.ask("old", 1)
    played.matchers.start_idle()
    played.matchers.ask("new", 2)
    played.play()
    assert played.seat.asked[0].text == "old"
    assert {request.text for request in played.seat.asked[1:]} == {"new"}
    assert len(played.found) == 3


def test_what_is_stopped_stays_stopped_until_the_next_draft() -> None:
    played = Played(3)
    played.matchers.ask("text", 1)
    played.matchers.start_idle()
    played.matchers.stop()
    played.matchers.start_idle()
    assert (played.seat.closed, len(played.seat.asked)) == (1, 1)
    played.matchers.ask("text", 2)
    played.play()
    assert len(played.found) == 3
