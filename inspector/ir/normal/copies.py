"""A matrix that is stored more than once is one constant."""

from __future__ import annotations

from inspector.ir.normal.graph import NormalGraph


def share_copies(graph: NormalGraph) -> None:
    """Makes all readers of copies read the first one, so that patterns see what layers share."""
    first: dict[tuple[object, ...], int] = {}
    for value, tensor in enumerate(graph.tensors):
        if tensor is not None and tensor.content:
            known = first.setdefault((tensor.dtype, tensor.shape, tensor.content), value)
            graph.replace_value(value, known)
