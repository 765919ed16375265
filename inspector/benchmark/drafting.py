"""The command ``drafting``: random selections, drafted, read back, matched and loosened."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.analysis.drafting import draft, match_draft
from inspector.analysis.scanning import Scan, scan
from inspector.analysis.workbench.bench import Bench
from inspector.analysis.workbench.records import Clause, Place
from inspector.analysis.workbench.refusing import NothingSelectedError
from inspector.analysis.workbench.regions import cut
from inspector.data import signatures_dir
from inspector.errors import InspectorError
from inspector.formats import read_model
from inspector.patterns import parse_pattern
from inspector.patterns.write import write_pattern
from inspector.signatures import Library, load_library, read_signature

_SIZES = (1, 2, 3, 5, 8, 12, 20, 40)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--selections", default=8, show_default=True, help="How many per model.")
@click.option("--notches", default=1, show_default=True, help="Clauses turned per draft.")
@click.option("--seed", default=0, show_default=True, help="Of the selections.")
def drafting(files: tuple[Path, ...], selections: int, notches: int, seed: int) -> None:
    """Draft random connected selections of models and hold each draft against its selection.

    A draft must match all nodes that were selected, its text must read back as the same pattern,
    and no notch of a dial may lose the selection. Selections of which no pattern can be made must
    be refused.
    """
    library = load_library([signatures_dir()])
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    counts: Counter[str] = Counter()
    for file in files:
        try:
            one = scan(read_model(file), library)
        except InspectorError as error:
            click.echo(f"{file.name}: {error.message}")
            continue
        for stored in random_selections(one, chance, selections):
            outcome = round_trip(one, stored, chance, notches)
            counts[outcome.partition(":")[0]] += 1
            if not outcome.startswith(("holds", "refused")):
                click.echo(f"{file.name} {stored}: {outcome}")
    click.echo(", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    raise SystemExit(0 if set(counts) <= {"holds", "refused"} and counts["holds"] else 1)


def random_selections(one: Scan, chance: random.Random, count: int) -> Iterator[list[int]]:
    """Connected stored nodes of the main graph, of many sizes.

    Args:
        one: The model.
        chance: Where chance comes from.
        count: How many selections.
    """
    near = _neighbours(one)
    known = sorted(near)
    for _ in range(count if known else 0):
        size, start = chance.choice(_SIZES), chance.choice(known)
        chosen, around = {start}, sorted(near[start])
        while around and len(chosen) < size:
            node = around.pop(chance.randrange(len(around)))
            if node not in chosen:
                chosen.add(node)
                around += sorted(near[node] - chosen)
        yield sorted(chosen)


def _neighbours(one: Scan) -> dict[int, set[int]]:
    near: dict[int, set[int]] = {node.index: set() for node in one.graph.nodes}
    for node in one.graph.nodes:
        for value in node.inputs:
            maker = value.producer if value is not None else None
            if maker is not None and maker.index in near:
                near[node.index].add(maker.index)
                near[maker.index].add(node.index)
    return near


def round_trip(one: Scan, stored: list[int], chance: random.Random, notches: int = 1) -> str:
    """What becomes of a selection: ``holds``, ``refused: why``, or what is wrong.

    Args:
        one: The model.
        stored: The selection.
        chance: Which clauses are turned.
        notches: How many.
    """
    try:
        text = draft(one, stored)
    except NothingSelectedError as error:
        return f"refused: {error.message}"
    for form in read_signature(text).forms:
        written = write_pattern(form.pattern)
        if write_pattern(parse_pattern(written)) != written:
            return "reads back as another pattern"
    meant = _meant(one, stored)
    if not _held(one, text, stored, meant):
        return "misses its selection"
    bench = Bench(one, lambda: False)
    places = list(_places(bench.outline(text, stored)))
    for place in chance.sample(places, min(notches, len(places))):
        for dial in bench.refine(text, stored, [place]).dials:
            for notch in dial.notches:
                if not _held(one, notch.text, stored, meant):
                    return f"loses its selection: {dial.title} {notch.title} at {place}"
    return "holds"


def _meant(one: Scan, stored: list[int]) -> set[int]:
    """Selected nodes that take part in the data flow."""
    nodes = cut(one, stored)[-1].nodes
    return {index for node in nodes for index in node.stored} & set(stored)


def _held(one: Scan, text: str, stored: list[int], meant: set[int]) -> bool:
    matches = match_draft(one, Library(), text, stored).matches
    return any(meant.issubset(match) for match in matches)


def _places(clauses: list[Clause]) -> Iterator[Place]:
    for clause in clauses:
        if clause.place.path:
            yield clause.place
        yield from _places(clause.children)
