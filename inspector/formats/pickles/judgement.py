"""What a pickle would have done to a program that loads it, as findings.

Three answers for everything that it imports or calls: harmless (the functions that rebuild tensors
and plain containers), known (classes of libraries, which do nothing worse than hold attributes),
and the rest, of which some is known to be dangerous. Only the first is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from inspector.diagnostics import Severity
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.pickles.callables import (
    DANGEROUS_MODULES,
    DANGEROUS_NAMES,
    HARMLESS,
    HARMLESS_CLASSES,
    KNOWN_LIBRARIES,
)
from inspector.formats.pickles.machine import interpret
from inspector.formats.pickles.opcodes import Data, HeldData
from inspector.formats.pickles.values import (
    Blob,
    Call,
    Extension,
    Global,
    Instance,
    Mapping,
    Pickle,
    PickleValue,
    Sequence,
)

Kind = Literal["harmless", "known", "unknown", "dangerous"]

_SEVERITY: dict[Kind, Severity] = {"known": "info", "unknown": "warning", "dangerous": "danger"}
_HOOKS = frozenset(
    {"__setstate__", "__reduce__", "__reduce_ex__", "__class__", "__dict__", "__call__", "__del__"}
)
"""Attributes that make a state run code later or change what an object is."""

_OPENINGS = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"c", b"(", b"i")
_LEAST = 4
"""Bytes of the shortest pickle that is told from any other bytes."""


def kind_of(function: Global | Extension) -> Kind:
    """Judges a class or function by its name."""
    if isinstance(function, Extension):
        return "unknown"
    module, name, path = function.module, function.name, function.path
    top = module.partition(".")[0]
    if path in HARMLESS or top == "__torch__" or _is_harmless_class(module, name):
        return "harmless"
    if path in DANGEROUS_NAMES or not DANGEROUS_MODULES.isdisjoint(_with_parents(module)):
        return "dangerous"
    # A dotted name reaches through a module into whatever that has imported.
    parts = name.split(".")
    if len(parts) > 1 and any(p in DANGEROUS_MODULES or p.startswith("__") for p in parts):
        return "dangerous"
    if len(parts) == 1 and top in KNOWN_LIBRARIES and name[:1].isupper():
        return "known"
    return "unknown"


def _with_parents(module: str) -> Iterator[str]:
    """A module and the packages around it."""
    parts = module.split(".")[:16]
    return (".".join(parts[: count + 1]) for count in range(len(parts)))


def _is_harmless_class(module: str, name: str) -> bool:
    classes = HARMLESS_CLASSES.get(module)
    return classes is not None and name in classes


@dataclass(slots=True)
class _Group:
    """All that concerns one class or function: one finding tells it."""

    kind: Kind
    opcode: str
    position: int
    count: int = 0
    arguments: str = ""


@dataclass(slots=True)
class _Judge:
    data: Data
    limits: Limits
    log: FindingLog
    where: str
    groups: dict[str, _Group] = field(default_factory=dict)

    def judge(self, pickle: Pickle, depth: int) -> None:
        for call in pickle.calls:
            self._call(call)
        for function in pickle.globals:
            if function.path not in self.groups:
                kind = kind_of(function)
                self.groups[function.path] = _Group(kind, "", function.position)
        for path, group in self.groups.items():
            if group.kind != "harmless":
                self._tell(path, group)
        if pickle.problem:
            self.log.add(
                "pickle-broken",
                "warning",
                f"The pickle cannot be followed to its end: {pickle.problem}.",
                self._at(pickle.end),
            )
        self._nested(pickle, depth)

    def _call(self, call: Call) -> None:
        function = call.function
        if call.opcode == "BUILD":
            self._build(call)
            return
        if not isinstance(function, Global | Extension):
            self.log.add(
                "pickle-call-computed",
                "danger",
                f"{call.opcode} would call something that another call has returned or that "
                "is no function at all.",
                self._at(call.position),
            )
            return
        group = self.groups.get(function.path)
        if group is None or not group.count:
            group = _Group(kind_of(function), call.opcode, call.position)
            group.arguments = text_of(call.arguments)
            self.groups[function.path] = group
        group.count += 1

    def _build(self, call: Call) -> None:
        target = call.function
        hooks = sorted(set(_keys(call.arguments)) & _HOOKS)
        if hooks:
            self.log.add(
                "pickle-state-hook",
                "danger",
                f"BUILD would replace {', '.join(hooks)} of an object.",
                self._at(call.position),
            )
        if isinstance(target, Global | Extension):
            self.log.add(
                "pickle-build-on-import",
                "danger",
                f"BUILD would change {shown(target.path)} itself for the whole program.",
                self._at(call.position),
            )

    def _tell(self, path: str, group: _Group) -> None:
        times = f" {group.count} times" if group.count > 1 else ""
        if group.count:
            did = f"{group.opcode} would call {shown(path)}{group.arguments}{times}"
            code = "pickle-call"
        else:
            did = f"The pickle would import {shown(path)}"
            code = "pickle-import"
        ending = {
            "known": "a class of a known library",
            "unknown": "nothing is known of it",
            "dangerous": "it can run any code or reach outside the program",
        }[group.kind]
        self.log.add(
            f"{code}-{group.kind}",
            _SEVERITY[group.kind],
            f"{did}: {ending}. It was not executed.",
            self._at(group.position),
        )

    def _nested(self, pickle: Pickle, depth: int) -> None:
        left = self.limits.pickle_operations
        for position, content in pickle.strings:
            start = content.position if isinstance(content, Blob) else 0
            source: Data = self.data if isinstance(content, Blob) else HeldData(content)
            if not source.read(start, _LEAST).startswith(_OPENINGS):
                continue
            if left <= 0:
                self.log.add(
                    "pickle-nested-many",
                    "warning",
                    "There are more byte strings that look like pickles than are followed.",
                    self._at(position),
                )
                return
            inner = interpret(source, replace(self.limits, pickle_operations=left), start)
            left -= inner.operations + 1
            if _is_pickle(inner, start):
                self._judge_nested(inner, source, position, depth)

    def _judge_nested(self, inner: Pickle, source: Data, position: int, depth: int) -> None:
        where = f"{self.where}, bytes at {position}" if self.where else f"bytes at {position}"
        self.log.add("pickle-nested", "warning", "A byte string holds another pickle.", where)
        if depth < self.limits.pickle_depth:
            _Judge(source, self.limits, self.log, where).judge(inner, depth + 1)
        else:
            self.log.add(
                "pickle-nested-deep",
                "danger",
                "Pickles hold pickles deeper than they are followed.",
                where,
            )

    def _at(self, position: int) -> str:
        return f"{self.where}, byte {position}" if self.where else f"byte {position}"


def judge_pickle(
    pickle: Pickle, data: bytes | Data, limits: Limits, log: FindingLog, where: str = ""
) -> None:
    """Records what a pickle would have done, beyond rebuilding tensors.

    Args:
        pickle: As ``interpret`` followed it.
        data: What it was followed in, for pickles inside it.
        limits: How deep those are followed.
        log: Gets the findings.
        where: What holds the pickle, e.g. the entry of an archive.
    """
    source: Data = HeldData(data) if isinstance(data, bytes) else data
    _Judge(source, limits, log, where).judge(pickle, 1)


def _is_pickle(pickle: Pickle, start: int) -> bool:
    """Whether what was followed is a pickle and not other bytes that begin like one."""
    if pickle.problem:
        return any(kind_of(function) == "dangerous" for function in pickle.globals)
    return bool(pickle.globals) or (pickle.protocol > 0 and pickle.end - start >= _LEAST)


def _keys(state: PickleValue) -> Iterator[str]:
    parts = state.items if isinstance(state, Sequence) else [state]
    for part in parts:
        if isinstance(part, Mapping):
            yield from (key for key, _ in part.texts())


def text_of(arguments: PickleValue) -> str:
    """Arguments of a call for a person: short, and one level deep."""
    if not isinstance(arguments, Sequence):
        return "(…)"
    parts = [_part(item) for item in arguments.items[:3]]
    if len(arguments.items) > 3:
        parts.append("…")
    return f"({', '.join(parts)})"


def _part(value: PickleValue) -> str:
    match value:
        case Global() | Extension():
            return shown(value.path, 40)
        case str():
            return f"'{shown(value, 60)}'"
        case bytes():
            return f"{len(value)} bytes"
        case None | bool() | float():
            return str(value)
        case int():
            return str(value) if abs(value) < 1 << 64 else "a long number"
        case Instance():
            return f"{shown(value.path, 40)}(…)"
        case _:
            return "…"
