"""The code of a TorchScript archive: files of a Python subset, parsed when they are asked for."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

from inspector.formats.errors import LimitExceededError, MalformedError
from inspector.formats.limits import MEBIBYTE, Limits
from inspector.formats.torch.container import Container

CODE_BYTES = 4 * MEBIBYTE
"""Text of one file of code."""
NODES = 2_000_000
"""Nodes of all syntax trees."""


@dataclass(slots=True, eq=False)
class Class:
    """A class of the archive.

    Attributes:
        name: In full, ``__torch__.`` before it.
        methods: By name.
        bases: Names of what it derives from (``Module``, ``NamedTuple``).
        fields: Annotated names in order.
    """

    name: str
    methods: dict[str, ast.FunctionDef]
    bases: tuple[str, ...]
    fields: tuple[str, ...]


class Code:
    """Finds functions and classes by their full name.

    Args:
        container: The archive.
        limits: What it may ask for.
    """

    def __init__(self, container: Container, limits: Limits) -> None:
        self._container = container
        self._limits = limits
        self._files: dict[str, dict[str, Class | ast.FunctionDef]] = {}
        self._left = NODES

    def find(self, name: str) -> Class | ast.FunctionDef | None:
        """A function or class by its full name.

        Raises:
            FormatError: The file that should hold it cannot be parsed.
        """
        module, _, last = name.rpartition(".")
        return self._file(module).get(last)

    def _file(self, module: str) -> dict[str, Class | ast.FunctionDef]:
        known = self._files.get(module)
        if known is None:
            path = f"code/{module.replace('.', '/')}.py"
            known = self._parse(path, module) if path in self._container else {}
            self._files[module] = known
        return known

    def _parse(self, path: str, module: str) -> dict[str, Class | ast.FunctionDef]:
        where = f"{self._container.path}: {path}"
        text = self._container.read(path, min(CODE_BYTES, self._limits.structure_bytes))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python has views on style
                tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise MalformedError("The code cannot be parsed.", where=where) from None
        self._left -= sum(1 for _ in ast.walk(tree))
        if self._left < 0:
            raise LimitExceededError("There is too much code.", where=where)
        found: dict[str, Class | ast.FunctionDef] = {}
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef):
                found[statement.name] = statement
            elif isinstance(statement, ast.ClassDef):
                found[statement.name] = _class(f"{module}.{statement.name}", statement)
        return found


def _class(name: str, tree: ast.ClassDef) -> Class:
    methods = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    fields = [
        each.target.id
        for each in tree.body
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
    ]
    bases = tuple(base.id for base in tree.bases if isinstance(base, ast.Name))
    return Class(name, methods, bases, tuple(fields))


def has_code(container: Container) -> bool:
    """Whether an archive holds TorchScript."""
    return any(name.startswith("code/") and name.endswith(".py") for name in container.names())
