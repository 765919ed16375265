"""Statistics of one constant's elements, read only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
import numpy as np
import numpy.typing as npt

from inspector.analysis.report import Problem
from inspector.errors import InspectorError
from inspector.ir import Initializer, Node, Value
from inspector.ir.graph import Array

BINS = 48
_FIRST = 8
_CHUNK = 1 << 20
"""Elements that are widened at a time."""

Floats = npt.NDArray[np.float64]


class TensorSummary(msgspec.Struct):
    """What the elements of a constant are like.

    Attributes:
        dtype: As stored.
        shape: Sizes of all axes.
        elements: How many.
        first: The first elements as text.
        finite: How many of them are numbers; the rest is counted below.
        nan: How many are not a number.
        positive_infinite: How many are +∞.
        negative_infinite: How many are -∞.
        zeros: How many are zero.
        minimum: Of the finite ones; so are the next ones. Complex numbers are told by magnitude.
        maximum: The largest.
        mean: Their mean.
        deviation: Their standard deviation.
        histogram: How many lie in each of equal steps from the smallest to the largest.
        problem: Why there is nothing to tell, None when there is.
    """

    dtype: str
    shape: list[int]
    elements: int
    first: list[str] = []
    finite: int = 0
    nan: int = 0
    positive_infinite: int = 0
    negative_infinite: int = 0
    zeros: int = 0
    minimum: float = 0.0
    maximum: float = 0.0
    mean: float = 0.0
    deviation: float = 0.0
    histogram: list[int] = []
    problem: Problem | None = None


def constant_of(value: Value) -> Initializer | None:
    """The constant that a value is: an initializer, or what a Constant node holds."""
    if value.initializer is not None or value.producer is None:
        return value.initializer
    if value.producer.op_type != "Constant":
        return None
    held = value.producer.attributes.get("value")
    return held if isinstance(held, Initializer) else None


def measure(nodes: Mapping[int, Node], node: int, place: str) -> TensorSummary:
    """Reads a constant of a stored node and says what its elements are like.

    Args:
        nodes: The stored nodes of a model by index.
        node: Index of the stored node.
        place: Number of the input among those that are there, or the name of an attribute.

    Returns:
        The summary; with a problem when there is no such constant or it cannot be read.
    """
    owner = nodes.get(node)
    tensor = _find(owner, place) if owner is not None else None
    if tensor is None:
        gone = Problem("no-tensor", "There is no constant at this place.")
        return TensorSummary("unknown", [], 0, problem=gone)
    return summarise_tensor(tensor)


def _find(node: Node, place: str) -> Initializer | None:
    held = node.attributes.get(place)
    if isinstance(held, Initializer):
        return held
    present = [value for value in node.inputs if value is not None]
    if not place.isdecimal() or int(place) >= len(present):
        return None
    return constant_of(present[int(place)])


def summarise_tensor(tensor: Initializer) -> TensorSummary:
    """Says what the elements of a constant are like.

    Args:
        tensor: It is read if it is not in memory; only its own bytes are.
    """
    summary = TensorSummary(tensor.dtype, list(tensor.shape), tensor.size)
    try:
        elements = _elements(tensor)
    except InspectorError as error:
        summary.problem = Problem(error.code, error.message, error.where, error.help)
        return summary
    except MemoryError:
        message = "Its elements take more memory than the reading process may use."
        summary.problem = Problem("limit-memory", message)
        return summary
    if elements is None:
        message = "Its bytes are not in the file, or cannot be found there."
        summary.problem = Problem("no-elements", message)
        return summary
    flat = elements.reshape(-1)
    summary.first = [_text(element) for element in flat[:_FIRST].tolist()]
    if flat.dtype.kind in "biufc":
        _count(summary, flat)
    return summary


def _elements(tensor: Initializer) -> Array | None:
    if tensor.data is not None:
        return tensor.data
    return tensor.read() if tensor.read is not None else None


def _count(summary: TensorSummary, flat: Array) -> None:
    """Fills in the numbers: one way for the range and the mean, one for what lies around it."""
    total, least, most = 0.0, np.inf, -np.inf
    for chunk in _chunks(flat):
        summary.nan += int(np.isnan(chunk).sum())
        summary.positive_infinite += int(np.isposinf(chunk).sum())
        summary.negative_infinite += int(np.isneginf(chunk).sum())
        summary.zeros += int((chunk == 0).sum())
        numbers = chunk[np.isfinite(chunk)]
        summary.finite += len(numbers)
        if len(numbers):
            least, most = min(least, float(numbers.min())), max(most, float(numbers.max()))
            total += float(numbers.sum())
    if not summary.finite:
        return
    summary.minimum, summary.maximum = least, most
    summary.mean = _clipped(total / summary.finite, least, most)
    _spread(summary, flat)


def _clipped(mean: float, least: float, most: float) -> float:
    """A mean lies between the extremes; sums of huge numbers may say otherwise."""
    return min(max(mean, least), most) if np.isfinite(mean) else least / 2 + most / 2


def _spread(summary: TensorSummary, flat: Array) -> None:
    squares = 0.0
    counts = np.zeros(BINS, dtype=np.int64)
    least, width = summary.minimum, summary.maximum - summary.minimum
    for chunk in _chunks(flat):
        numbers = chunk[np.isfinite(chunk)]
        with np.errstate(over="ignore"):
            squares += float(np.square(numbers - summary.mean).sum())
        if 0 < width < np.inf:
            places = ((numbers - least) / width * BINS).astype(np.int64)
            counts += np.bincount(np.minimum(places, BINS - 1), minlength=BINS)
    deviation = float(np.sqrt(squares / summary.finite))
    summary.deviation = deviation if np.isfinite(deviation) else 0.0
    if 0 < width < np.inf:
        summary.histogram = counts.tolist()


def _chunks(flat: Array) -> Iterator[Floats]:
    """The elements as float64, a piece at a time; complex ones as their magnitudes."""
    for start in range(0, len(flat), _CHUNK):
        piece = flat[start : start + _CHUNK]
        yield (np.abs(piece) if piece.dtype.kind == "c" else piece).astype(np.float64)


def _text(element: object) -> str:
    if isinstance(element, float):
        return f"{element:.6g}"
    if isinstance(element, bytes):
        element = element.decode("utf-8", "replace")
    text = str(element)
    return text if len(text) <= 40 else text[:39] + "…"
