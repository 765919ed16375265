"""Adapters: files that hold small changes to the weights of a model, and not the model.

Names as PEFT, diffusers, kohya's scripts and LyCORIS write them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from inspector.formats.log import FindingLog
from inspector.ir import Initializer

_KINDS = {
    "LoRA": re.compile(
        r"(^|[._])lora_(A|B|a|b|up|down|mid|embedding_[AB]|magnitude_vector)([._]|$)"
    ),
    "LoHa": re.compile(r"[._]hada_[wt]\d"),
    "LoKr": re.compile(r"[._]lokr_[wt]\d"),
    "IA³": re.compile(r"[._]ia3_l([._]|$)"),
    "prompt tuning": re.compile(r"(^|[._])prompt_embeddings$"),
}
_REDUCING = re.compile(r"lora_(A|a|down)([._]|$)")
_LEAST = 0.5
"""Share of the parameters, other than their scales, that an adapter's names have."""


def tell_adapter(tensors: Sequence[tuple[str, Initializer]], log: FindingLog) -> None:
    """Says so when parameters are those of an adapter.

    Args:
        tensors: Parameters by name.
        log: Gets the finding.
    """
    held = [(name, tensor) for name, tensor in tensors if not name.endswith(".alpha")]
    for kind, pattern in _KINDS.items():
        found = [(name, tensor) for name, tensor in held if pattern.search(name)]
        if not found or len(found) < _LEAST * len(held):
            continue
        ranks = {t.shape[0] for name, t in found if t.shape and _REDUCING.search(name)}
        rank = f" of rank {ranks.pop()}" if len(ranks) == 1 else ""
        log.add(
            "adapter-weights",
            "info",
            f"The file holds an adapter ({kind}{rank}): {len(found)} tensors that change the "
            "weights of another model, which is not in it.",
        )
        return
