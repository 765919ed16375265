"""A second held-out set of the library's families of text, speech and series."""

from __future__ import annotations

from building import Table
from definition import Definition


def definitions() -> list[Definition]:
    """All of them, mostly one exporter each, by turns."""
    table = Table()
    return table.found
