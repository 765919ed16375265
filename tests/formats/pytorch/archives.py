"""TorchScript archives written by hand, and the fixtures."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parents[2] / "fixtures" / "pytorch"
EMPTY_MODULE = b"\x80\x02c__torch__\nM\n)\x81}b."
"""A pickle of an object of the class ``__torch__.M`` without attributes."""


def script(
    folder: Path, body: str, *, main: bytes = EMPTY_MODULE, head: str = "", kind: str = "Tensor"
) -> Path:
    """An archive whose main module's ``forward(self, x)`` has some statements.

    Args:
        folder: Where it is written.
        body: The statements, one per line.
        main: The pickle of the main module.
        head: Functions and classes before the main module's class.
        kind: The type of ``x``.
    """
    lines = "\n".join(f"    {line}" for line in body.splitlines())
    code = f"{head}\nclass M(Module):\n  def forward(self: __torch__.M, x: {kind}) -> Tensor:\n"
    return archive(folder / "m.pt", {"data.pkl": main, "code/__torch__.py": f"{code}{lines}\n"})


def archive(path: Path, entries: dict[str, bytes | str]) -> Path:
    """A ZIP archive with all entries in one folder."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(f"m/{name}", data)
    return path


def entries(path: Path) -> dict[str, bytes]:
    """The entries of an archive without the folder they are in."""
    with zipfile.ZipFile(path) as file:
        return {name.partition("/")[2]: file.read(name) for name in file.namelist()}


def program(name: str) -> dict[str, Any]:
    """The JSON of a fixture's exported program."""
    stored: dict[str, Any] = json.loads(entries(FIXTURES / name)["models/model.json"])
    return stored
