"""Parameter trees: a model of which only the weights are stored.

Such a file holds no operators and no data flow, and none is made up: the graph's nodes are the
modules that own parameters, inferred from names and shapes, its initializers are the parameters,
and nothing connects the nodes. ``Model.basis`` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector.formats.building import GraphBuilder
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.reader import Progress
from inspector.formats.weights.adapters import tell_adapter
from inspector.formats.weights.layers import infer_layer
from inspector.formats.weights.packing import TAILS, packed_weight
from inspector.ir import Graph, Initializer, Value

DOMAIN = "parameters"
"""Domain of the nodes: they are modules, not operators."""

_SEPARATORS = re.compile(r"[./]")
_VARIABLE = re.compile(r":\d+$")
_NUMBER = re.compile(r"(\d+)")
_MOST_PARTS = 48


@dataclass(slots=True)
class NamedTensor:
    """A parameter.

    Attributes:
        name: As stored, e.g. ``encoder.layer.0.attention.query.weight``.
        tensor: Its type, shape and place.
        note: How it is stored, where its element type does not tell (``Q4_K``).
    """

    name: str
    tensor: Initializer
    note: str = ""


class TreeBuilder:
    """Makes the graphs of one model of parameters.

    Args:
        limits: What the tensors may claim.
        log: Told of those that cannot be.
        progress: Told how far the work is.
    """

    def __init__(self, limits: Limits, log: FindingLog, progress: Progress) -> None:
        self._builder = GraphBuilder(DOMAIN, limits, log, progress)
        self._log = log

    def graph(
        self,
        tensors: Iterable[NamedTensor],
        classes: Mapping[str, str] | None = None,
        *,
        natural: bool = False,
    ) -> Graph:
        """The modules that own some parameters.

        Args:
            tensors: In stored order.
            classes: Names of the modules' classes by scope, where the file states them.
            natural: Order modules by name, numbers by value: for formats that store by size.

        Raises:
            LimitExceededError: There are too many.
        """
        tensors = list(tensors)
        tell_adapter([(named.name, named.tensor) for named in tensors], self._log)
        owners = _owners(tensors)
        scopes = sorted(owners, key=natural_key) if natural else list(owners)
        graph = Graph()
        for scope in scopes:
            self._module(graph, scope, owners[scope], (classes or {}).get(scope, ""))
        return graph

    def _module(self, graph: Graph, scope: str, owned: dict[str, NamedTensor], stated: str) -> None:
        values: list[Value | None] = []
        notes: set[str] = set()
        for named in owned.values():
            named.tensor.shape = self._builder.shape(named.tensor.shape, named.name)
            name = self._builder.text(named.name)
            values.append(self._builder.constant(graph, name, named.tensor))
            notes.add(named.note or named.tensor.dtype)
        kind, attributes = _layer(scope, owned)
        attributes["stored"] = ", ".join(sorted(notes))
        if stated:
            attributes["class"] = self._builder.text(stated)
        self._builder.node(
            graph,
            kind,
            values,
            [],
            attributes,
            name=self._builder.text(scope),
            scope="/".join(_SEPARATORS.split(self._builder.text(scope))[:-1]),
        )


def _owners(tensors: Iterable[NamedTensor]) -> dict[str, dict[str, NamedTensor]]:
    """Parameters by the module that owns them and their last name.

    A module's own tokens and tables (``cls_token``) are modules of their own beside its layers.
    """
    owners: dict[str, dict[str, NamedTensor]] = {}
    for named in tensors:
        parts = _SEPARATORS.split(_VARIABLE.sub("", named.name), _MOST_PARTS)
        at = _weight_place(parts)
        scope, leaf = ".".join(parts[:at]), ".".join(parts[at:])
        owned = owners.setdefault(scope, {})
        while leaf in owned:
            leaf += "'"
        owned[leaf] = named
    split: dict[str, dict[str, NamedTensor]] = {}
    for scope, owned in owners.items():
        kind, _ = _layer(scope, owned)
        if kind == "Parameters" and set(owned) != {"weight"}:
            for leaf, named in owned.items():
                split.setdefault(f"{scope}.{leaf}" if scope else leaf, {})[""] = named
        else:
            split.setdefault(scope, {}).update(owned)
    return split


def _weight_place(parts: list[str]) -> int:
    """Where the name of a parameter begins; of what belongs to a packed weight, with that."""
    for at in (-3, -2):
        if len(parts) >= -at and parts[at] == "weight" and parts[at + 1] in TAILS:
            return len(parts) + at
    return len(parts) - 1


def _layer(scope: str, owned: Mapping[str, NamedTensor]) -> tuple[str, dict[str, object]]:
    """The layer that owns some parameters; a packed weight counts as what it stands for."""
    packed = packed_weight({leaf: named.tensor for leaf, named in owned.items()})
    if packed is None:
        return infer_layer(scope, {leaf: named.tensor.shape for leaf, named in owned.items()})
    shapes = {leaf: owned[leaf].tensor.shape for leaf in ("bias",) if leaf in owned}
    kind, attributes = infer_layer(scope, {"weight": packed[1], **shapes})
    attributes["packed"], attributes["shape"] = packed[0], list(packed[1])
    return kind, attributes


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """Sorts ``layer.2`` before ``layer.10``."""
    parts = (part for part in _NUMBER.split(text) if part)
    return [
        (1, int(part[:18]), part) if part[0].isdecimal() and part.isascii() else (0, 0, part)
        for part in parts
    ]


def parameter_place(
    named: NamedTensor, offset: int, length: int, available: int, log: FindingLog
) -> None:
    """Sets where a tensor's bytes are, or tells that they cannot be there.

    Args:
        named: The tensor.
        offset: Its first byte in the file.
        length: Its bytes.
        available: Bytes of the file.
        log: Gets the finding.
    """
    if min(offset, length) >= 0 and offset + length <= available:
        named.tensor.offset, named.tensor.length = offset, length
        return
    log.add(
        "tensor-outside-file",
        "warning",
        f"A tensor's bytes would lie at {offset}, {length} long, outside the file.",
        shown(named.name),
    )
