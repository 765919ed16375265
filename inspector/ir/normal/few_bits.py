"""Products with weights that are stored in few bits, and what ONNX Runtime fuses around them.

Inputs and attributes are those of its operator schemas
(https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inspector.ir.normal.attentions import extent
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Writer

Write = Callable[[Writer], None]

ACTIVATIONS = {"silu": "SiLU", "swish": "SiLU", "swiglu": "SiLU", "gelu": "Gelu", "relu": "Relu"}
"""Names that fused operators give activations."""


@dataclass(frozen=True, slots=True)
class Product:
    """One product among the inputs of a fused operator.

    Attributes:
        columns: Attribute that holds the number of its results.
        bias: Place of its bias, 99 where it has none.
    """

    columns: str
    bias: int = 99


def _linear(w: Writer, value: int, product: Product, output: int = ABSENT) -> int:
    """A product of a value with a weight of ``K`` rows and so many columns."""
    weight = w.constant((int(w.number("K")), int(w.number(product.columns))))
    bias = w.input(product.bias)
    made = w.make("MatMul", [value, weight], None, output if bias < 0 else ABSENT)
    return made if bias < 0 else w.make("Add", [made, bias], None, output)


def _single(bias: int) -> Write:
    def write(w: Writer) -> None:
        _linear(w, w.input(0), Product("N", bias), w.output())

    return write


def _by_rows(bias: int, packing: int) -> Write:
    """The weight is stored ``[N, K]``, so many elements to a stored one."""

    def write(w: Writer) -> None:
        shape = w.shape(w.input(1))
        rows, columns = extent(shape, -1), extent(shape, 0)
        known = None if rows is None or columns is None else (rows * packing, columns)
        w.rename(w.add(w.make("MatMul", [w.input(0), w.constant(known)]), w.input(bias)))

    return write


def _by_shape(w: Writer) -> None:
    """The weight's shape is an input of its own."""
    data = w.data(w.input(2))
    shape = None if data is None else tuple(int(entry) for entry in data.ravel())
    w.make("MatMul", [w.input(0), w.constant(shape)], None, w.output())


def _adapted(w: Writer) -> None:
    """A product and a low-rank one beside it."""
    base = _linear(w, w.input(0), Product("N"))
    rank = extent(w.shape(w.input(3)), 0)
    down = w.make("MatMul", [w.input(0), w.constant((int(w.number("K")), rank))])
    up = w.make("MatMul", [down, w.constant((rank, int(w.number("N"))))])
    w.make("Add", [base, up], None, w.output())


def _normalised(w: Writer, total: int) -> int:
    """The value that fused products read: summed with a skip and normalised, where these are."""
    value = w.input(0)
    if w.input(1) >= 0:
        value = w.make("Add", [value, w.input(1)], None, w.output(total))
    scale = w.input(2)
    return value if scale < 0 else w.make("RMSNormalization", [value, scale], {"axis": -1})


def _gated(w: Writer) -> None:
    """Two products of one normalised value, the first activated and multiplied with the second."""
    value = _normalised(w, 1)
    gate, up = _linear(w, value, Product("N", 5)), _linear(w, value, Product("N", 8))
    activated = w.make(ACTIVATIONS.get(w.text("activation", "silu"), "SiLU"), [gate])
    w.make("Mul", [activated, up], None, w.output())


def _projections(w: Writer) -> None:
    """Queries, keys and values of one normalised value."""
    value = _normalised(w, 3)
    for place, product in enumerate((Product("Nq", 5), Product("Nkv", 8), Product("Nkv", 11))):
        if w.output(place) >= 0:
            _linear(w, value, product, w.output(place))


def _gather(columns: str) -> Write:
    """Rows of a packed table."""

    def write(w: Writer) -> None:
        shape = w.shape(w.input(0))
        width = int(w.number(columns)) if columns else -1
        table = w.constant((extent(shape, 0) or 1, width))
        if not columns and shape is not None and len(shape) != 2:
            table = w.constant(shape)
        w.make("Gather", [table, w.input(1)], {"axis": 0}, w.output())

    return write


def _experts(places: Sequence[int]) -> Write:
    """Routed experts: a feed-forward network, with a gate where there is a third weight."""

    def write(w: Writer) -> None:
        first, second, third = (w.input(place) for place in places)
        x = w.input(0)
        routed = w.graph.add_value()
        chosen = [w.make("Softmax", [w.input(1)], {"axis": -1})]
        w.add_node("TopK", chosen, [routed, w.graph.add_value()], {"axis": -1})
        name = w.text("activation_type", "relu")
        hidden = w.make(ACTIVATIONS.get(name, "Relu"), [w.make("MatMul", [x, _turned(w, first)])])
        if third >= 0 or name == "swiglu":
            hidden = w.make("Mul", [hidden, w.make("MatMul", [x, _turned(w, third)])])
        value = w.make("MatMul", [hidden, _turned(w, second)])
        w.make("Mul", [value, routed], None, w.output())

    return write


def _turned(w: Writer, weight: int) -> int:
    shape = w.shape(weight)
    if shape is None or len(shape) < 2:
        return w.constant((1, 1, 1))
    return w.constant((*shape[:-2], shape[-1], shape[-2]))


def _routed(w: Writer) -> None:
    """A router's scores, and the first half of the feed-forward network of a shared expert."""
    shape, router = w.shape(w.input(1)), int(w.number("router_size"))
    rows, columns = extent(shape, 0), extent(shape, 1)
    half = None if columns is None else (columns - router) // 2
    w.make("MatMul", [w.input(0), w.constant((rows, router))], None, w.output())
    gate, up = (w.make("MatMul", [w.input(0), w.constant((rows, half))]) for _ in range(2))
    if w.output(1) >= 0:
        w.make("Mul", [w.make("SiLU", [gate]), up], None, w.output(1))


def _grouped_router(w: Writer) -> None:
    """Experts chosen by the sigmoid of their scores and a bias."""
    scores = w.input(0)
    if w.input(2) >= 0:
        scores = w.make("MatMul", [scores, w.input(2)])
    weights = w.make("Sigmoid", [scores])
    chosen = w.add(weights, w.input(1))
    w.rename(chosen, 0)
    w.rename(chosen, 1)
    w.rename(weights, 2)


_MS = "com.microsoft."
FEW_BITS: dict[str, Write] = {
    _MS + "MatMulNBits": _single(5),
    _MS + "MatMulBnb4": _single(99),
    _MS + "MatMulPacked": _single(99),
    _MS + "MatMulFpQ4": _by_shape,
    _MS + "MatMulBlockQuantizedFp8Weight": _by_rows(4, packing=1),
    _MS + "MatMulBlockQuantizedFp4Weight": _by_rows(5, packing=2),
    _MS + "MatMulNBitsMlp": _gated,
    _MS + "MatMulNBitsQkv": _projections,
    _MS + "MatMulNBitsQLoRA": _adapted,
    _MS + "GatherBlockQuantized": _gather(""),
    _MS + "GatherPacked": _gather("K"),
    _MS + "MoE": _experts((2, 4, 6)),
    _MS + "QMoE": _experts((2, 5, 8)),
    _MS + "MoEPacked": _experts((2, 4, 3)),
    _MS + "MoEGroupRouter": _grouped_router,
    _MS + "RouterGateUpProj": _routed,
}
"""Operator → how it is written out."""
