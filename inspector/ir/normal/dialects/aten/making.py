"""Operators that make tensors, and the arithmetic of sizes."""

from __future__ import annotations

import numpy as np

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.dialects.aten.layout import ONNX_TYPES
from inspector.ir.normal.graph import MAX_DATA


def _typed(c: Call, data: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> None:
    c.copy(c.w.graph.add_constant(data))


def _range(c: Call) -> None:
    names = ("start", "end", "step")
    if not any(c.value(name) >= 0 for name in names):
        start, end, step = c.number("start"), c.number("end"), c.number("step", 1.0) or 1.0
        count = (end - start) / step
        if 0 <= count <= MAX_DATA:
            whole = all(number == int(number) for number in (start, end, step))
            dtype = c.text("dtype") or ("int64" if whole else "float32")
            kind = np.int64 if dtype.startswith("int") else np.float32
            _typed(c, np.arange(start, end, step).astype(kind))
            return
    defaults = (0, 1, 1)
    bounds = [
        value if (value := c.operand(name)) >= 0 else c.scalar_index(default)
        for name, default in zip(names, defaults, strict=True)
    ]
    made = c.make("Range", bounds, None, c.out)
    if c.w.shape(made) is None:
        c.w.graph.shapes[made] = (None,)


def _filled(name: str, number: float | None) -> Entry:
    """A tensor of one number: of the sizes given, or of another tensor's."""

    def write(c: Call) -> None:
        size = c.vector("size") if c.given("size") else c.make("Shape", [c.x])
        filled = number if number is not None else c.number(name)
        made = c.make("Expand", [c.scalar(filled, c.out), size], None, c.out)
        if c.w.shape(made) is None:
            sizes = c.sizes("size")
            c.w.graph.shapes[made] = tuple(sizes) if sizes else c.w.shape(c.x)

    return write


def _filled_like(name: str, number: float | None) -> Entry:
    def write(c: Call) -> None:
        filled = number if number is not None else c.number(name)
        value = c.make("Expand", [c.scalar(filled, c.x), c.make("Shape", [c.x])], None, c.out)
        c.like(value, c.x)

    return write


def _scalar(c: Call) -> None:
    value = c.operand("s" if c.given("s") else "data")
    if value >= 0:
        c.copy(value)
    else:
        c.copy(c.w.constant(()))


def _unknown(c: Call) -> None:
    """A tensor that depends on nothing and whose elements do not matter."""
    shape = c.w.shape(c.out)
    if shape is None and c.given("size"):
        shape = tuple(c.sizes("size"))
    c.copy(c.w.constant(shape))


def _random(op: str) -> Entry:
    def write(c: Call) -> None:
        made = c.make(op, [c.x] if op.endswith("Like") else [], None, c.out)
        if op.endswith("Like"):
            c.like(made, c.x)

    return write


def _size(c: Call) -> None:
    shape = c.make("Shape", [c.x])
    if not c.given("dim"):
        c.copy(shape)
        return
    c.make("Gather", [shape, c.scalar_index(c.axis("dim"))], {"axis": 0}, c.out)


def _count(c: Call) -> None:
    c.make("Size", [c.x], None, c.out)


def _number(dtype: str) -> Entry:
    """A number taken out of a tensor of one element."""

    def write(c: Call) -> None:
        graph = c.w.graph
        if graph.dtypes[c.x] == dtype or not dtype:
            c.copy(c.x)
        else:
            c.make("Cast", [c.x], {"to": ONNX_TYPES[dtype]}, c.out)

    return write


def _extreme(op: str) -> Entry:
    """Of numbers, which stand in a list or one by one."""

    def write(c: Call) -> None:
        c.make(op, [value for value in c.w.inputs if value >= 0], None, c.out)

    return write


ENTRIES: dict[str, Entry] = {
    "arange": _range,
    "linspace": _unknown,
    "logspace": _unknown,
    "eye": _unknown,
    "hann_window": _unknown,
    "hamming_window": _unknown,
    "tril_indices": _unknown,
    "triu_indices": _unknown,
    "empty": _unknown,
    "empty_strided": _unknown,
    "empty_permuted": _unknown,
    "zeros": _filled("", 0.0),
    "ones": _filled("", 1.0),
    "full": _filled("fill_value", None),
    "new_zeros": _filled("", 0.0),
    "new_ones": _filled("", 1.0),
    "new_full": _filled("fill_value", None),
    "new_empty": _filled("", 0.0),
    "zeros_like": _filled_like("", 0.0),
    "ones_like": _filled_like("", 1.0),
    "full_like": _filled_like("fill_value", None),
    "empty_like": _filled_like("", 0.0),
    "fill": _filled_like("value", None),
    "zero": _filled_like("", 0.0),
    "scalar_tensor": _scalar,
    "tensor": _scalar,
    "rand": _random("RandomUniform"),
    "randn": _random("RandomNormal"),
    "randint": _random("RandomUniform"),
    "rand_like": _random("RandomUniformLike"),
    "randn_like": _random("RandomNormalLike"),
    "normal": _random("RandomNormalLike"),
    "uniform": _random("RandomUniformLike"),
    "bernoulli": _random("Bernoulli"),
    "size": _size,
    "sym_size": _size,
    "_shape_as_tensor": _size,
    "numel": _count,
    "sym_numel": _count,
    "item": _number(""),
    "_local_scalar_dense": _number(""),
    "Int": _number("int64"),
    "IntImplicit": _number("int64"),
    "ScalarImplicit": _number(""),
    "Float": _number("float32"),
    "FloatImplicit": _number("float32"),
    "Bool": _number("bool"),
    "NumToTensor": _number(""),
    "sym_max": _extreme("Max"),
    "sym_min": _extreme("Min"),
}
