"""What is kept of a scanned model so that drafts match on it again without its file.

The normal graph and its folds in columns; equal attributes and shapes are kept once. Restoring
repeats the folds without searching for them, up to the stratum that a draft is matched on.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec
import numpy as np

from inspector.analysis.folding import Folding, Occurrence, fold_graph, leaves_of
from inspector.analysis.program import Program
from inspector.analysis.scanning import Scan
from inspector.errors import InspectorError
from inspector.ir.graph import Shape
from inspector.ir.normal import NormalGraph
from inspector.matching import FoldedGraph, Matcher
from inspector.signatures.library import references

VERSION = 1
"""Raised when imprints of earlier versions would match differently."""

Entry = TypeVar("Entry")
Scalar = int | float | str | bool | None
Attributes = dict[str, Scalar | list[Scalar]]


class KeptFold(msgspec.Struct, array_like=True):
    """A fold: its block and stratum, the nodes it hides, the values it reads and makes."""

    block: str
    stratum: int
    members: list[int]
    inputs: list[int]
    outputs: list[int]
    attributes: Attributes


class KeptOccurrence(msgspec.Struct, array_like=True):
    """A match of a block (see ``Occurrence``)."""

    nodes: list[int]
    inputs: list[int]
    result: int
    node: int
    attributes: Attributes


class Imprint(msgspec.Struct, array_like=True):
    """The columns.

    Attributes:
        version: Of this record.
        blocks: Digest of the blocks that were folded.
        digest: Of the model's content.
        format: Of the file.
        stored: Number of stored nodes.
        words: Operators; ``operators`` holds a number per node.
        kinds: Different attributes; ``attributes`` holds a number per node.
        extents: Different shapes; ``shapes`` holds a number per value, -1 for unknown.
        scalars: Value, the number that all its elements are, and whether it has one element only.
    """

    version: int
    blocks: str
    digest: str
    format: str
    stored: int
    words: list[str]
    operators: list[int]
    inputs: list[list[int]]
    outputs: list[list[int]]
    kinds: list[Attributes]
    attributes: list[int]
    origins: list[list[int]]
    dead: list[int]
    producer: list[int]
    port: list[int]
    types: list[str]
    dtypes: list[int]
    extents: list[list[int | str | None]]
    shapes: list[int]
    constants: list[int]
    scalars: list[tuple[int, float, bool]]
    graph_inputs: list[int]
    graph_outputs: list[int]
    folds: list[KeptFold]
    occurrences: dict[str, list[KeptOccurrence]]

    @property
    def vocabulary(self) -> frozenset[str]:
        """Operators and blocks that occur."""
        return frozenset(map(sys.intern, (*self.words, *self.occurrences)))


class StaleImprintError(InspectorError):
    """An imprint of another version or of something else altogether."""

    code = "stale-imprint"


@dataclass(frozen=True, slots=True)
class Source:
    """What an imprint tells of its model beside the graph."""

    digest: str
    format: str
    stored: int


def imprint_of(scan: Scan) -> Imprint:
    """What a draft match needs of a scanned model; nothing flows in a file of weights only."""
    source = Source(scan.model.digest, scan.model.format, scan.report.nodes)
    if scan.model.basis == "parameters":
        normal = NormalGraph()
        graph = FoldedGraph(normal)
        return take_imprint(source, normal, Folding(graph, Matcher(graph)), scan.program)
    return take_imprint(source, scan.normal, scan.folding, scan.program)


def renew(imprint: Imprint, program: Program) -> Imprint:
    """The imprint of the same model after the blocks of the library have changed."""
    normal = restore_normal(imprint)
    source = Source(imprint.digest, imprint.format, imprint.stored)
    return take_imprint(source, normal, fold_graph(normal, program), program)


def take_imprint(
    source: Source, normal: NormalGraph, folding: Folding, program: Program
) -> Imprint:
    """Puts the columns together.

    Args:
        source: Of which model.
        normal: Its normal graph.
        folding: That graph with all blocks folded.
        program: The library whose blocks these are.
    """
    graph = folding.graph
    words, types = _Table[str](), _Table[str]()
    kinds, extents = _Table[Attributes](), _Table[list[int | str | None]]()
    operators = [words.number(op) for op in normal.ops]
    attributes = [kinds.number(_plain(entry)) for entry in normal.attributes]
    dtypes = [types.number(dtype) for dtype in normal.dtypes]
    shapes = [-1 if shape is None else extents.number(list(shape)) for shape in normal.shapes]
    return Imprint(
        VERSION,
        blocks_digest(program),
        source.digest,
        source.format,
        source.stored,
        words.entries,
        operators,
        normal.inputs,
        normal.outputs,
        kinds.entries,
        attributes,
        normal.origins,
        [node for node, alive in enumerate(normal.alive) if not alive],
        normal.producer,
        normal.port,
        types.entries,
        dtypes,
        extents.entries,
        shapes,
        [value for value, constant in enumerate(normal.constant) if constant],
        list(_scalars(normal)),
        normal.graph_inputs,
        normal.graph_outputs,
        _folds(graph, program),
        _occurrences(folding),
    )


def encode(imprint: Imprint) -> bytes:
    """As bytes."""
    return msgspec.msgpack.encode(imprint)


def decode(data: bytes) -> Imprint:
    """From bytes.

    Raises:
        StaleImprintError: They are no imprint of this version.
    """
    try:
        imprint = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise StaleImprintError(f"This is no imprint: {error}") from error
    if imprint.version != VERSION:
        raise StaleImprintError("The imprint is of another version of the program.")
    return imprint


_DECODER = msgspec.msgpack.Decoder(Imprint)


def blocks_digest(program: Program) -> str:
    """Digest of the blocks that shape a folding: those that fold or that others refer to."""
    used = {name for s in program.signatures.values() for name in references(s) - {s.name}}
    digest = hashlib.blake2b(str(VERSION).encode(), digest_size=16)
    for name, block in program.blocks.items():
        if block.folds or name in used:
            digest.update(block.text.encode("utf-8", "surrogatepass"))
            digest.update(b"\0")
    return digest.hexdigest()


class _Table(Generic[Entry]):
    """Different entries, each with a number."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._numbers: dict[str, int] = {}

    def number(self, entry: Entry) -> int:
        """The entry's number; an unknown one is added."""
        key = repr(entry)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = len(self.entries)
            self.entries.append(entry)
        return known


