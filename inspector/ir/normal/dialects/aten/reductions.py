"""Reductions over axes, sorting and running sums."""

from __future__ import annotations

from math import inf

from inspector.ir.normal.dialects.aten.call import Call, Entry
from inspector.ir.normal.graph import ABSENT


def _axes(c: Call, name: str = "dim") -> list[int]:
    """The axes that are reduced, none when all are."""
    axes, rank = c.integers(name), c.rank(c.x)
    return [axis + rank if axis < 0 and rank is not None else axis for axis in axes]


def reduce(c: Call, op: str, value: int, output: int = ABSENT, *, keep: bool | None = None) -> int:
    """Adds a reduction of a value over the operator's axes."""
    axes = _axes(c)
    inputs = [value, c.w.integers(axes)] if axes else [value]
    keeps = c.flag("keepdim") if keep is None else keep
    return c.make(op, inputs, {"keepdims": int(keeps)}, output)


def _reduced(op: str) -> Entry:
    def write(c: Call) -> None:
        reduce(c, op, c.x, c.out)

    return write


def _logical(op: str) -> Entry:
    def write(c: Call) -> None:
        number = c.make("Cast", [c.x], {"to": 6})
        c.make("Cast", [reduce(c, op, number)], {"to": 9}, c.out)

    return write


def _extreme(op: str, reduction: str, place: str) -> Entry:
    """``max`` and ``min``: of two values, of all elements, or along an axis with its places."""

    def write(c: Call) -> None:
        if c.given("other"):
            c.make(op, [c.x, c.operand("other", c.x)], None, c.out)
            return
        reduce(c, reduction, c.x, c.out)
        if c.given("dim") and c.w.output(1) >= 0:
            _places(c, place, c.w.output(1))

    return write


def _places(c: Call, op: str, output: int) -> None:
    axis, value = c.axis("dim"), c.x
    if not c.given("dim"):
        value = c.make("Reshape", [c.x, c.w.integers([-1])])
    attributes: dict[str, object] = {"axis": axis, "keepdims": int(c.flag("keepdim"))}
    c.make(op, [value], attributes, output)


def _arg(op: str) -> Entry:
    def write(c: Call) -> None:
        _places(c, op, c.out)

    return write


def _norm(c: Call) -> None:
    order = c.number("ord" if c.given("ord") else "p", 2.0)
    if order in (1.0, 2.0):
        reduce(c, "ReduceL2" if order == 2.0 else "ReduceL1", c.x, c.out)
        return
    size = c.make("Abs", [c.x])
    if order in (inf, -inf):
        reduce(c, "ReduceMax" if order > 0 else "ReduceMin", size, c.out)
        return
    total = reduce(c, "ReduceSum", c.make("Pow", [size, c.scalar(order)]))
    c.make("Pow", [total, c.scalar(1.0 / order if order else 1.0)], None, c.out)


def _variance(c: Call, output: int = ABSENT) -> int:
    """The mean of the squared distance from the mean, corrected for a sample by default."""
    mean = reduce(c, "ReduceMean", c.x, keep=True)
    distance = c.make("Sub", [c.x, mean])
    square = c.make("Mul", [distance, distance])
    axes = _axes(c)
    count = 1
    for axis in axes:
        count *= c.extent(c.x, axis) or 0
    correction = c.number("correction", float(c.flag("unbiased", True)))
    if not correction or count <= correction:
        return reduce(c, "ReduceMean", square, output)
    spread = reduce(c, "ReduceMean", square)
    return c.make("Mul", [spread, c.scalar(count / (count - correction))], None, output)


def _var(c: Call) -> None:
    _variance(c, c.out)


def _std(c: Call) -> None:
    c.make("Sqrt", [_variance(c)], None, c.out)


def _var_mean(c: Call) -> None:
    _variance(c, c.out)
    reduce(c, "ReduceMean", c.x, c.w.output(1))


def _std_mean(c: Call) -> None:
    c.make("Sqrt", [_variance(c)], None, c.out)
    reduce(c, "ReduceMean", c.x, c.w.output(1))


def _cumulative(op: str) -> Entry:
    def write(c: Call) -> None:
        axis = c.w.integers([c.axis("dim")])
        c.like(c.make(op, [c.x, axis], None, c.out), c.x)

    return write


def _top(c: Call) -> None:
    count = c.value("k")
    count = c.w.integers([c.integer("k", 1)]) if count < 0 else count
    attributes: dict[str, object] = {
        "axis": c.axis("dim", -1),
        "largest": int(c.flag("largest", True)),
    }
    c.w.add_node("TopK", [c.x, count], _two(c), attributes)


def _two(c: Call) -> list[int]:
    return [c.w.output(0), c.w.output(1)]


def _sorted(c: Call, outputs: list[int]) -> None:
    axis = c.axis("dim", -1)
    extent = c.extent(c.x, axis)
    count = c.w.integers([extent]) if extent is not None else _length(c, axis)
    attributes: dict[str, object] = {"axis": axis, "largest": int(c.flag("descending"))}
    c.w.add_node("TopK", [c.x, count], outputs, attributes)


def _length(c: Call, axis: int) -> int:
    shape = c.make("Shape", [c.x])
    return c.make("Gather", [shape, c.w.integers([axis])], {"axis": 0})


def _sort(c: Call) -> None:
    _sorted(c, _two(c))


def _argsort(c: Call) -> None:
    _sorted(c, [c.w.graph.add_value(), c.out])


ENTRIES: dict[str, Entry] = {
    "mean": _reduced("ReduceMean"),
    "sum": _reduced("ReduceSum"),
    "nansum": _reduced("ReduceSum"),
    "prod": _reduced("ReduceProd"),
    "amax": _reduced("ReduceMax"),
    "amin": _reduced("ReduceMin"),
    "logsumexp": _reduced("ReduceLogSumExp"),
    "any": _logical("ReduceMax"),
    "all": _logical("ReduceMin"),
    "max": _extreme("Max", "ReduceMax", "ArgMax"),
    "min": _extreme("Min", "ReduceMin", "ArgMin"),
    "argmax": _arg("ArgMax"),
    "argmin": _arg("ArgMin"),
    "norm": _norm,
    "linalg_vector_norm": _norm,
    "linalg_norm": _norm,
    "frobenius_norm": _norm,
    "var": _var,
    "std": _std,
    "var_mean": _var_mean,
    "std_mean": _std_mean,
    "cumsum": _cumulative("CumSum"),
    "cumprod": _cumulative("CumProd"),
    "topk": _top,
    "sort": _sort,
    "argsort": _argsort,
}
