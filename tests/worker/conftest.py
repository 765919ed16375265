"""Clients with a child process that misbehaves on demand."""

from __future__ import annotations

import queue
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.analysis.report import Problem
from inspector.worker.client import WorkerClient
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, AnyRequest, Progress, Scan

FAKE_CHILD = [sys.executable, "-P", str(Path(__file__).with_name("fake_child.py"))]


class Conversation:
    """A client whose answers and exits are collected."""

    def __init__(self, limits: ProcessLimits, command: list[str]) -> None:
        self.answers: queue.Queue[AnyAnswer] = queue.Queue()
        self.exits: queue.Queue[Problem] = queue.Queue()
        self.progress: list[Progress] = []
        self.client = WorkerClient(self.answers.put, self.exits.put, limits, command=command)
        self._revision = 0

    def scan(self, name: str) -> int:
        self._revision += 1
        self.client.send(Scan(7, self._revision, f"/nowhere/{name}", []))
        return self._revision

    def ask(self, make: Callable[..., AnyRequest], *fields: Any) -> int:
        self._revision += 1
        self.client.send(make(7, self._revision, *fields))
        return self._revision

    def answer(self, seconds: float = 20.0) -> AnyAnswer:
        while True:
            answer = self.answers.get(timeout=seconds)
            if not isinstance(answer, Progress):
                return answer
            self.progress.append(answer)

    def wait_for(self, condition: Callable[[], object], seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.005)


@pytest.fixture
def converse() -> Iterator[Callable[..., Conversation]]:
    """Makes conversations with the fake child; the limits are keyword arguments."""
    made: list[Conversation] = []

    def make(command: list[str] | None = None, **limits: Any) -> Conversation:
        made.append(Conversation(ProcessLimits(**limits), command or FAKE_CHILD))
        return made[-1]

    yield make
    for conversation in made:
        conversation.client.close()
