"""One child process asked step by step, for commands that look into a single file."""

from __future__ import annotations

import queue
from typing import TypeVar

from inspector.cli.output import ProblemError, Tell
from inspector.worker.client import WorkerClient
from inspector.worker.limits import ProcessLimits
from inspector.worker.messages import AnyAnswer, AnyRequest, Failed, Progress

_Answer = TypeVar("_Answer", bound=AnyAnswer)


class Conversation:
    """Asks a child process and waits for its answers; a context manager.

    Args:
        limits: What the child may use.
        tell: Told what is being done.
    """

    def __init__(self, limits: ProcessLimits, tell: Tell) -> None:
        self._answers: queue.SimpleQueue[AnyAnswer] = queue.SimpleQueue()
        self._client = WorkerClient(self._answers.put, lambda problem: None, limits)
        self._client.start()
        self._tell = tell

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, request: AnyRequest) -> None:
        """Sends a request; its answers are taken with ``expect``."""
        self._client.send(request)

    def expect(self, kind: type[_Answer]) -> _Answer:
        """Waits for an answer of this type; others before it are dropped.

        Raises:
            ProblemError: The request failed.
        """
        while True:
            answer = self._answers.get()
            if isinstance(answer, kind):
                return answer
            if isinstance(answer, Failed):
                raise ProblemError(answer.problem)
            if isinstance(answer, Progress):
                self._tell(answer.stage, answer.fraction)
