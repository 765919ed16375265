"""Linter and examples are heard before a signature is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from inspector.analysis.report import Problem
from inspector.analysis.workbench.records import Finding
from inspector.session.library import SignatureFileError
from inspector.session.link import Client, ClientFactory
from inspector.session.loop import Loop
from inspector.session.signal import Observed, Signal
from inspector.worker.messages import AnyAnswer, Check, Checked, Failed, Progress

Phase = Literal["checking", "refused", "asking", "failed", "saved"]


@dataclass(frozen=True, slots=True)
class Saving:
    """How saving stands.

    Attributes:
        phase: ``checking``; ``refused`` by an error; ``asking`` whether a warning matters;
            ``failed`` to be written; ``saved``.
        path: Where to.
        stage: What is being checked, or why it failed.
        findings: What the check found, the worst first.
    """

    phase: Phase
    path: Path
    stage: str = ""
    findings: tuple[Finding, ...] = ()


class CheckedKeeper:
    """Checks a signature in a child process of its own, then keeps it.

    Args:
        make_client: Starts the child.
        loop: The window's event loop.

    Attributes:
        state: How it stands, None when nothing is being kept.

    Signals:
        ended: It ended: the file that was written, or None when none was.
    """

    def __init__(self, make_client: ClientFactory, loop: Loop) -> None:
        self._make_client = make_client
        self._loop = loop
        self._client: Client | None = None
        self._number = 0
        self._text = ""
        self.state: Observed[Saving | None] = Observed(None)
        self.ended: Signal[[Path | None]] = Signal()

    def anyway(self) -> None:
        """Keep it in spite of warnings, or without waiting for the check."""
        state = self.state.value
        if state is not None and state.phase in ("checking", "asking", "failed"):
            self._stop()
            self._keep(state)

    def dismiss(self) -> None:
        """Do not keep it, or hear no more of it."""
        state = self.state.value
        self._stop()
        self.state.value = None
        if state is not None and state.phase != "saved":
            self.ended.emit(None)

    def _check(
        self,
        path: Path,
        text: str,
        folders: list[str],
        models: Mapping[str, str] | None = None,
        *,
        fresh: bool = False,
    ) -> None:
        """Begin to check a text that is to be kept in a file."""
        self._stop()
        self._text = text
        self._number += 1
        number = self._number
        self.state.value = Saving("checking", path, "Checking")
        self._client = self._make_client(
            lambda answer: self._loop.post(lambda: self._take(number, answer)),
            lambda *reason: self._loop.post(lambda: self._bury(number, reason)),
        )
        self._client.send(Check(0, number, text, folders, dict(models or {}), fresh))

    def _write(self, path: Path, text: str) -> None:
        """Write the file.

        Raises:
            SignatureFileError: It cannot be written.
        """
        raise NotImplementedError

    def _take(self, number: int, answer: AnyAnswer) -> None:
        state = self.state.value
        if number != self._number or state is None or state.phase != "checking":
            return
        match answer:
            case Progress(stage=stage):
                self.state.value = Saving("checking", state.path, stage)
            case Checked(text=text, findings=findings):
                self._stop()
                self._weigh(state, text, tuple(findings))
            case Failed(problem=problem):
                self._stop()
                self._unchecked(state, problem)

    def _bury(self, number: int, reason: tuple[object, ...]) -> None:
        state = self.state.value
        if number == self._number and state is not None and state.phase == "checking":
            said = next((part for part in reason if isinstance(part, Problem)), None)
            self._stop()
            self._unchecked(state, said or Problem("ended", "The check ended unexpectedly."))

    def _unchecked(self, state: Saving, problem: Problem) -> None:
        message = f"It could not be checked: {problem.message}"
        found = (Finding("warning", problem.code, message, problem.help),)
        self.state.value = Saving("asking", state.path, findings=found)

    def _weigh(self, state: Saving, text: str, findings: tuple[Finding, ...]) -> None:
        self._text = text
        checked = Saving("asking", state.path, findings=findings)
        worst = findings[0].severity if findings else "hint"
        if worst == "hint":
            self._keep(checked)
        elif worst == "warning":
            self.state.value = checked
        else:
            self.state.value = Saving("refused", state.path, findings=findings)

    def _keep(self, state: Saving) -> None:
        try:
            self._write(state.path, self._text)
        except SignatureFileError as error:
            said = " ".join(part for part in (error.message, error.help) if part)
            self.state.value = Saving("failed", state.path, said, state.findings)
            self.ended.emit(None)
            return
        left = tuple(f for f in state.findings if f.severity == "hint")
        self.state.value = Saving("saved", state.path, findings=left)
        self.ended.emit(state.path)

    def _stop(self) -> None:
        """End the child; what it still says is not heard."""
        client, self._client = self._client, None
        self._number += 1
        if client is not None:
            client.close()
