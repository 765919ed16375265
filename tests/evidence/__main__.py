"""Counts the layers of labelled models that evidence lies in: ``python -m tests.evidence --help``.

Families that are known by a head or neck (detection, segmentation, diffusion ...) take any encoder:
of those every layer must be explained by a block, of all others by the family's own clauses.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
from collections import defaultdict
from pathlib import Path

from tests.evidence.layers import Layers, look


def main() -> None:
    """Prints a row per family where a layer is without evidence, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labels", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    with chosen.labels.open(encoding="utf-8", newline="") as table:
        rows = [
            (r["family"], str(chosen.folder / r["file"]))
            for r in csv.DictReader(table, delimiter="\t")
        ]
    by_family: dict[tuple[str, bool], Layers] = defaultdict(Layers)
    with multiprocessing.get_context("spawn").Pool(chosen.jobs) as pool:
        for family, composed, layers in pool.imap_unordered(look, rows, chunksize=8):
            found = by_family[family, composed]
            found.known += layers.known
            found.shown += layers.shown
            found.explained += layers.explained
            found.without += layers.without
    for composed in (False, True):
        some = {f: layers for (f, c), layers in by_family.items() if f and c is composed}
        good = {f: n.explained if composed else n.shown for f, n in some.items()}
        known = sum(n.known for n in some.values())
        what = "explained by the family or a block" if composed else "with the family's evidence"
        print(f"{known} layers of {len(some)} families, {sum(good.values())} {what}")
        for family, layers in sorted(some.items()):
            if good[family] < layers.known:
                examples = ", ".join(layers.without[:3])
                print(f"  {family}: {good[family]} of {layers.known}; without: {examples}")


if __name__ == "__main__":
    main()
