"""The table of neighbourhoods: in which families each was seen."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from inspector.analysis.discovery.records import Corpus
from inspector.errors import InspectorError

FORMAT = 1
LARGEST = 64 << 20
"""Bytes of a table's file at most."""
MANY = 65_535
"""Families in a table at most."""

Numbers = npt.NDArray[np.uint64]


class TableError(InspectorError):
    """A table of neighbourhoods cannot be read."""

    code = "neighbourhood-table"


class _File(msgspec.Struct):
    """A table as it is stored.

    Attributes:
        classes: Neighbourhoods in rising order, 64 bits each, little-endian.
        counts: For each the number of its families, 16 bits.
        members: Those families one after the other, 16 bits each.
    """

    format: int
    corpus: Corpus
    classes: bytes
    counts: bytes
    members: bytes


class Table:
    """In which families each neighbourhood was seen.

    Args:
        corpus: Where.
        seen: Indices of families by neighbourhood.
    """

    def __init__(self, corpus: Corpus, seen: dict[int, tuple[int, ...]]) -> None:
        self.corpus = corpus
        self._seen = seen

    def __len__(self) -> int:
        return len(self._seen)

    def families(self, neighbourhood: int) -> tuple[int, ...]:
        """Indices of the families that have a neighbourhood."""
        return self._seen.get(neighbourhood, ())

    def write(self, path: Path) -> None:
        """Writes the table to a file.

        Raises:
            OSError: The file cannot be written.
        """
        order = sorted(self._seen)
        rows = [self._seen[key] for key in order]
        stored = _File(
            FORMAT,
            self.corpus,
            np.array(order, dtype="<u8").tobytes(),
            np.array([len(row) for row in rows], dtype="<u2").tobytes(),
            np.array([index for row in rows for index in row], dtype="<u2").tobytes(),
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(msgspec.msgpack.encode(stored))


def empty_table() -> Table:
    """A table of nothing: then nothing is said of how common something is."""
    return Table(Corpus(), {})


def make_table(
    models: Iterable[tuple[Sequence[str], Iterable[int]]], name: str, radius: int
) -> Table:
    """Counts neighbourhoods.

    Args:
        models: Per model the families it stands for (none: it is not counted) and its
            neighbourhoods.
        name: Of the models, for a person.
        radius: Of the neighbourhoods.
    """
    found: dict[int, set[str]] = {}
    families: set[str] = set()
    count = 0
    for labels, classes in models:
        if not labels:
            continue
        count += 1
        families.update(labels)
        for neighbourhood in set(classes):
            found.setdefault(neighbourhood, set()).update(labels)
    names = sorted(families)[:MANY]
    at = {family: index for index, family in enumerate(names)}
    made = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    seen = {key: tuple(sorted(at[f] for f in row if f in at)) for key, row in found.items()}
    return Table(Corpus(name, made, count, names, radius), seen)


def read_table(path: Path) -> Table:
    """Reads a table.

    Raises:
        TableError: It cannot be read, is none, or is not consistent.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise TableError(f"It has more than {LARGEST:,} bytes.", where=str(path))
        stored = msgspec.msgpack.decode(path.read_bytes(), type=_File)
    except (OSError, msgspec.DecodeError) as error:
        help = "Make it again with 'inspector signatures commonness'"
        raise TableError(f"It cannot be read: {error}.", where=str(path), help=help) from error
    if stored.format != FORMAT:
        raise TableError(f"It has format {stored.format}, not {FORMAT}.", where=str(path))
    return Table(stored.corpus, _rows(stored, path))


def _rows(stored: _File, path: Path) -> dict[int, tuple[int, ...]]:
    sizes = (len(stored.classes) // 8, len(stored.counts) // 2, len(stored.members) // 2)
    whole = (sizes[0] * 8, sizes[1] * 2, sizes[2] * 2)
    counts = np.frombuffer(stored.counts[: whole[1]], dtype="<u2").astype(np.int64)
    members = np.frombuffer(stored.members[: whole[2]], dtype="<u2")
    sound = whole == (len(stored.classes), len(stored.counts), len(stored.members))
    sound = sound and sizes[0] == sizes[1] and int(counts.sum()) == sizes[2]
    if not sound or (sizes[2] and int(members.max()) >= len(stored.corpus.families)):
        raise TableError("Its columns do not fit each other.", where=str(path))
    keys: list[int] = np.frombuffer(stored.classes, dtype="<u8").tolist()
    ends = np.cumsum(counts).tolist()
    flat: list[int] = members.tolist()
    starts = [0, *ends[:-1]]
    return {k: tuple(flat[a:b]) for k, a, b in zip(keys, starts, ends, strict=True)}


def first_readable(paths: Sequence[Path]) -> Table:
    """The first table that is there and can be read; an empty one when none can."""
    for path in paths:
        try:
            return read_table(path)
        except TableError:
            continue
    return empty_table()
