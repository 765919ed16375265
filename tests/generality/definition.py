"""What is to be exported: one published model definition with its options."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

UNKNOWN = ""
"""Label of a model whose family is not in the library."""

Inputs = dict[str, Any]
Built = tuple[Any, Inputs]
"""A module and the named tensors it is called with."""


@dataclass(slots=True)
class Definition:
    """A model to export.

    Attributes:
        family: The family it belongs to, or ``UNKNOWN``.
        source: Package of the definition.
        model: What was built, with its options; part of the file's name.
        build: Makes the module and its inputs.
        exporters: ``dynamo`` or ``torchscript`` with the opset.
        dynamic: Axes that stay symbolic with the tracing exporter, per input.
        outputs: How many of the tensors that the module returns are kept.
        change: Word of what a tool does with the exported file (``changes``), or empty.
    """

    family: str
    source: str
    model: str
    build: Callable[[], Built]
    exporters: tuple[tuple[str, int], ...]
    dynamic: dict[str, dict[int, str]] = field(default_factory=dict)
    outputs: int = 4
    change: str = ""

    def files(self) -> list[tuple[str, str, int]]:
        """(file name, exporter, opset) of every export."""
        stem = f"{self.source}__{self.model}".replace("/", "_")
        return [(f"{stem}__{name}{opset}.onnx", name, opset) for name, opset in self.exporters]


OPSETS = (14, 17, 16, 18, 15)
"""Opsets of the tracing exporter, by turns."""

OLD_OPSETS = (11, 12, 13)
"""Opsets that lack fused attention, by turns."""

BOTH = "both"
TRACED = "torchscript"
EXPORTED = "dynamo"


def spread_out(turn: int) -> bool:
    """Whether attention is written out in products and a softmax, every third time."""
    return turn % 3 == 0


def exporters(which: str, turn: int) -> tuple[tuple[str, int], ...]:
    """Exporters of a definition; ``turn`` varies the opset."""
    opsets = OLD_OPSETS if spread_out(turn) else OPSETS
    traced = (TRACED, opsets[turn // 3 % len(opsets)])
    exported = (EXPORTED, (18, 20)[turn % 2])
    return {BOTH: (traced, exported), TRACED: (traced,), EXPORTED: (exported,)}[which]
