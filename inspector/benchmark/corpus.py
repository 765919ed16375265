"""The command ``corpus``: signatures matched on many models in the background, timed."""

from __future__ import annotations

import queue
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from inspector.data import signatures_dir
from inspector.errors import InspectorError
from inspector.signatures import load_library
from inspector.worker.corpus.events import Event, Finished, Listed, Matched, Unread
from inspector.worker.corpus.runner import CorpusRunner
from inspector.worker.corpus.sets import ModelSet
from inspector.worker.pool import default_jobs

BAR = 2.0
"""Seconds for matching a draft again after an edit on the bundled examples."""

DRAFTS = ("bert", "resnet", "Gelu", "SelfAttention", "PostNormLayer", "Linear")
"""From signatures that few models have the operators for to one that nearly all match."""


@dataclass(slots=True)
class Round:
    """One draft on all models: seconds at first and after an edit, where it was found."""

    name: str
    first: float
    again: float
    found: int
    models: int


class NotListedError(InspectorError):
    """There are no models to match on."""

    code = "not-listed"


class TooSlowError(InspectorError):
    """The work did not end."""

    code = "too-slow"


@click.command()
@click.option("--labels", type=click.Path(exists=True, dir_okay=False), help="A table of labels.")
@click.option("--root", type=click.Path(exists=True, file_okay=False), help="Folder of its files.")
@click.option("--cache", type=click.Path(path_type=Path), help="Where imprints are kept.")
@click.option("--patience", default=1800.0, show_default=True, help="Seconds for one draft.")
def corpus(labels: str | None, root: str | None, cache: Path | None, patience: float) -> None:
    """Match signatures on the bundled examples, or on a labelled corpus, as the window does.

    The first draft waits until all models are read (unless CACHE holds them). Each draft is
    matched twice: at first, and again after an edit that changes nothing it finds.
    """
    models = ModelSet("labels", labels, root or "") if labels else ModelSet("bundled")
    with tempfile.TemporaryDirectory(prefix="inspector-") as folder:
        rounds = list(_rounds(models, cache or Path(folder), patience))
    table = Table(box=None, pad_edge=False)
    for heading in ("Signature", "At first, s", "After an edit, s", "Found in", "Models"):
        table.add_column(heading, justify="left" if heading == "Signature" else "right")
    for each in rounds:
        told = (f"{each.first:.2f}", f"{each.again:.2f}", str(each.found), str(each.models))
        table.add_row(each.name, *told)
    Console().print(table)
    slow = [each.name for each in rounds if each.again > BAR]
    if not labels and slow:
        click.echo(f"over {BAR:g} s after an edit: {', '.join(slow)}")
        raise SystemExit(1)


def _rounds(models: ModelSet, cache: Path, patience: float) -> Iterator[Round]:
    told: queue.SimpleQueue[Event] = queue.SimpleQueue()
    folders = [str(signatures_dir())]
    examples = signatures_dir() / "examples"
    runner = CorpusRunner(cache, told.put, lambda: folders, examples, default_jobs())
    library = load_library([signatures_dir()])
    try:
        runner.use([models])
        for number, name in enumerate(DRAFTS):
            text = library.signatures[name].text
            first, _, _ = _timed(runner, told, text, 2 * number + 1, patience)
            edited = f"{text}# edited\n"
            again, found, count = _timed(runner, told, edited, 2 * number + 2, patience)
            yield Round(name, first, again, found, count)
    finally:
        runner.close()


def _timed(
    runner: CorpusRunner,
    told: queue.SimpleQueue[Event],
    text: str,
    serial: int,
    patience: float,
) -> tuple[float, int, int]:
    """Seconds, models that it is found in, models."""
    start = time.perf_counter()
    found = known = 0
    runner.match(text, serial)
    while True:
        try:
            event = told.get(timeout=patience)
        except queue.Empty:
            raise TooSlowError(f"Nothing was heard for {patience:g} s.") from None
        match event:
            case Matched(found=results) if event.serial == serial:
                known += len(results)
                found += sum(each.fires for each in results.values())
            case Finished() if event.serial == serial:
                return time.perf_counter() - start, found, known
            case Listed(problems=problems) if problems:
                raise NotListedError(problems[0].message)
            case Unread(path=path, problem=problem):
                click.echo(f"{path}: {problem.message}", err=True)
            case _:
                pass
