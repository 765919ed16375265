"""``python -m inspector.benchmark scan``: from a graph to its verdict with the whole library."""

from __future__ import annotations

import cProfile
import io
import pstats
import statistics
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from inspector.analysis.engine import Scan, scan
from inspector.analysis.program import Program, compile_library
from inspector.benchmark.clock import timed
from inspector.benchmark.generated import encoder, residual
from inspector.benchmark.matching import Bar
from inspector.data import signatures_dir
from inspector.formats import read_model
from inspector.ir import Model
from inspector.matching import FoldedGraph, Matcher, Miss, Plan
from inspector.signatures import Library, load_library

GENERATED = {"encoder": encoder, "residual network": residual}
SIZES = (1_000, 10_000, 50_000)
LONGEST = {1_000: 0.150, 50_000: 3.5}
"""Seconds for a generated graph of so many nodes."""
MEDIAN = 0.080
"""Seconds for the median of the files."""
LOADING = 0.150
"""Seconds to load the library that was loaded before."""
TIMES_DEARER = 10.0
"""How much more a search may take that tells why it found nothing."""
LINES = 20
"""Functions that a profile shows."""


class Scanned(msgspec.Struct):
    """One scanned graph: its stored nodes, its seconds, and whether it was made for this."""

    name: str
    nodes: int
    seconds: float
    verdict: str
    generated: bool


class Result(msgspec.Struct):
    """The whole measurement.

    Attributes:
        loading: Seconds to load the library from the cache of parsed signatures.
        compiling: Seconds to compile it, once for each process.
        why_not: Times that finding nothing and telling why takes, of finding nothing.
    """

    scanned: list[Scanned]
    loading: float
    compiling: float
    why_not: float
    bars: list[Bar]


@click.command("scan")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--every", default=1, show_default=True, help="Take every so manieth file.")
@click.option("--repeat", default=3, show_default=True, help="Runs of each; the median counts.")
@click.option("--largest", default=SIZES[-1], show_default=True, help="Nodes of generated graphs.")
@click.option("--profile", is_flag=True, help="Tell which functions the time goes to.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def scanning(
    paths: tuple[Path, ...], every: int, repeat: int, largest: int, profile: bool, as_json: bool
) -> None:
    """Scan generated graphs and the ONNX files of PATHS with the whole library.

    Times are processor time from the stored graph in memory to verdict and evidence.
    """
    folder = [signatures_dir()]
    load_library(folder)
    loading = statistics.median(timed(partial(load_library, folder))[0] for _ in range(repeat))
    library = load_library(folder)
    compiling, program = timed(partial(compile_library, library))
    scanned = []
    for name, model, generated in _models(_files(paths)[::every], largest):
        scanned.append(_scanned(name, model, generated, library, repeat))
        click.echo(f"{name}: done", err=True)
    why_not = _why_not(scan(encoder(SIZES[0]), library), program, repeat)
    result = Result(scanned, loading, compiling, why_not, [])
    result.bars = list(bars(result))
    if as_json:
        click.echo(msgspec.json.encode(result))
    else:
        _print(result)
    if profile:
        click.echo(_profile(encoder(SIZES[0]), library))
    raise SystemExit(0 if all(bar.met for bar in result.bars) else 1)


def _files(paths: Iterable[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.onnx")) if path.is_dir() else [path]
    return found


def _models(files: Iterable[Path], largest: int) -> Iterator[tuple[str, Model, bool]]:
    for path in files:
        yield path.name, read_model(path), False
    for size in SIZES:
        if size <= largest:
            for kind, make in GENERATED.items():
                yield f"{kind} of {size:,}", make(size), True


def _scanned(name: str, model: Model, generated: bool, library: Library, repeat: int) -> Scanned:
    times = []
    for _ in range(repeat):
        seconds, result = timed(partial(scan, model, library))
        times.append(seconds)
    verdict = result.report.verdict
    told = "unknown" if verdict is None else verdict.family or verdict.signature or ""
    return Scanned(name, model.node_count(), statistics.median(times), told, generated)


def _why_not(scanned: Scan, program: Program, repeat: int) -> float:
    """How much dearer it is to tell why not, over all patterns that match nothing in a graph."""
    graph = FoldedGraph(scanned.normal)
    plans = [form.plan for stratum in program.strata for block in stratum for form in block.forms]
    missing = [plan for plan in plans if not Matcher(graph).matches(plan)]
    plain, telling = (
        statistics.median(timed(partial(_search, graph, missing, tell))[0] for _ in range(repeat))
        for tell in (False, True)
    )
    return telling / max(plain, 1e-9)


def _search(graph: FoldedGraph, plans: Sequence[Plan], tell: bool) -> None:
    for plan in plans:
        Matcher(graph).matches(plan, Miss() if tell else None)


def bars(result: Result) -> Iterator[Bar]:
    """What is asked for, and whether it came out so."""
    for size, longest in LONGEST.items():
        name = f" of {size:,}"
        worst = max((s for s in result.scanned if s.generated and s.name.endswith(name)),
                    key=lambda s: s.seconds, default=None)  # fmt: skip
        if worst is not None:
            text = f"{worst.name} nodes: {worst.seconds:.3f} s, at most {longest:g}"
            yield Bar(text, worst.seconds <= longest)
    files = [s for s in result.scanned if not s.generated]
    if files:
        median = statistics.median(s.seconds for s in files)
        text = f"median of {len(files)} files: {median:.3f} s, at most {MEDIAN:g}"
        yield Bar(text, median <= MEDIAN)
    text = f"loading the library: {result.loading:.3f} s, at most {LOADING:g}"
    yield Bar(text, result.loading <= LOADING)
    text = f"telling why not takes {result.why_not:.1f} times as long, at most {TIMES_DEARER:g}"
    yield Bar(text, result.why_not <= TIMES_DEARER)


def _print(result: Result) -> None:
    table = Table(title="Processor time from graph to verdict")
    for name in ("model", "nodes", "milliseconds", "verdict"):
        table.add_column(name, justify="left" if name in ("model", "verdict") else "right")
    for each in result.scanned:
        milliseconds = f"{1000 * each.seconds:.1f}"
        table.add_row(each.name, f"{each.nodes:,}", milliseconds, each.verdict or "unknown")
    console = Console()
    console.print(table)
    console.print(f"compiling the library, once: {result.compiling:.3f} s", highlight=False)
    for bar in result.bars:
        console.print(f"{'met' if bar.met else 'MISSED':6}  {bar.text}", highlight=False)


def _profile(model: Model, library: Library) -> str:
    """The functions that a scan spends most time in themselves."""
    profiler = cProfile.Profile()
    profiler.runcall(scan, model, library)
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats("inspector", LINES)
    return text.getvalue().strip()
