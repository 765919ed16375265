"""The command ``window``: the real window with real and generated models."""

from __future__ import annotations

import os
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import msgspec

from inspector.benchmark.bars import MEGABYTE, missed
from inspector.benchmark.driving import Figures, drive
from inspector.benchmark.files import KINDS, inflate

_SIZES = (1_000, 10_000, 20_000, 50_000)
_LARGE = (500_000_000, 2_100_000_000)
_COLUMNS = (
    "model", "display", "nodes", "MB", "graph s", "frames ms", "expand s", "boxes",
    "full view ms", "travel ms", "blocked ms", "memory MB",
)  # fmt: skip


@click.command()
@click.argument("models", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--nodes", multiple=True, type=click.IntRange(10), help="Sizes of generated models; repeatable."
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(KINDS)),
    help="Kinds of generated models; repeatable.",
)  # fmt: skip
@click.option("--large", is_flag=True, help="Also 1,000 nodes with 0.5 and 2.1 GB of weights.")
@click.option("--runs", default=1, show_default=True, help="Of each model; the median counts.")
@click.option("--limit", default=180.0, show_default=True, help="Seconds for one run.")
@click.option(
    "--json", "target", type=click.Path(dir_okay=False, path_type=Path),
    help="Write every run here, one a line.",
)  # fmt: skip
def window(
    models: tuple[Path, ...],
    nodes: tuple[int, ...],
    kinds: tuple[str, ...],
    large: bool,
    runs: int,
    limit: float,
    target: Path | None,
) -> None:
    """Let the window open MODELS and time it: without a screen, and on one where there is one.

    Generated models are added when no MODELS are named, or some are asked for. Memory is that of
    all processes, shared pages counted once. Run it under xvfb-run for a screen.
    """
    failures: list[str] = []
    made = bool(nodes or kinds or large) or not models
    lines = []
    with tempfile.TemporaryDirectory(prefix="inspector-") as folder:
        files = [*models]
        if made:
            files += generate(Path(folder), nodes or _SIZES, kinds or tuple(KINDS), large)
        click.echo(_row(_COLUMNS))
        for path in files:
            for display in displays():
                found = [drive(path, display, limit) for _ in range(runs)]
                lines += found
                middle = median(found)
                click.echo(row(middle))
                failures += [f"{middle.model} ({display}): {why}" for why in missed(middle)]
    if target is not None:
        target.write_bytes(msgspec.json.Encoder().encode_lines(lines))
    click.echo("\n".join(["", *failures]) if failures else "\nEvery bar is met.")
    raise SystemExit(1 if failures else 0)


def generate(
    folder: Path, nodes: Sequence[int], kinds: Sequence[str], large: bool
) -> Iterator[Path]:
    """Writes models one after the other; each is gone when the next is asked for."""
    for kind in kinds:
        for count in nodes:
            path = folder / f"{kind}-{count}.onnx"
            KINDS[kind](count, path)
            yield path
    if large:
        for size in _LARGE:
            path = folder / f"regular-1000-{size // 1_000_000}mb.onnx"
            KINDS["regular"](1_000, folder / "small.onnx")
            inflate(folder / "small.onnx", path, size)
            yield path
            path.unlink()


def displays() -> list[str]:
    """Qt's platforms to run on."""
    present = ["xcb"] if os.environ.get("DISPLAY") else []
    return ["offscreen", *present]


def median(runs: Sequence[Figures]) -> Figures:
    """The run with the median time to the graph stands for its numbers that are no times."""
    failed = next((run for run in runs if run.note), None)
    if failed is not None:
        return failed
    middle = msgspec.structs.replace(runs[0])
    for name in ("shown", "expanded", "blocked_opening", "blocked_expanding", "memory", "boxes"):
        value = statistics.median_low([getattr(run, name) for run in runs])
        setattr(middle, name, value)
    for name in ("frames", "expanded_frames", "travel_frames"):
        pairs = zip(*(getattr(run, name) for run in runs), strict=True)
        setattr(middle, name, tuple(statistics.median_low(values) for values in pairs))
    return middle


def row(figures: Figures) -> str:
    """Figures as a line of the table."""
    start = (figures.model, figures.display, figures.nodes, round(figures.megabytes))
    if figures.note:
        return f"{_row([str(word) for word in start])}  {figures.note}"
    words = (
        *start,
        f"{figures.shown:.2f}",
        _times(figures.frames),
        f"{figures.expanded:.2f}",
        figures.boxes,
        _times(figures.expanded_frames),
        _times(figures.travel_frames),
        f"{figures.blocked_opening:.0f}/{figures.blocked_expanding:.0f}",
        round(figures.memory / MEGABYTE),
    )
    return _row([str(word) for word in words])


def _times(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.1f}/{pair[1]:.1f}"


def _row(words: Sequence[str]) -> str:
    widths = (26, 9, 6, 5, 7, 11, 8, 6, 12, 11, 10, 9)
    first = f"{words[0]:{widths[0]}} {words[1]:{widths[1]}}"
    rest = zip(words[2:], widths[2:], strict=False)
    return " ".join([first, *(f"{word:>{width}}" for word, width in rest)])
