"""A signature file from elsewhere joins the user's library, once linter and examples are heard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.analysis.report import Problem
from inspector.analysis.workbench.records import Finding
from inspector.session.checking import CheckedKeeper, Saving
from inspector.session.library import Library, identifier, read_signature, write_signature
from inspector.session.link import ClientFactory
from inspector.session.loop import Loop


class Importer(CheckedKeeper):
    """Copies a file into the user's folder.

    Args:
        library: The signature folders.
        make_client: Starts the child that checks.
        loop: The window's event loop.
        kept: Called when the library has another signature.

    Attributes:
        name: Id of the signature that comes in.
        replaces: What it takes the place of, in words; empty for a new one.
        set_aside: Where an own one of the same file name went, None for none.
    """

    def __init__(
        self,
        library: Library,
        make_client: ClientFactory,
        loop: Loop,
        kept: Callable[[], object],
    ) -> None:
        super().__init__(make_client, loop)
        self._library = library
        self._kept = kept
        self.name = ""
        self.replaces = ""
        self.set_aside: Path | None = None

    def begin(self, source: Path) -> None:
        """Read a file and check it; it is kept at once when nothing speaks against it.

        Raises:
            SignatureFileError: It cannot be read.
        """
        text = read_signature(source)
        self.name = identifier(text)
        present = self._library.find(self.name) if self.name else None
        self.replaces = ""
        if present is not None:
            self.replaces = "your own one" if present.own else "the built-in one"
        self._check(self._library.place_for(text), text, self._library.folders)

    def _weigh(self, state: Saving, text: str, findings: tuple[Finding, ...]) -> None:
        """Whatever was found is shown before the file is kept."""
        self._text = text
        if self.replaces:
            message = f"It takes the place of {self.replaces} of the same id"
            findings = (
                Finding("warning", "replaces", message, "Keep it only if it is to"),
                *findings,
            )
        asked = Saving("asking", state.path, findings=findings)
        if any(finding.severity == "error" for finding in findings):
            self.state.value = Saving("refused", state.path, findings=findings)
        elif findings:
            self.state.value = asked
        else:
            self._keep(asked)

    def _keep(self, state: Saving) -> None:
        """What was found has been shown: it is not told again."""
        super()._keep(Saving(state.phase, state.path))

    def _unchecked(self, state: Saving, problem: Problem) -> None:
        """What cannot be checked is not kept."""
        found = (Finding("error", problem.code, problem.message, problem.help),)
        self.state.value = Saving("refused", state.path, findings=found)

    def _write(self, path: Path, text: str) -> None:
        self.set_aside = write_signature(path, text)
        self._kept()
