"""Each architecture gets the same verdict in every format; ``python -m tests.formats.matrix``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.matrix.__main__ import table
from tests.formats.matrix.cells import (
    COLUMNS,
    FAMILIES,
    FIXTURES,
    GAPS,
    WEIGHTS_ONLY,
    Cell,
    cells_of,
    unpack,
)
from tests.formats.matrix.telling import Told, tell

PACKED = sorted(path.name.removesuffix(".tar.xz") for path in FIXTURES.glob("*.tar.xz"))


def test_the_files_are_of_known_architectures() -> None:
    assert set(PACKED) <= set(FAMILIES)
    assert len(PACKED) >= 12


@pytest.mark.parametrize("row", PACKED)
def test_one_family_per_row(tmp_path: Path, row: str) -> None:
    cells = unpack(row, tmp_path)
    assert len(cells) >= 4
    told = {cell.column: tell(cell) for cell in cells}
    wrong = {name: found for name, found in told.items() if found.family != FAMILIES[row]}
    assert all(found.family == "" and not found.error for found in wrong.values())
    assert set(wrong) == {name for at, name in GAPS if at == row and name in told}
    bases = {name: found.basis for name, found in told.items()}
    assert bases == {name: "parameters" if name in WEIGHTS_ONLY else "operators" for name in told}


def test_the_table_names_what_is_wrong(tmp_path: Path) -> None:
    cells = [Cell("bert", column, tmp_path) for column in list(COLUMNS)[:3]]
    found = [Told("bert"), Told("roberta"), Told(error="MalformedError: Broken.")]
    lines = table(zip(cells, found, strict=True)).splitlines()
    assert [line.split(" | ")[1] for line in lines[2:]] == [
        "✓ |",
        "roberta |",
        "MalformedError: Broken. |",
    ]


def test_only_known_files_count(tmp_path: Path) -> None:
    (tmp_path / "bert").mkdir()
    for name in ("pytorch.ort", "notes.txt"):
        (tmp_path / "bert" / name).write_bytes(b"")
    assert [cell.column for cell in cells_of(tmp_path)] == ["pytorch.ort"]
