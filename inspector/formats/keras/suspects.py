"""Layers that hold or need code: named in the findings, never touched."""

from __future__ import annotations

from inspector.formats.keras.configuration import Json, layers_of, part
from inspector.formats.log import FindingLog, shown
from inspector.ir.normal.dialects.keras import WRITERS

_OWN_MODULES = ("keras", "tf_keras", "tensorflow.keras", "tensorflow.python.keras")
_DEEPEST = 60
_KNOWN = {*WRITERS, "InputLayer", "Lambda", "TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"}
"""Classes of configurations of Keras 2, which do not say where a class comes from."""


def report(layer: Json, kind: str, name: str, log: FindingLog) -> None:
    """Records what of a layer would run code when Keras loads it.

    Args:
        layer: Its configuration.
        kind: Its class.
        name: Its name.
        log: Gets the findings.
    """
    where = shown(f"{kind} {name}")
    if kind == "Lambda" or _holds_code(layer):
        log.add(
            "lambda-layer",
            "danger",
            "A layer holds Python code, which Keras would run; it was not looked at.",
            where,
        )
    module = layer.get("module")
    registered = layer.get("registered_name")
    foreign = isinstance(module, str) and not module.startswith(_OWN_MODULES)
    unnamed = module is None and isinstance(registered, str)
    older = "module" not in layer and kind not in _KNOWN and layers_of(layer) is None
    if foreign or unnamed or older:
        log.add(
            "custom-object",
            "warning",
            "A layer is none of Keras's own; to run it, code outside the file is loaded. What it "
            "computes is not in the file, and the family may stay unknown for it.",
            where,
        )


def _holds_code(layer: Json) -> bool:
    """Whether a marshalled function stands anywhere in a configuration (but in inner layers)."""
    stack: list[tuple[object, int]] = [(part(layer, "config"), 0)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, dict):
            if value.get("class_name") == "__lambda__" or value.get("function_type") == "lambda":
                return True
            inner: list[object] = [entry for key, entry in value.items() if key != "layers"]
        elif isinstance(value, list):
            inner = value
        else:
            continue
        if depth < _DEEPEST:
            stack += [(entry, depth + 1) for entry in inner if isinstance(entry, dict | list)]
    return False
