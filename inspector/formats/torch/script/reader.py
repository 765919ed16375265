"""Reads TorchScript (``.pt``, ``.jit``, ``.ptl``): archives of code, objects and tensors."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from inspector.formats.archive import is_zip
from inspector.formats.errors import FormatError, MalformedError, UnsupportedFormat
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog
from inspector.formats.pickles import Pickle, interpret, judge_pickle
from inspector.formats.reader import Progress
from inspector.formats.source import Source
from inspector.formats.torch.container import Container
from inspector.formats.torch.nodes import NodeMaker
from inspector.formats.torch.script.code import Class, Code, has_code
from inspector.formats.torch.script.inputs import Inputs, outputs_of
from inspector.formats.torch.script.operators import Operators
from inspector.formats.torch.script.statements import Statements
from inspector.formats.torch.script.storages import Objects
from inspector.formats.torch.script.tidying import tidy
from inspector.formats.torch.script.values import Module
from inspector.ir import Graph, Model

_PASSES = 3
"""How often the code is followed: later times with the ranks that were found out before."""

_FAILED = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What code that makes no sense may lead to."""


class ScriptReader:
    """TorchScript, as ``torch.jit.save`` and the mobile exporter write it."""

    format = "torchscript"
    title = "TorchScript"

    def sniff(self, head: bytes, path: Path) -> bool:
        """Tells whether an archive holds code."""
        if not is_zip(head):
            return False
        try:
            container = Container(path, Limits(), FindingLog(1))
        except FormatError:
            return False
        return has_code(container)

    def read(self, path: Path, limits: Limits, progress: Progress) -> Model:
        """Follows the code of the main module; see ``Reader.read``."""
        with Source(path, limits) as source:
            size = source.size
        log = FindingLog(limits.findings_per_code)
        container = Container(path, limits, log)
        code = Code(container, limits)
        ranks: list[int | None] = []
        for number in range(_PASSES):
            progress("reading", number / _PASSES)
            log = FindingLog(limits.findings_per_code)
            container = Container(path, limits, log)
            try:
                graph, found = _follow(container, code, ranks, limits, log)
            except _FAILED as error:  # code that no compiler wrote
                raise MalformedError(
                    f"The code cannot be followed: {type(error).__name__}.", where=str(path)
                ) from None
            if found == ranks:
                break
            ranks = found
        tidy(graph)
        model = Model(str(path), self.format)
        model.graphs["main"] = graph
        model.digest = _digest(container, size)
        version = container.text("version")
        model.producer = f"torch (archive version {version[:16]})" if version else "torch"
        model.findings = log.findings()
        progress("building", 1.0)
        return model


def _follow(
    container: Container,
    code: Code,
    ranks: list[int | None],
    limits: Limits,
    log: FindingLog,
) -> tuple[Graph, list[int | None]]:
    """Follows the main module's code; gives the ranks of its inputs with the graph."""
    where = str(container.path)
    main, stored = _objects(container, limits, log)
    kind = code.find(main.class_name)
    method = _method(kind) if isinstance(kind, Class) else None
    if method is None:
        raise UnsupportedFormat(
            "The main module has no code to follow.",
            where=where,
            help="Save it with torch.jit.save, or export it to ONNX.",
        )
    graph = Graph("main")
    operators = Operators(graph, NodeMaker(limits, where, log), limits)
    inputs = Inputs(graph, ranks)
    statements = Statements(code, operators, stored)
    result = statements.run(method, [main, *inputs.make(method)], {})
    graph.outputs = outputs_of(result, operators)
    found = inputs.settle()
    for value, rank in operators.ranked:
        number = rank.number()
        if value.shape is None and number is not None and number >= 0:
            value.shape = (None,) * number
    return graph, found


def _objects(container: Container, limits: Limits, log: FindingLog) -> tuple[Module, list[object]]:
    """The main module and the constants of the code."""
    where = str(container.path)
    if "data.pkl" not in container:
        raise MalformedError("The archive has no main module.", where=where)
    pickle = _pickle(container, "data.pkl", limits, log)
    main = Objects(container.tensors("data/"), log).make(pickle.value)
    if not isinstance(main, Module):
        reason = pickle.problem or "it is no module"
        raise MalformedError(f"The main module cannot be read: {reason}.", where=where)
    stored: object = []
    if "constants.pkl" in container:
        pickle = _pickle(container, "constants.pkl", limits, log)
        stored = Objects(container.tensors("constants/"), log).make(pickle.value, "constant")
    return main, list(stored) if isinstance(stored, list | tuple) else []


def _pickle(container: Container, name: str, limits: Limits, log: FindingLog) -> Pickle:
    data = container.read(name, limits.structure_bytes)
    pickle = interpret(data, limits)
    judge_pickle(pickle, data, limits, log, name)
    return pickle


def _method(kind: Class) -> ast.FunctionDef | None:
    """The method to follow: ``forward``, or the longest that there is instead."""
    if "forward" in kind.methods:
        return kind.methods["forward"]
    others = [m for name, m in kind.methods.items() if not name.startswith("__")]
    return max(others, key=lambda method: len(method.body), default=None)


def _digest(container: Container, size: int) -> str:
    digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
    for name in container.names():
        if name.endswith((".py", ".pkl")) and (entry := container.entry(name)) is not None:
            digest.update(f"{name} {entry.size} {entry.checksum}".encode())
    return digest.hexdigest()
