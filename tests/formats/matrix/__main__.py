"""Tells every architecture in every format: ``python -m tests.formats.matrix --help``.

Without a folder the committed files are read. Those of a folder of one's own are made with
``make_pytorch.py`` and ``make_tensorflow.py``, which need the tools of all those formats.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.formats.matrix.cells import COLUMNS, FAMILIES, FIXTURES, Cell, cells_of, pack, unpack
from tests.formats.matrix.telling import Told, tell


def table(found: Iterable[tuple[Cell, Told]]) -> str:
    """The matrix as Markdown, formats downwards: ``✓`` where a family is told, else what is."""
    told = {(cell.row, cell.column): verdict for cell, verdict in found}
    columns = [each for each in COLUMNS if any((row, each) in told for row in FAMILIES)]
    rows = [each for each in FAMILIES if any((each, column) in told for column in columns)]
    lines = [f"| format | {' | '.join(rows)} |", "|---|" + ":-:|" * len(rows)]
    for column in columns:
        marks = [_mark(row, told.get((row, column))) for row in rows]
        lines.append(f"| {COLUMNS[column]} | {' | '.join(marks)} |")
    return "\n".join(lines)


def _mark(row: str, told: Told | None) -> str:
    if told is None:
        return "–"
    return "✓" if told.family == FAMILIES[row] else told.family or told.error or "unknown"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.formats.matrix", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="files of one's own")
    parser.add_argument("--pack", action="store_true", help="commit them: write the fixtures")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as unpacked:
        if given.folder is None:
            rows = [row for row in FAMILIES if (FIXTURES / f"{row}.tar.xz").exists()]
            cells = [cell for row in rows for cell in unpack(row, Path(unpacked))]
        else:
            cells = list(cells_of(given.folder))
        found = [(cell, tell(cell)) for cell in cells]
    if given.pack and given.folder is not None:
        pack(given.folder)
    print(table(found))
    wrong = [(cell, told) for cell, told in found if told.family != FAMILIES[cell.row]]
    print(f"\n{len(found) - len(wrong)} of {len(found)} files are told as their row's family.")
    for cell, told in wrong:
        print(f"{cell.row} as {COLUMNS[cell.column]}: {told.family or told.error or 'unknown'}")
    return 1 if wrong or not found else 0


if __name__ == "__main__":
    sys.exit(main())
