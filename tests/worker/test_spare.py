"""A child that is ready before a file is opened."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.worker.messages import AnyAnswer, Failed, Open, SceneReady
from inspector.worker.spare import Spare
from tests.ladders import BLOCK, FAMILY, write_ladder, write_library


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


@pytest.fixture
def library(tmp_path: Path) -> str:
    return write_library(tmp_path / "library", rung=BLOCK, ladder=FAMILY)


@pytest.fixture
def spare(library: str) -> Iterator[Spare]:
    spare = Spare(lambda: [library])
    yield spare
    spare.close()


def test_the_first_document_gets_the_child_made_ready(
    spare: Spare, library: str, tmp_path: Path
) -> None:
    wait_for(lambda: spare.process_id is not None)
    ready = spare.process_id
    answers: queue.Queue[AnyAnswer] = queue.Queue()
    client = spare(answers.put, lambda problem: None)
    try:
        assert client.process_id == ready
        assert spare.process_id is None
        client.send(Open(1, 1, write_ladder(tmp_path / "ladder.onnx"), [library]))
        while not isinstance(answer := answers.get(timeout=20), SceneReady):
            assert not isinstance(answer, Failed)
        wait_for(lambda: spare.process_id is not None)
        assert spare.process_id != ready
    finally:
        client.close()


def test_a_second_client_before_the_first_has_shown_anything(spare: Spare) -> None:
    first = spare(lambda answer: None, lambda problem: None)
    second = spare(lambda answer: None, lambda problem: None)
    assert first is not second
    second.start()
    wait_for(lambda: second.process_id is not None)
    first.close()
    second.close()


def test_a_closed_spare_starts_nothing(library: str) -> None:
    spare = Spare(lambda: [library])
    spare.close()
    client = spare(lambda answer: None, lambda problem: None)
    assert spare.process_id is None
    assert client.process_id is None
    client.close()
