"""The command ``merging``: selections of one model from two exporters, merged into one pattern."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import click

from inspector.analysis.drafting import match_draft
from inspector.analysis.scanning import Scan, scan
from inspector.analysis.workbench.bench import Bench
from inspector.analysis.workbench.regions import cut
from inspector.data import signatures_dir
from inspector.formats import read_model
from inspector.signatures import Library, load_library

_MIDDLE = (6, 200)
"""Stored nodes of a selection: a layer, neither an operator nor the whole network."""


@click.command()
@click.argument("labels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--pairs", default=20, show_default=True, help="How many models to try.")
def merging(labels: Path, folder: Path, pairs: int) -> None:
    """Merge a layer of each model in LABELS as two exporters wrote it; FOLDER holds the files.

    LABELS is a table with the columns file, model and exporter. A pair is met when the pattern
    matches both selections, and counts as one pattern when it needs no form for each.
    """
    library = load_library([signatures_dir()])
    met = single = tried = 0
    for model, files in _pairs(labels):
        if tried == pairs:
            break
        scans = [scan(read_model(folder / file), library) for file in files]
        chosen = _layers(scans)
        if chosen is None:
            continue
        tried += 1
        text = (
            Bench(scans[0], lambda: False).merge([chosen[0]], [cut(scans[1], chosen[1])], "").text
        )
        held = [_holds(one, text, nodes) for one, nodes in zip(scans, chosen, strict=True)]
        met += all(held)
        single += "forms:" not in text
        words = "both" if all(held) else f"first {held[0]}, second {held[1]}"
        click.echo(f"{model:44} {len(chosen[0]):4} {len(chosen[1]):4}  {words}")
    click.echo(f"{met} of {tried} match both, {single} with one pattern")
    raise SystemExit(0 if tried and met == tried else 1)


def _pairs(labels: Path) -> Iterator[tuple[str, list[str]]]:
    """Models that two exporters wrote, every family once before any comes again."""
    with labels.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    models: dict[str, dict[str, str]] = {}
    family: dict[str, str] = {}
    for row in rows:
        models.setdefault(row["model"], {}).setdefault(row["exporter"], row["file"])
        family[row["model"]] = row["family"]
    seen: dict[str, int] = {}
    ranked = []
    for model, files in models.items():
        if len(files) > 1:
            count = seen[family[model]] = seen.get(family[model], 0) + 1
            ranked.append((count, model, [files[name] for name in sorted(files)[:2]]))
    yield from ((model, files) for _, model, files in sorted(ranked))


def _layers(scans: list[Scan]) -> list[list[int]] | None:
    """The largest block of a layer's size that both hold, as each file stores it."""
    found: list[tuple[int, list[list[int]]]] = []
    for name in scans[0].folding.occurrences:
        stored = []
        for one in scans:
            folds = [o for o in one.folding.occurrences.get(name, []) if o.node >= 0]
            stored.append(one.folding.graph.stored(folds[0].node) if folds else [])
        if all(_MIDDLE[0] <= len(nodes) <= _MIDDLE[1] for nodes in stored):
            found.append((min(len(nodes) for nodes in stored), stored))
    return max(found)[1] if found else None


def _holds(one: Scan, text: str, nodes: list[int]) -> bool:
    """Whether some match holds at least half of a selection."""
    matches = match_draft(one, Library(), text, nodes).matches
    return any(2 * len(set(match) & set(nodes)) >= len(nodes) for match in matches)
