"""PyTorch's operators of the domain ``higher_order``: they execute graphs among their arguments."""

from __future__ import annotations

from collections.abc import Callable

from inspector.ir.normal.writer import Writer

CALLS = frozenset(
    {"cond", "while_loop", "map", "map_impl", "scan", "associative_scan", "invoke_subgraph"}
    | {"wrap", "wrap_with_set_grad_enabled", "wrap_with_autocast", "wrap_activation_checkpoint"}
    | {"tag_activation_checkpoint", "hints_wrapper", "strict_mode", "local_map_hop"}
)
WRITERS: dict[str, Callable[[Writer], None]] = {}
