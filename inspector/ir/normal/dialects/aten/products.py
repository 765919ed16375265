"""Products of matrices."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.dialects.aten.layout import swap
from inspector.ir.normal.graph import ABSENT


def linear(c: Call, value: int, weight: int, bias: int = ABSENT, output: int = ABSENT) -> int:
    """Adds x·Wᵀ + b, the weight stored as [in, out]."""
    rank = c.rank(weight)
    if rank == 1:
        product = c.make("MatMul", [value, weight], None, output if bias < 0 else ABSENT)
    else:
        turned = swap(c, weight, 0, 1)
        product = c.make("MatMul", [value, turned], None, output if bias < 0 else ABSENT)
    return product if bias < 0 else c.make("Add", [product, bias], None, output)


def _linear(c: Call) -> None:
    weight, bias = c.value("weight"), c.value("bias")
    if c.rank(c.x) == 2 and c.rank(weight) == 2:
        inputs = [c.x, weight] if bias < 0 else [c.x, weight, bias]
        c.make("Gemm", inputs, {"transB": 1}, c.out)
        return
    linear(c, c.x, weight, bias, c.out)


def _bilinear(c: Call) -> None:
    first, second = c.value("input1"), c.value("input2")
    product = c.make("Einsum", [first, c.value("weight"), second], {"equation": b"bi,oij,bj->bo"})
    c.copy(c.w.add(product, c.value("bias")))


def _product(left: str, right: str) -> Entry:
    def write(c: Call) -> None:
        c.make("MatMul", [c.value(left), c.value(right)], None, c.out)

    return write


def _added(left: str, right: str) -> Entry:
    """Beta · self + alpha · left·right."""

    def write(c: Call) -> None:
        first, second, bias = c.value(left), c.value(right), c.value("self")
        alpha, beta = c.number("alpha", 1.0), c.number("beta", 1.0)
        if right == "mat2" and alpha == beta == 1.0:
            c.make("Gemm", [first, second, bias], None, c.out)
            return
        product = c.make("MatMul", [first, second])
        if alpha != 1.0:
            product = c.make("Mul", [product, c.scalar(alpha)])
        if beta == 0.0:
            c.copy(product)
            return
        if beta != 1.0:
            bias = c.make("Mul", [bias, c.scalar(beta)])
        c.make("Add", [bias, product], None, c.out)

    return write


def _dot(c: Call) -> None:
    c.make("MatMul", [c.w.input(0), c.w.input(1)], None, c.out)


def _einsum(c: Call) -> None:
    equation = c.text("equation").replace(" ", "")
    c.make("Einsum", c.values("tensors"), {"equation": equation.encode()}, c.out)


def _outer(c: Call) -> None:
    first = c.make("Unsqueeze", [c.w.input(0), c.w.integers([1])])
    c.make("Mul", [first, c.w.input(1)], None, c.out)


def _distance(c: Call) -> None:
    rows = c.make("Unsqueeze", [c.value("x1"), c.w.integers([-2])])
    columns = c.make("Unsqueeze", [c.value("x2"), c.w.integers([-3])])
    difference = c.make("Sub", [rows, columns])
    c.make("ReduceL2", [difference, c.w.integers([-1])], {"keepdims": 0}, c.out)


ENTRIES: dict[str, Entry] = {
    "linear": _linear,
    "_linear": _linear,
    "mkldnn_linear": _linear,
    "bilinear": _bilinear,
    "mm": _product("self", "mat2"),
    "bmm": _product("self", "mat2"),
    "mv": _product("self", "vec"),
    "matmul": _product("self", "other"),
    "linalg_matmul": _product("self", "other"),
    "addmm": _added("mat1", "mat2"),
    "addbmm": _added("batch1", "batch2"),
    "baddbmm": _added("batch1", "batch2"),
    "addmv": _added("mat", "vec"),
    "dot": _dot,
    "vdot": _dot,
    "inner": _dot,
    "einsum": _einsum,
    "outer": _outer,
    "ger": _outer,
    "cdist": _distance,
    "_cdist_forward": _distance,
}
