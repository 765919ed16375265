"""``python -m inspector.benchmark matching``: our matcher beside three others."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from inspector.benchmark.clock import StoppedError, timed
from inspector.benchmark.generated import encoder
from inspector.benchmark.region import Region, cut
from inspector.benchmark.rivals import RIVALS, Find, Found, missing, ours
from inspector.formats import read_model
from inspector.ir import Model
from inspector.ir.normal import NormalGraph, normalise

SIZES = (2_000, 10_000, 50_000)
PATTERNS = (12, 40)
TIMES_FASTER = {"networkx": 10.0, "rustworkx": 1.0, "onnxscript": 1.0}
FROM_NODES = 1_000
STEEPEST = 1.1
REFEREES = ("rustworkx", "onnxscript")
"""Rivals that must find the same in a part before it is measured, where one can be had."""
ROOTS = 16
"""Places of a real graph tried for a pattern; the one with most matches is taken."""


class Measured(msgspec.Struct):
    """One program on one graph and pattern.

    Attributes:
        seconds: Median processor time; None when it was stopped or not run.
        matches: Number of node sets found.
        same: Whether they are the same sets that ours found.
        note: Why there is no time.
    """

    seconds: float | None = None
    matches: int = 0
    same: bool = False
    note: str = ""


class Case(msgspec.Struct):
    """All programs on one graph and pattern."""

    graph: str
    nodes: int
    pattern: int
    generated: bool
    ours: Measured
    rivals: dict[str, Measured]


class Bar(msgspec.Struct):
    """Something asked for, and whether it came out so."""

    text: str
    met: bool


class Result(msgspec.Struct):
    """The whole measurement."""

    cases: list[Case]
    slopes: dict[str, float]
    bars: list[Bar]
    missing: list[str]


@dataclass
class Limits:
    """How often programs run, and how long a rival may take.

    Attributes:
        stopped: Rivals that took too long, with the size of the pattern: larger generated graphs
            are spared them.
    """

    repeat: int
    seconds: float
    stopped: set[tuple[str, int]] = field(default_factory=set)

    def left_out(self, size: int, generated: bool) -> dict[str, str]:
        """Rivals that are not run, and why."""
        notes = dict.fromkeys(missing(), "not installed")
        for rival, pattern in self.stopped:
            if generated and pattern == size:
                notes.setdefault(rival, "not run: stopped before")
        return notes

    def stop(self, rival: str, size: int) -> str:
        """Notes that a rival was stopped."""
        self.stopped.add((rival, size))
        return f"stopped at {self.seconds:g} s"


@click.command("matching")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--repeat", default=3, show_default=True, help="Runs of each; the median counts.")
@click.option("--limit", default=60.0, show_default=True, help="Seconds for one run of a rival.")
@click.option("--largest", default=SIZES[-1], show_default=True, help="Nodes of generated graphs.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def matching(
    files: tuple[Path, ...], repeat: int, limit: float, largest: int, as_json: bool
) -> None:
    """Match the same pattern with four programs, in turn, on FILES and on generated graphs.

    Times are processor time from the normal graph in memory to all matching sets of nodes: our
    index and compiled pattern, a rival's own form of graph and pattern included.
    """
    cases: list[Case] = []
    limits = Limits(repeat, limit)
    for name, model, generated in _graphs(files, largest):
        graph = normalise(model, max(model.graphs.values(), key=lambda g: len(g.nodes)))
        for size in PATTERNS:
            case = _case(name, graph, size, generated, limits)
            if case is not None:
                cases.append(case)
                click.echo(f"{case.graph}, pattern of {size} nodes: done", err=True)
    result = Result(cases, _slopes(cases), [], missing())
    result.bars = list(_bars(result))
    if as_json:
        click.echo(msgspec.json.encode(result))
    else:
        _print(result)
    raise SystemExit(0 if all(bar.met for bar in result.bars) else 1)


def _graphs(files: Iterable[Path], largest: int) -> Iterator[tuple[str, Model, bool]]:
    for path in files:
        yield path.name, read_model(path), False
    for size in SIZES:
        if size <= largest:
            yield f"encoder of {size:,}", encoder(size), True


def _case(
    name: str,
    graph: NormalGraph,
    size: int,
    generated: bool,
    limits: Limits,
) -> Case | None:
    """Runs all programs on one graph and pattern; None where the graph has no such part."""
    region = _choose(graph, size)
    if region is None:
        return None
    pattern = region.pattern()
    programs: dict[str, Find] = {"ours": ours, **RIVALS}
    times: dict[str, list[float]] = {program: [] for program in programs}
    found: dict[str, Found] = {}
    notes = limits.left_out(size, generated)
    for _ in range(limits.repeat):
        for program, find in programs.items():
            if program in notes:
                continue
            try:
                seconds, found[program] = timed(
                    partial(find, graph, region, pattern),
                    0.0 if program == "ours" else limits.seconds,
                )
                times[program].append(seconds)
            except StoppedError:
                notes[program] = limits.stop(program, size)
    measured = {
        program: Measured(note=notes[program])
        if program in notes
        else Measured(
            statistics.median(times[program]),
            len(found[program]),
            found[program] == found["ours"],
        )
        for program in programs
    }
    mine = measured.pop("ours")
    return Case(name, sum(graph.alive), size, generated, mine, measured)


def _choose(graph: NormalGraph, size: int) -> Region | None:
    """The part of a graph, among some tried, whose matches cover most of it.

    A part that every program reads the same goes first. Ours looks through layout operators, and
    finds more than the others where one stands between two nodes of the part elsewhere; onnxscript
    takes operands in the order written (its ``commute`` makes a pattern for each of 2ⁿ orders),
    and finds fewer where some copies of the part have them the other way round.
    """
    tried: list[tuple[int, Region, Found]] = []
    nodes = [node for node in graph.live_nodes() if not graph.constant[graph.outputs[node][0]]]
    for node in nodes[len(nodes) // 2 :: max(1, len(nodes) // ROOTS)]:
        region = cut(graph, node, size)
        if region is not None:
            found = ours(graph, region, region.pattern())
            tried.append((len(frozenset().union(*found)), region, found))
    tried.sort(key=lambda each: -each[0])
    referees = [RIVALS[name] for name in REFEREES if name not in missing()]
    for _, region, found in tried:
        if all(referee(graph, region, region.pattern()) == found for referee in referees):
            return region
    return tried[0][1] if tried else None


def _slopes(cases: Sequence[Case]) -> dict[str, float]:
    """Growth of our time per pattern: the slope of log time over log nodes."""
    slopes = {}
    for size in PATTERNS:
        points = [
            (math.log(case.nodes), math.log(case.ours.seconds))
            for case in cases
            if case.generated and case.pattern == size and case.ours.seconds
        ]
        if len(points) > 1:
            slopes[str(size)] = statistics.linear_regression(*zip(*points, strict=True)).slope
    return slopes


def _bars(result: Result) -> Iterator[Bar]:
    for rival, times in TIMES_FASTER.items():
        fair = [
            (case, case.rivals[rival])
            for case in result.cases
            if case.rivals[rival].seconds is not None
            and case.rivals[rival].same
            and (rival == "networkx" or case.nodes >= FROM_NODES)
        ]
        if fair:
            ratios = [(r.seconds or 0) / (case.ours.seconds or 1e-9) for case, r in fair]
            worst, median = min(ratios), statistics.median(ratios)
            text = f"{times:g} times as fast as {rival}: {worst:.1f} times at least"
            text += f", {median:.1f} in the median"
            yield Bar(f"{text}, {len(fair)} measurements with the same sets", worst >= times)
    for size, slope in result.slopes.items():
        text = f"time grows at most with the {STEEPEST}th power of the nodes"
        yield Bar(f"{text}: {slope:.2f} (pattern of {size})", slope <= STEEPEST)
    differing = [
        f"{case.graph}/{case.pattern}: {rival}"
        for case in result.cases
        for rival, measured in case.rivals.items()
        if measured.seconds is not None and not measured.same
    ]
    yield Bar(f"everybody finds the same sets: {'; '.join(differing) or 'yes'}", not differing)


def _print(result: Result) -> None:
    table = Table(title="Processor time from graph to matches, milliseconds")
    table.add_column("graph", overflow="fold")
    for name in ("nodes", "pattern", "matches", "ours", *RIVALS):
        table.add_column(name, justify="right")
    for case in result.cases:
        rivals = [_cell(case, case.rivals[rival]) for rival in RIVALS]
        mine = f"{1000 * (case.ours.seconds or 0):.1f}"
        cells = [f"{case.nodes:,}", str(case.pattern), str(case.ours.matches), mine, *rivals]
        table.add_row(case.graph, *cells)
    console = Console()
    console.print(table)
    for name in result.missing:
        console.print(f"{name} is not installed: pip install 'inspector\\[benchmark]'")
    for bar in result.bars:
        console.print(f"{'met' if bar.met else 'MISSED':6}  {bar.text}", highlight=False)


def _cell(case: Case, measured: Measured) -> str:
    if measured.seconds is None:
        return measured.note
    times = measured.seconds / (case.ours.seconds or 1e-9)
    found = "" if measured.same else f", {measured.matches} found"
    return f"{1000 * measured.seconds:.1f} (×{times:.1f}{found})"
