"""The ZIP archive that PyTorch's files are, without the folder that all entries lie in."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.archive import Archive
from inspector.formats.elements import stored_length
from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.pickles.tensors import Tensor
from inspector.formats.source import Source
from inspector.formats.weights.storages import Place, Storages
from inspector.formats.zip_directory import Entry
from inspector.ir import Initializer


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
        self._limits = limits
        self._log = log
        self._archive = Archive(path, limits, log)
        self._archive.close()
        with Source(path, limits) as source:
            self.stamp = source.stamp
        size = len(self._archive.folder())
        self._names = {name[size:]: name for name in self._archive.names()}

    def names(self) -> list[str]:
        """Entries in the order the archive lists them."""
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def entry(self, name: str) -> Entry | None:
        """What the archive says of an entry, None when it has none of this name."""
        return self._archive.entry(self._names.get(name, name))

    def read(self, name: str, most: int) -> bytes:
        """Unpacks an entry.

        Args:
            name: An entry.
            most: Bytes it may have unpacked.

        Raises:
            FormatError: There is none of this name, it is broken or larger.
        """
        return self._archive.read(self._names.get(name, name), most)

    def text(self, name: str) -> str:
        """A short text among the entries, empty when there is none."""
        try:
            data = self.read(name, 256) if name in self else b""
        except FormatError:
            return ""
        return data.decode("ascii", "replace").strip()

    def tensors(self, folder: str) -> Tensors:
        """What makes initializers of the tensors whose bytes lie in a folder."""
        return Tensors(self, folder, self._limits, self._log)

    def place(self, name: str) -> Place:
        """The bytes of an entry."""
        stored = self._names.get(name, name)
        entry = self._archive.entry(stored)
        start, length = self._archive.place(stored)

        def fetch(offset: int, count: int) -> bytes:
            return self._archive.read_range(stored, offset, count)

        return Place(start, length if start >= 0 else entry.size if entry else 0, fetch)


class Tensors:
    """Makes initializers of tensors; the elements of small ones are kept.

    Args:
        container: The archive.
        folder: Of the storages, each of which is an entry named by its key.
        limits: What tensors may claim.
        log: Told of those that make no sense.
    """

    def __init__(self, container: Container, folder: str, limits: Limits, log: FindingLog) -> None:
        places = {
            name.removeprefix(folder): container.place(name)
            for name in container.names()
            if name.startswith(folder)
        }
        self._storages = Storages(container.path, container.stamp, places, limits, log)
        self._storages.big_endian = container.text("byteorder") == "big"
        self._limits = limits
        self._log = log
        self._count = 0

    def make(self, name: str, tensor: Tensor) -> Initializer | None:
        """An initializer, None for a tensor that cannot be.

        Args:
            name: For findings.
            tensor: As the file describes it.
        """
        limits, count = self._limits, 1
        for extent in tensor.shape:
            count *= max(extent, 1)
        self._count += 1
        if (
            len(tensor.shape) > limits.tensor_rank
            or count > limits.tensor_elements
            or self._count > limits.tensors
        ):
            self._log.add("shape-implausible", "warning", "A shape is impossible.", shown(name))
            return None
        made = self._storages.initializer(name, tensor)
        small = made.size <= limits.data_elements and made.length <= limits.data_bytes
        if made.read is not None and small and stored_length(made.dtype, 1) > 0:
            try:
                made.data = made.read()
            except FormatError as error:
                self._log.add("missing-data", "warning", error.message, shown(name))
        return made
