"""Nodes held against ONNX's own definitions of operators (https://onnx.ai/onnx/operators/)."""

from __future__ import annotations

from inspector.formats.log import FindingLog, shown, some
from inspector.ir.graph import Model, Node

_ALIAS = {"ai.onnx": ""}
_DEFINED = frozenset({"", "ai.onnx.ml"})

_OTHERS = frozenset({"SimplifiedLayerNormalization"})
"""Operators that ONNX Runtime has in ONNX's own domain, and its tools write there."""

Required = tuple[tuple[int, str], ...]
"""Position and name of each input that must be given."""


def compare(model: Model, log: FindingLog) -> None:
    """Looks for nodes that lack inputs, and for operators that ONNX does not have.

    Args:
        model: Freshly read.
        log: Gets the findings.
    """
    definitions = _Definitions(model.opsets)
    functions = {(domain, name) for domain, name, _ in model.functions}
    unknown: dict[str, None] = {}
    for body in [*model.graphs.values(), *model.functions.values()]:
        for node in body.walk():
            domain = _ALIAS.get(node.domain, node.domain)
            if domain not in _DEFINED or (node.domain, node.op_type) in functions:
                continue
            required = definitions.required(domain, node.op_type)
            if required is None and node.op_type in _OTHERS:
                continue
            if required is None:
                unknown[node.op_type] = None
            else:
                _check_inputs(node, required, log)
    if unknown:
        log.add(
            "unknown-operators",
            "info",
            f"ONNX has no operators of these names: {some(list(unknown))}.",
        )


def _check_inputs(node: Node, required: Required, log: FindingLog) -> None:
    given = node.inputs
    lacking = [name for at, name in required if at >= len(given) or given[at] is None]
    if lacking:
        log.add(
            "missing-input",
            "warning",
            f"#{node.index} {shown(node.op_type)} lacks its input {some(lacking)}.",
            shown(node.name),
        )


class _Definitions:
    """Looks up operators once each, in the version of the operator set that the file names."""

    def __init__(self, opsets: dict[str, int]) -> None:
        from onnx import defs

        self._defs = defs
        self._opsets = opsets
        self._known: dict[tuple[str, str], Required | None] = {}

    def required(self, domain: str, name: str) -> Required | None:
        """The inputs an operator needs, None when there is no such operator."""
        key = (domain, name)
        if key not in self._known:
            self._known[key] = self._look_up(domain, name)
        return self._known[key]

    def _look_up(self, domain: str, name: str) -> Required | None:
        defs = self._defs
        newest = defs.onnx_opset_version()
        version = min(max(self._opsets.get(domain, newest), 1), newest)
        for each in (version, newest):
            try:
                schema = defs.get_schema(name, each, domain)
            except (defs.SchemaError, UnicodeError):
                continue
            single = defs.OpSchema.FormalParameterOption.Single
            return tuple(
                (place, parameter.name)
                for place, parameter in enumerate(schema.inputs)
                if parameter.option == single
            )
        return None
