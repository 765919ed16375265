"""The ZIP archive that PyTorch's files are, without the folder that all entries lie in."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.archive import Archive
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.zip_directory import Entry


class Container:
    """Entries by their name below the archive's one folder.

    Args:
        path: The file.
        limits: What it may ask for.
        log: Told of what is wrong with the archive.

    Raises:
        FormatError: It is no readable archive.
    """

    def __init__(self, path: Path, limits: Limits, log: FindingLog) -> None:
        self.path = path
        self.archive = Archive(path, limits, log)
        self.archive.close()
        self.folder = self.archive.folder()
        size = len(self.folder)
        self._names = {name[size:]: name for name in self.archive.names()}

    def names(self) -> list[str]:
        """Entries in the order the archive lists them."""
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def entry(self, name: str) -> Entry | None:
        """What the archive says of an entry, None when it has none of this name."""
        return self.archive.entry(self._names.get(name, name))

    def read(self, name: str, most: int) -> bytes:
        """Unpacks an entry.

        Args:
            name: An entry.
            most: Bytes it may have unpacked.

        Raises:
            FormatError: There is none of this name, it is broken or larger.
        """
        return self.archive.read(self._names.get(name, name), most)

    def place(self, name: str) -> tuple[int, int]:
        """First byte and length of an entry in the file, (-1, -1) when it is compressed."""
        return self.archive.place(self._names.get(name, name))
