"""OpenVINO's operators (opsets 1 to 16, and layers of IR versions before 10).

https://docs.openvino.ai/2025/documentation/openvino-ir-format/operation-sets.html
"""

from inspector.ir.normal.dialects.openvino import (
    elementwise,
    layout,
    legacy,
    linear,
    recurrent,
    selection,
)
from inspector.ir.normal.dialects.recipes import Write
from inspector.ir.normal.writer import Writer


def _either(mark: str, older: Write, newer: Write) -> Write:
    """One of two operators of a name: the older one has an attribute that the newer one lacks."""

    def write(w: Writer) -> None:
        (older if mark in w.attributes else newer)(w)

    return write


_NEWER: dict[str, Write] = {
    **elementwise.WRITERS,
    **linear.WRITERS,
    **layout.WRITERS,
    **selection.WRITERS,
    **recurrent.WRITERS,
}

CALLS = frozenset({"TensorIterator"})
"""Operators whose body is taken in once."""

WRITERS: dict[str, Write] = {
    **_NEWER,
    **legacy.WRITERS,
    **{
        name: _either(mark, older, _NEWER.get(name, older))
        for name, (mark, older) in legacy.TWICE.items()
    },
}
"""Operator → how it is written out."""