def _plain(attributes: dict[str, object]) -> Attributes:
    """The attributes that a constraint can speak of."""
    found: Attributes = {}
    for key, entry in attributes.items():
        value = _scalar(entry)
        if value is not None or entry is None:
            found[key] = value
        elif isinstance(entry, list | tuple):
            entries = [_scalar(each) for each in entry]
            if None not in entries:
                found[key] = entries
    return found


def _scalar(entry: object) -> Scalar:
    if isinstance(entry, bytes):
        return entry.decode("utf-8", "replace")
    if isinstance(entry, np.generic):
        entry = entry.item()
    if isinstance(entry, int) and not -(2**63) <= entry < 2**63:
        return float(entry)
    return entry if isinstance(entry, bool | int | float | str) else None


def _scalars(normal: NormalGraph) -> Iterable[tuple[int, float, bool]]:
    for value, data in enumerate(normal.data):
        if data is not None and (number := normal.scalar(value)) is not None:
            yield value, number, data.size == 1


def _folds(graph: FoldedGraph, program: Program) -> list[KeptFold]:
    stratum = {b.signature.name: n for n, each in enumerate(program.strata) for b in each}
    return [
        KeptFold(
            fold.signature,
            stratum[fold.signature],
            fold.members,
            graph.inputs[fold.node],
            graph.outputs[fold.node],
            _plain(fold.attributes),
        )
        for fold in graph.folds.values()
    ]


def _occurrences(folding: Folding) -> dict[str, list[KeptOccurrence]]:
    return {name: [_kept(each) for each in found] for name, found in folding.occurrences.items()}


def _kept(found: Occurrence) -> KeptOccurrence:
    attributes = _plain(found.attributes)
    return KeptOccurrence(found.nodes, found.inputs, found.result, found.node, attributes)


def restore_normal(imprint: Imprint) -> NormalGraph:
    """The normal graph again, without tensors and names."""
    normal = NormalGraph()
    normal.ops = [imprint.words[number] for number in imprint.operators]
    normal.inputs, normal.outputs = imprint.inputs, imprint.outputs
    kinds: list[dict[str, object]] = [dict(kind) for kind in imprint.kinds]
    normal.attributes = [kinds[number] for number in imprint.attributes]
    normal.origins = imprint.origins
    normal.alive = [True] * len(normal.ops)
    for node in imprint.dead:
        normal.alive[node] = False
    _restore_values(normal, imprint)
    uses: list[list[int]] = [[] for _ in normal.producer]
    for node, inputs in enumerate(normal.inputs):
        if normal.alive[node]:
            for value in inputs:
                if value >= 0:
                    uses[value].append(node)
    normal.uses = uses
    return normal


def _restore_values(normal: NormalGraph, imprint: Imprint) -> None:
    count = len(imprint.producer)
    shapes: list[Shape] = [tuple(extents) for extents in imprint.extents]
    normal.producer, normal.port = imprint.producer, imprint.port
    normal.dtypes = [imprint.types[number] for number in imprint.dtypes]
    normal.shapes = [None if number < 0 else shapes[number] for number in imprint.shapes]
    normal.constant = [False] * count
    for value in imprint.constants:
        normal.constant[value] = True
    normal.data, normal.tensors, normal.names = [None] * count, [None] * count, [""] * count
    for value, number, single in imprint.scalars:
        normal.data[value] = np.full(1 if single else 2, number)
    normal.graph_inputs, normal.graph_outputs = imprint.graph_inputs, imprint.graph_outputs


def restore_folding(imprint: Imprint, normal: NormalGraph, strata: int | None = None) -> Folding:
    """The folding again: all of it, or that of the first ``strata`` strata.

    Only the whole one has the blocks' occurrences, which families are judged on.
    """
    graph = FoldedGraph(normal)
    for fold in imprint.folds:
        if strata is None or fold.stratum < strata:
            attributes: dict[str, object] = dict(fold.attributes)
            graph.refold(fold.block, fold.members, fold.inputs, fold.outputs, attributes)
    folding = Folding(graph, Matcher(graph))
    if strata is None:
        known: dict[int, frozenset[int]] = {}
        for name, kept in imprint.occurrences.items():
            folding.occurrences[name] = [_occurrence(graph, each, known) for each in kept]
    return folding


def _occurrence(
    graph: FoldedGraph, kept: KeptOccurrence, known: dict[int, frozenset[int]]
) -> Occurrence:
    return Occurrence(
        kept.nodes,
        leaves_of(graph, kept.nodes, known),
        kept.inputs,
        kept.result,
        kept.node,
        dict(kept.attributes),
    )
