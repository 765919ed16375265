"""The command ``workbench``: drafting, matching and asking why not, with the window running."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.benchmark.files import KINDS

_BARS = {2_000: {"match": 50.0}, 10_000: {"match": 250.0}}
_ALWAYS = {"draft": 300.0, "why_not": 500.0, "blocked": 100.0}
"""Milliseconds at most; ``blocked`` is the longest time that typing waits for the window."""


@click.command()
@click.option(
    "--nodes", multiple=True, default=tuple(_BARS), show_default=True, type=click.IntRange(100),
    help="Sizes of generated models; repeatable.",
)  # fmt: skip
@click.option(
    "--kind", "kinds", multiple=True, default=("regular",), show_default=True,
    type=click.Choice(list(KINDS)), help="Kinds of generated models; repeatable.",
)  # fmt: skip
def workbench(nodes: tuple[int, ...], kinds: tuple[str, ...]) -> None:
    """Time the signature workbench of the real window, without a screen.

    Times are milliseconds: the very first draft, three seconds after the graph is there, the
    median re-match after an edit, the longest answer to "why not", and the longest time that
    typing was blocked.
    """
    failures: list[str] = []
    click.echo(f"{'model':24} {'nodes':>6} {'draft':>7} {'match':>7} {'why not':>8} {'blocked':>8}")
    with tempfile.TemporaryDirectory(prefix="inspector-") as folder:
        for kind in kinds:
            for count in nodes:
                path = Path(folder) / f"{kind}-{count}.onnx"
                KINDS[kind](count, path)
                figures = _measure(path)
                numbers = "{draft:7.0f} {match:7.0f} {why_not:8.0f} {blocked:8.0f}"
                click.echo(f"{path.stem:24} {figures['nodes']:6.0f} " + numbers.format(**figures))
                failures += [f"{path.stem}: {why}" for why in _missed(figures, count)]
                path.unlink()
    click.echo("\n".join(["", *failures]) if failures else "\nEvery bar is met.")
    raise SystemExit(1 if failures else 0)


def _measure(path: Path) -> dict[str, float]:
    """Figures of one run, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "inspector.ui.workbench_trial", str(path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=300,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _missed(figures: dict[str, float], count: int) -> Iterator[str]:
    """The bars that were not met."""
    for name, bar in {**_ALWAYS, **_BARS.get(count, {})}.items():
        if figures[name] > bar:
            yield f"{name.replace('_', ' ')} takes {figures[name]:.0f} ms, allowed are {bar:.0f}"
