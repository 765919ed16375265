"""ATen, PyTorch's operators, written out as what its ONNX exporters write.

Arguments are looked up by the names of PyTorch's own schemas. An operator that works in place
(``add_``) is written out as the one that does not.
"""

from __future__ import annotations

from collections.abc import Callable

from inspector.ir.normal.dialects.aten import (
    attention,
    convolution,
    indexing,
    layout,
    making,
    normalisation,
    pointwise,
    products,
    recurrent,
    reductions,
)
from inspector.ir.normal.dialects.aten.call import entered
from inspector.ir.normal.writer import Writer

_GROUPS = (
    pointwise,
    reductions,
    layout,
    indexing,
    convolution,
    products,
    normalisation,
    attention,
    recurrent,
    making,
)
_ENTRIES = {name: entry for group in _GROUPS for name, entry in group.ENTRIES.items()}

WRITERS: dict[str, Callable[[Writer], None]] = {
    f"{name}{place}": entered(entry) for name, entry in _ENTRIES.items() for place in ("", "_")
}
"""Operator without its overload → how it is written out."""
