"""Adds nodes to a graph in the one form that all of PyTorch's formats are stored in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inspector.formats.errors import LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.ir import Graph, Node, Value

Arguments = Iterable[tuple[str, object]]
"""Name and what is given: None, bool, int, float, str, Value, Initializer, Graph or a list."""


OWN_DOMAINS = frozenset(
    {"aten", "prim", "prims", "operator", "higher_order", "quantized", "quantized_decomposed"}
    | {"torchvision", "torchao", "profiler", "c10", "mkldnn", "mkldnn_prepacked", "inductor"}
)
"""Domains of operators that come with PyTorch or its sibling packages."""
EFFECTS = frozenset({"save", "from_file"})
"""Operators that do something else than compute."""


class NodeMaker:
    """Numbers nodes in the order they are added, over all graphs of a model.

    Args:
        limits: Whose ``nodes`` holds.
        where: The file, for the error.
        log: Told of operators that do more than compute, and of foreign ones.
    """

    def __init__(self, limits: Limits, where: str, log: FindingLog) -> None:
        self._limits = limits
        self._where = where
        self._log = log
        self._next = 0

    def reserve(self) -> int:
        """The index of the next node.

        Raises:
            LimitExceededError: There are too many.
        """
        if self._next >= self._limits.nodes:
            raise LimitExceededError(
                f"There are more than {self._limits.nodes} nodes.", where=self._where
            )
        self._next += 1
        return self._next - 1

    def add(
        self,
        graph: Graph,
        kind: tuple[str, str],
        arguments: Arguments,
        outputs: Sequence[Value],
        *,
        scope: str = "",
        index: int | None = None,
    ) -> Node:
        """Adds a node.

        Args:
            graph: To which it is added.
            kind: Domain and operator.
            arguments: What the operator is called with, in order.
            outputs: The values it makes.
            scope: Module path.
            index: Its number when that was reserved before.
        """
        self._judge(kind, scope)
        inputs: list[Value | None] = []
        names: list[str] = []
        attributes: dict[str, object] = {}
        for name, given in arguments:
            if isinstance(given, Value):
                inputs.append(given)
                names.append(name)
            elif isinstance(given, list | tuple):
                _add_list(name, given, inputs, names, attributes)
            elif given is not None:
                attributes[name] = int(given) if isinstance(given, bool) else given
        if names:
            attributes = {"arguments": names, **attributes}
        return graph.add_node(
            self.reserve() if index is None else index,
            kind[1],
            inputs,
            list(outputs),
            domain=kind[0],
            attributes=attributes,
            scope=scope,
        )

    def _judge(self, kind: tuple[str, str], scope: str) -> None:
        domain, op = kind
        if op in EFFECTS:
            self._log.add(
                "side-effect",
                "warning",
                f"The operator {shown(op)} does more than compute; it is never run here.",
                scope,
            )
        elif domain not in OWN_DOMAINS:
            self._log.add(
                "custom-operator",
                "warning",
                f"The operator {shown(domain)}.{shown(op)} is not PyTorch's; whoever runs the "
                "model runs a library that is not in the file.",
                scope,
            )


def _add_list(
    name: str,
    given: Sequence[object],
    inputs: list[Value | None],
    names: list[str],
    attributes: dict[str, object],
) -> None:
    """Splits a list into the values it holds and the numbers, 0 standing where a value is."""
    numbers: list[object] = []
    for place, entry in enumerate(given):
        if isinstance(entry, Value):
            inputs.append(entry)
            names.append(f"{name}[{place}]")
            numbers.append(0)
        elif isinstance(entry, bool):
            numbers.append(int(entry))
        else:
            numbers.append(0 if entry is None else entry)
    if any(entry is not None and not isinstance(entry, Value) for entry in given) or not given:
        attributes[name] = numbers
