"""Reads what ``torch.export.save`` writes (``.pt2``)."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from inspector.formats.errors import FormatError, MalformedError, UnsupportedFormat
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, some
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.torch.container import Container
from inspector.formats.torch.graphs import GraphReader
from inspector.formats.torch.nodes import NodeMaker
from inspector.formats.torch.schema import ExportedProgram
from inspector.formats.torch.weights import Weights
from inspector.ir import Model

_LEGACY = "serialized_exported_program.json"
_ZIP = b"PK\x03\x04"


class ProgramReader:
    """Exported programs: JSON in a ZIP archive, weights beside it."""

    format = "torch-export"
    title = "PyTorch exported program"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether an archive holds a program."""
        if not head.startswith(_ZIP):
            return False
        try:
            container = Container(path, Limits(), FindingLog(1))
        except FormatError:
            return False
        return _LEGACY in container or "archive_format" in container

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Reads all programs of the archive; see ``Reader.read``."""
        with Source(path, limits) as source:
            size = source.size
        log = FindingLog(limits.findings_per_code)
        container = Container(path, limits, log)
        programs = _programs(container)
        if not programs:
            raise UnsupportedFormat(
                "The archive holds no exported program.",
                where=str(path),
                help="A compiled package has machine code only; export the model itself.",
            )
        model = Model(str(path), self.format)
        nodes = NodeMaker(limits, str(path), log)
        digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
        for done, (name, entry) in enumerate(programs.items()):
            progress("reading", done / len(programs))
            data = container.read(entry, limits.structure_bytes)
            digest.update(data)
            program = _decode(data, f"{path}: {entry}")
            weights = Weights(container, name, limits, log)
            graph = GraphReader(nodes, limits, log).main(program.graph_module, weights.find)
            model.graphs[name if len(programs) > 1 else "main"] = graph
            model.opsets.update(program.opset_version)
            model.producer = f"torch {program.torch_version}"
        _tell_rest(container, model, log)
        model.digest = digest.hexdigest()
        model.findings = log.findings()
        progress("building", 1.0)
        return model


def _programs(container: Container) -> dict[str, str]:
    """Entries that hold a program, by the program's name."""
    if _LEGACY in container:
        return {"model": _LEGACY}
    return {
        name.removeprefix("models/").removesuffix(".json"): name
        for name in container.names()
        if name.startswith("models/") and name.endswith(".json")
    }


def _decode(data: bytes, where: str) -> ExportedProgram:
    try:
        return msgspec.json.decode(data, type=ExportedProgram)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise MalformedError(f"The program is not readable: {error}.", where=where) from None


def _tell_rest(container: Container, model: Model, log: FindingLog) -> None:
    """Says what else the archive holds that a program would load or run."""
    compiled = [name for name in container.names() if name.endswith((".so", ".cubin", ".dll"))]
    if compiled:
        log.add(
            "compiled-code",
            "warning",
            "The archive holds compiled code, which is not looked at and never run.",
            some(compiled),
        )
        model.skipped.append("Compiled code in the archive.")
