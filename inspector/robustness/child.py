"""The child process: one file, one change after the other, one line of JSON for each.

    python -m inspector.robustness.child FILE FOLDER CHANGE...

A tool that runs wild or dies takes this process with it and nothing else.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import msgspec
import onnx

from inspector.data import signatures_dir
from inspector.errors import InspectorError
from inspector.robustness.filling import drop_weights, fill_weights
from inspector.robustness.measuring import Finding, measure_file
from inspector.robustness.rewriting import REWRITES
from inspector.robustness.tools import TOOLS
from inspector.signatures import Library, load_library

STORED = "stored"
"""Name of the change that is none: the file as it is."""

FILLED = "filled"
"""Name of the change that only gives the file its weights."""

CHANGES = (STORED, FILLED, *REWRITES, *TOOLS)


class Answer(msgspec.Struct):
    """A change made and scanned; ``refused`` says why where it could not be made."""

    change: str
    finding: Finding | None = None
    refused: str = ""


def answers(path: Path, changes: list[str], folder: Path) -> Iterator[Answer]:
    """Makes changes to a file and scans what comes out.

    Args:
        path: The file.
        changes: Names out of ``CHANGES``.
        folder: Where changed files are put, without their weights; one that is there already, or
            a note of why a tool refused, is taken as it is.
    """
    library = load_library([signatures_dir()])
    with tempfile.TemporaryDirectory(prefix="inspector-") as scratch:
        filled = Path(scratch) / "filled.onnx"
        for change in changes:
            yield _answer(path, filled, change, folder, library)


def _answer(path: Path, filled: Path, change: str, folder: Path, library: Library) -> Answer:
    if change == STORED:
        return Answer(change, measure_file(path, library))
    kept, note = folder / f"{change}.onnx", folder / f"{change}.refused"
    if note.exists():
        return Answer(change, refused=note.read_text(encoding="utf-8"))
    if not kept.exists():
        try:
            _make(path, filled, kept, change)
        except Exception as error:  # noqa: BLE001 - the tools raise whatever they like
            reason = f"{type(error).__name__}: {_first_line(str(error))}"
            note.write_text(reason, encoding="utf-8")
            return Answer(change, refused=reason)
    try:
        return Answer(change, measure_file(kept, library))
    except InspectorError as error:
        return Answer(change, Finding(signature=f"unreadable: {error}"))


def _make(path: Path, filled: Path, kept: Path, change: str) -> None:
    """Changes a file and keeps the outcome without its weights."""
    if not filled.exists():
        model = onnx.load(str(path), load_external_data=False)
        fill_weights(model)
        onnx.save(model, str(filled))
    made = filled
    if change in TOOLS:
        made = filled.with_name(f"{change}.onnx")
        TOOLS[change](filled, made)
    model = onnx.load(str(made))
    if change in REWRITES:
        model = REWRITES[change](model)
    drop_weights(model)
    onnx.save(model, str(kept))
    if made != filled:
        made.unlink()


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0][:200]


def main(arguments: list[str]) -> None:
    """Answers on standard output; what tools print goes to standard error."""
    output, sys.stdout = sys.stdout, sys.stderr
    logging.disable()
    warnings.simplefilter("ignore")
    for answer in answers(Path(arguments[0]), arguments[2:], Path(arguments[1])):
        output.write(msgspec.json.encode(answer).decode() + "\n")
        output.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
