"""Shapes of the values that one node makes, worked out from its inputs' by the ONNX package."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from inspector.ir.graph import Initializer, Shape
from inspector.ir.normal.graph import NormalGraph

if TYPE_CHECKING:
    import onnx
    from onnx.defs import OpSchema

SAME_SHAPE = frozenset({"SiLU", "QuickGelu", "FusedRotaryEmbedding"})
"""Operators of the normal form that ONNX does not have; all keep their first input's shape."""

_FRAGILE = frozenset({"DictVectorizer", "EyeLike", "LabelEncoder", "RegexFullMatch", "If", "Loop"})
"""Operators whose inference is not safe without all types, or needs nested graphs."""


def infer_outputs(
    graph: NormalGraph,
    op: str,
    inputs: list[int],
    outputs: list[int],
    attributes: dict[str, object],
) -> None:
    """Completes shapes and element types of a node's outputs where they are not known.

    Args:
        graph: Whose values are completed.
        op: An operator of ONNX's newest operator set, or of ``SAME_SHAPE``.
        inputs: Values it reads.
        outputs: Values it makes.
        attributes: Its attributes.
    """
    missing = [v for v in outputs if v >= 0 and _is_vague(graph.shapes[v])]
    if not missing or op in _FRAGILE:
        return
    if op in SAME_SHAPE:
        graph.shapes[outputs[0]] = graph.shapes[inputs[0]]
        graph.dtypes[outputs[0]] = graph.dtypes[inputs[0]]
        return
    schema = _schema(op)
    if schema is None:
        return
    for value, (dtype, shape) in _inferred(graph, schema, op, inputs, outputs, attributes).items():
        stated = graph.shapes[value]
        if _is_vague(stated) and (stated is None or shape is None or len(shape) == len(stated)):
            graph.shapes[value] = stated if shape is None else shape
        if graph.dtypes[value] == "unknown":
            graph.dtypes[value] = dtype


def _is_vague(shape: Shape | None) -> bool:
    """Whether a shape tells no more than its rank."""
    return shape is None or (len(shape) > 0 and all(extent is None for extent in shape))


@cache
def _schema(op: str) -> OpSchema | None:
    from onnx import defs

    try:
        return defs.get_schema(op)
    except defs.SchemaError:
        return None


def _inferred(
    graph: NormalGraph,
    schema: OpSchema,
    op: str,
    inputs: list[int],
    outputs: list[int],
    attributes: dict[str, object],
) -> dict[int, tuple[str, Shape | None]]:
    from onnx import checker, helper, numpy_helper, shape_inference

    names = [f"v{value}" if value >= 0 else "" for value in inputs]
    made = [f"v{value}" if value >= 0 else "" for value in outputs]
    given = {k: v for k, v in attributes.items() if not isinstance(v, Initializer)}
    failures = (
        checker.ValidationError,
        shape_inference.InferenceError,
        ArithmeticError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    )
    try:
        node = helper.make_node(op, names, made)
        node.attribute.extend(helper.make_attribute(k, v) for k, v in given.items())
        types = {f"v{v}": _type(graph, v) for v in inputs if v >= 0}
        data = {
            f"v{v}": numpy_helper.from_array(found)
            for v in inputs
            if v >= 0 and (found := graph.data[v]) is not None
        }
        try:
            found_types = shape_inference.infer_node_outputs(schema, node, types, data)
        except checker.ValidationError:
            # Other formats mix element types where ONNX wants one; the shape is the same.
            _unify(types, inputs)
            found_types = shape_inference.infer_node_outputs(schema, node, types)
    except failures:
        return {}
    return {int(name[1:]): _read(kind) for name, kind in found_types.items() if name}


def _unify(types: dict[str, onnx.TypeProto], inputs: list[int]) -> None:
    """Gives all inputs the element type of the first."""
    given = [f"v{value}" for value in inputs if value >= 0]
    for name in given[1:]:
        types[name].tensor_type.elem_type = types[given[0]].tensor_type.elem_type


def _type(graph: NormalGraph, value: int) -> onnx.TypeProto:
    """A value's type; an element type that is not known counts as float32."""
    from onnx import helper

    code = _codes().get(graph.dtypes[value], 1)
    return helper.make_tensor_type_proto(code, graph.shapes[value])


@cache
def _codes() -> dict[str, int]:
    from onnx import TensorProto

    names = {"float": "float32", "double": "float64"}
    return {
        names.get(name.lower(), name.lower()): code
        for name, code in TensorProto.DataType.items()
        if code
    }


@cache
def _names() -> dict[int, str]:
    return {code: name for name, code in _codes().items()}


def _read(kind: onnx.TypeProto) -> tuple[str, Shape | None]:
    tensor = kind.tensor_type
    dtype = _names().get(tensor.elem_type, "unknown")
    if not tensor.HasField("shape"):
        return dtype, None
    return dtype, tuple(
        d.dim_value if d.HasField("dim_value") else (d.dim_param or None) for d in tensor.shape.dim
    )
