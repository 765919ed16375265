"""Dialects: the operators of other formats, written out as ONNX's.

A reader stores nodes as its format has them, each with the dialect's name as ``Node.domain``
(``tflite``, ``aten`` ...). When the normal form is built, the dialect's module here writes every
such node out as plain ONNX operators of the newest operator set, weights in ONNX's axis order.
Everything after that step knows ONNX only.

A dialect is one module (or package) with a table ``WRITERS``: operator → function of a
``Writer``. An operator that is not in the table stays under its own name, ``tflite.FOO``. It may
name ``CALLS``, the operators that execute a graph among their attributes on their last operands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module

from inspector.ir.normal.graph import NormalGraph
from inspector.ir.normal.soundness import UNSOUND, is_sound
from inspector.ir.normal.writer import Attributes, Writer

Write = Callable[[Writer], None]

DIALECTS: Mapping[str, str] = {
    "aten": "inspector.ir.normal.dialects.aten",
    "coreml": "inspector.ir.normal.dialects.coreml",
    "higher_order": "inspector.ir.normal.dialects.aten.control",
    "keras": "inspector.ir.normal.dialects.keras",
    "mil": "inspector.ir.normal.dialects.mil",
    "onnx.early": "inspector.ir.normal.dialects.early",
    "openvino": "inspector.ir.normal.dialects.openvino",
    "operator": "inspector.ir.normal.dialects.aten.scalars",
    "quantized": "inspector.ir.normal.dialects.aten.quantized",
    "tf": "inspector.ir.normal.dialects.tensorflow.graph",
    "tflite": "inspector.ir.normal.dialects.tensorflow.lite",
    "torchvision": "inspector.ir.normal.dialects.aten.vision",
}
"""Domain of the stored nodes → module with its ``WRITERS``; imported when it is first met."""


_UNFIT = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a writer raises for a node whose inputs or attributes do not fit its operator."""


@cache
def _writers(domain: str) -> Mapping[str, Write]:
    module = DIALECTS.get(domain)
    if module is None:
        return {}
    writers: Mapping[str, Write] = import_module(module).WRITERS
    return writers


def translate(
    graph: NormalGraph,
    domain: str,
    op: str,
    inputs: list[int],
    outputs: list[int],
    attributes: Attributes,
    origins: list[int],
) -> bool:
    """Adds the plain nodes that a node of a dialect stands for.

    Args:
        graph: Where they are added.
        domain: The node's domain.
        op: Its operator.
        inputs: Its input values, ABSENT for one left out.
        outputs: The values it makes; the plain nodes make them instead.
        attributes: Its attributes, as the reader stored them.
        origins: Stored nodes behind it.

    Returns:
        False when no dialect knows the operator, or the node does not fit it (then nothing is
        added).
    """
    write = _writers(domain).get(op)
    if write is None:
        return False
    first = len(graph.ops)
    try:
        write(Writer(graph, list(inputs), outputs, attributes, origins, infers=True))
    except _UNFIT:
        for node in reversed(range(first, len(graph.ops))):
            graph.remove_node(node)
        return False
    for node in range(first, len(graph.ops)):
        if not is_sound(graph.ops[node], graph.inputs[node]):
            graph.ops[node] = f"{UNSOUND}{op}"
    return True


def calls(domain: str, op: str) -> bool:
    """Tells whether a node executes a graph among its attributes on its own operands.

    Args:
        domain: The node's domain.
        op: Its operator.
    """
    module = DIALECTS.get(domain)
    return module is not None and op in getattr(import_module(module), "CALLS", ())
