"""Keras's layers and functions, written out as ONNX's operators."""

from inspector.ir.normal.dialects.keras import functions, layers
from inspector.ir.normal.dialects.recipes import Write
from inspector.ir.normal.writer import Writer


def _time_distributed(w: Writer) -> None:
    """The layer inside works on each step; for those over the last axis that changes nothing."""
    write = WRITERS.get(w.text("layer"))
    if write is None or w.text("layer") == "TimeDistributed":
        w.add_node("keras.TimeDistributed", list(w.inputs), list(w.outputs), None)
        return
    inner = {name.removeprefix("layer."): value for name, value in w.attributes.items()}
    write(Writer(w.graph, w.inputs, w.outputs, inner, w.origins, infers=True))


WRITERS: dict[str, Write] = {
    **functions.WRITERS,
    **layers.WRITERS,
    "TimeDistributed": _time_distributed,
}
"""Layer or function → how it is written out."""
