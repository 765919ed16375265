"""Which name a signature gives to a model, and where a copy of it belongs."""

from __future__ import annotations

from pathlib import Path, PurePath

from inspector.analysis.corpus.labels import PACKED
from inspector.analysis.corpus.records import Entry
from inspector.session.library import Library, safe_name

FOLDER = "examples"
"""Folder of the examples beside the signatures."""


class Examples:
    """Models beside the signatures, by name.

    Args:
        library: The signature folders.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._names: dict[str, str] = {}

    def name_of(self, entry: Entry) -> str:
        """What a signature calls a model; another one's name is not taken."""
        known = self._names.get(entry.path)
        if known is None:
            plain = PurePath(entry.name).name.removesuffix(PACKED)
            known = plain if self._is_example(entry) else self._free(plain)
            self._names[entry.path] = known
        return known

    def place_for(self, entry: Entry) -> Path | None:
        """Where a copy of a model goes, None for one that is beside the signatures already."""
        if self._is_example(entry):
            return None
        return self._library.own / FOLDER / self.name_of(entry)

    def _is_example(self, entry: Entry) -> bool:
        folder = Path(entry.path).parent
        return folder in (self._library.shipped / FOLDER, self._library.own / FOLDER)

    def _free(self, plain: str) -> str:
        stem, ending = PurePath(plain).stem, PurePath(plain).suffix
        stem = safe_name(stem)
        name, number = f"{stem}{ending}", 1
        taken = set(self._names.values())
        while name in taken or self._taken(name):
            number += 1
            name = f"{stem}-{number}{ending}"
        return name

    def _taken(self, name: str) -> bool:
        folders = (self._library.shipped / FOLDER, self._library.own / FOLDER)
        return any((f / f"{name}{end}").exists() for f in folders for end in ("", PACKED))
