"""PyTorch checkpoints and other pickles: interpreted symbolically, tensors' bytes never read.

Three containers (``torch/serialization.py``): a ZIP archive with the pickle in ``data.pkl`` and one
entry per storage; before PyTorch 1.6 pickles one after the other, followed by the storages; before
0.2 a tar archive. Any other pickle is looked through for arrays.
"""

from __future__ import annotations

import re
from pathlib import Path

from inspector.formats.archive import Archive, is_zip
from inspector.formats.errors import FormatError, MalformedError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.pickles import Data, HeldData, Pickle, Sequence, interpret, judge_pickle
from inspector.formats.pickles.values import PickleValue
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.structure import structure_digest
from inspector.formats.tarball import is_tar, list_entries
from inspector.formats.weights.collecting import Collector
from inspector.formats.weights.storages import Place, Storages, TarFollower, legacy_places
from inspector.formats.weights.tree import NamedTensor, TreeBuilder
from inspector.ir import Model

MAGIC_NUMBER = 0x1950A86A20F9469CFC6C
_LEGACY = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19."
_LEGACY_PARTS = 3
"""Pickles before that of the model: magic number, protocol and facts about the system."""

_ENTRY = "data.pkl"
_LEAST_OPERATIONS = 8
_IMPORTED = re.compile(r"[^\W\d][\w.-]*(\.[^\W\d]\w*)+")


class CheckpointReader:
    """Reads the pickle and finds the parameters in it."""

    format = "pytorch"
    title = "PyTorch checkpoint"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Told by the magic number, or by the entries of the archive."""
        if head.startswith(_LEGACY):
            return True
        if is_tar(head):
            return _has_tar_entries(path)
        if not is_zip(head):
            return False
        try:
            with Archive(path, Limits(), FindingLog(1)) as archive:
                names = archive.names()
                program = any("/code/" in name for name in names)
                return archive.folder() + _ENTRY in archive and not program
        except FormatError:
            return False

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads names, types, shapes and places of all parameters."""
        log = FindingLog(limits.findings_per_code)
        with Source(path, limits) as source:
            head = source.read(0, 512)
        if is_zip(head):
            return _read_zip(path, limits, log, progress)
        with Source(path, limits) as source:
            if is_tar(head):
                return _read_tar(source, limits, log, progress)
            return _read_legacy(source, limits, log, progress)


class PickleReader:
    """Reads any other pickle: arrays that it holds, and what it would have done."""

    format = "pickle"
    title = "Python pickle"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Told by the first opcode, or by following what could be a pickle without one."""
        if len(head) > 2 and head[0] == 0x80 and 2 <= head[1] <= 5:
            return True
        if head[:1] not in (b"(", b"c", b"]", b"}", b"i"):
            return False
        start = interpret(head, Limits())
        if not any(_IMPORTED.fullmatch(each.path) for each in start.globals):
            return False  # lines of text that begin with the letter of an opcode import nonsense
        cut = start.problem.endswith("too early") and start.operations >= _LEAST_OPERATIONS
        return not start.problem or cut

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads names, types and shapes of all arrays."""
        log = FindingLog(limits.findings_per_code)
        with Source(path, limits) as source:
            pickle = _follow(source, 0, limits, log, "")
            storages = Storages(path, source.stamp, {}, limits, log)
            collector = Collector(limits, log)
            model = _model(self.format, pickle.value, storages, collector, progress)
            return _finish(model, source.size, log)


def _has_tar_entries(path: Path) -> bool:
    try:
        with Source(path, Limits()) as source:
            entries = list_entries(source, Limits(), FindingLog(1))
    except FormatError:
        return False
    return {"pickle", "storages", "tensors"} <= set(entries)


def _follow(data: Data, start: int, limits: Limits, log: FindingLog, where: str) -> Pickle:
    pickle = interpret(data, limits, start)
    judge_pickle(pickle, data, limits, log, where)
    return pickle


def _read_zip(path: Path, limits: Limits, log: FindingLog, progress: Progress) -> Model:
    with Archive(path, limits, log) as archive, Source(path, limits) as source:
        folder = archive.folder()
        data = archive.read(folder + _ENTRY, limits.structure_bytes)
        pickle = _follow(HeldData(data), 0, limits, log, _ENTRY)
        places: dict[str, Place] = {}
        for name in archive.names():
            if name.startswith(f"{folder}data/"):
                places[name.removeprefix(f"{folder}data/")] = _place(archive, name)
        storages = Storages(path, source.stamp, places, limits, log)
        storages.pickle_start, _ = archive.place(folder + _ENTRY)
        storages.big_endian = _is_big_endian(archive, folder)
    model = _model("pytorch", pickle.value, storages, Collector(limits, log), progress)
    return _finish(model, path.stat().st_size, log)


def _place(archive: Archive, name: str) -> Place:
    start, length = archive.place(name)
    entry = archive.entry(name)

    def fetch(offset: int, count: int) -> bytes:
        return archive.read_range(name, offset, count)

    return Place(start, length if start >= 0 else entry.size if entry else 0, fetch)


def _is_big_endian(archive: Archive, folder: str) -> bool:
    name = f"{folder}byteorder"
    try:
        return name in archive and archive.read(name, 64).strip() == b"big"
    except FormatError:
        return False


def _read_legacy(source: Source, limits: Limits, log: FindingLog, progress: Progress) -> Model:
    start = 0
    for _ in range(_LEGACY_PARTS):
        part = _follow(source, start, limits, log, "")
        if part.problem:
            raise MalformedError(
                f"The checkpoint breaks off: {part.problem}.", where=str(source.path)
            )
        start = part.end
    pickle = _follow(source, start, limits, log, "")
    keys = _follow(source, pickle.end, limits, log, "") if not pickle.problem else Pickle()
    places: dict[str, Place] = {}
    if isinstance(keys.value, Sequence):
        named = [key[:64] for key in keys.value.items if isinstance(key, str)]
        places = legacy_places(source, keys.end, named, pickle.persistent, log)
    storages = Storages(source.path, source.stamp, places, limits, log)
    model = _model("pytorch", pickle.value, storages, Collector(limits, log), progress)
    return _finish(model, source.size, log)


def _read_tar(source: Source, limits: Limits, log: FindingLog, progress: Progress) -> Model:
    entries = list_entries(source, limits, log)
    follower = TarFollower(source, entries, limits, log)
    pickle = follower.follow("pickle", entries["pickle"].offset)
    places, known = follower.tensors()
    storages = Storages(source.path, source.stamp, places, limits, log)
    model = _model("pytorch", pickle.value, storages, Collector(limits, log, known), progress)
    return _finish(model, source.size, log)


def _model(
    format: str, root: PickleValue, storages: Storages, collector: Collector, progress: Progress
) -> Model:
    model = Model(str(storages.path), format, basis="parameters")
    builder = TreeBuilder(storages.limits, storages.log, progress)
    for name, found in collector.models(root).items():
        tensors = [NamedTensor(path, storages.initializer(path, t)) for path, t in found.tensors]
        model.graphs[name] = builder.graph(tensors, found.classes)
    model.skipped += collector.skipped
    if not any(graph.nodes for graph in model.graphs.values()):
        model.skipped.append("The objects of the pickle: none of them is a tensor or an array.")
    return model


def _finish(model: Model, size: int, log: FindingLog) -> Model:
    model.digest = structure_digest(model, size)
    model.findings = log.findings()
    return model
