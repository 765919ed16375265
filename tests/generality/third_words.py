"""A third held-out set of the library's families of language, speech, series and tables.

The folder ``third`` tells them, one checkpoint a line: ``family checkpoint Class input way
option=value,...``. A way is exporter and opset, with ``+eager`` where attention is written out and
with what a tool did to the file afterwards (``changes``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from building import Table
from changes import CHANGES
from definition import EXPORTED, TRACED, Built, Definition
from second_building import CACHES, SIZES, Line, Make, axes, inner, parsed, text_model
from second_pairs import pair_model
from second_pixels import tower_model
from second_sounds import series_model, sound_model
from third_nets import fill

FOLDER = Path(__file__).parent / "third"

KINDS: dict[str, Make] = {
    "encoders": text_model,
    "decoders": text_model,
    "pairs": pair_model,
    "speech": sound_model,
    "series": series_model,
    "towers": tower_model,
}
"""What builds the lines of a file."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a file is made.

    Attributes:
        exporter: ``torchscript`` or ``dynamo``.
        opset: Operator set.
        eager: Whether attention is written out.
        change: What a tool does afterwards, or empty.
    """

    exporter: str
    opset: int
    eager: bool
    change: str


def way(word: str) -> Way:
    """Of ``torchscript14+eager+slim``."""
    exporter, *more = word.split("+")
    name = TRACED if exporter.startswith(TRACED) else EXPORTED
    change = next((part for part in more if part in CHANGES), "")
    return Way(name, int(exporter.removeprefix(name)), "eager" in more, change)


def definitions() -> list[Definition]:
    """All of them."""
    table = Table()
    for name, make in KINDS.items():
        for text in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            _add(table, text, make)
    fill(table)
    return table.found


def _add(table: Table, text: str, make: Make) -> None:
    *start, word, options = [*text.split(maxsplit=5), ""][:6]
    line, made = parsed(" ".join([*start, options]).strip()), way(word)
    size = SIZES[len(table.found) % 4]

    def build() -> Built:
        model, inputs = make(line, size)
        part = inner(model)
        if hasattr(part, "set_experts_implementation"):
            part.set_experts_implementation("batched_mm" if made.exporter == EXPORTED else "eager")
        if made.eager and hasattr(part, "set_attn_implementation"):
            part.set_attn_implementation("eager")
        return model, inputs

    label = "-".join(filter(None, ["third", line.checkpoint, line.given, made.change]))
    table.add(line.family, "transformers", label.replace(":", ""), build, made.exporter)
    definition = table.found[-1]
    definition.exporters, definition.change = ((made.exporter, made.opset),), made.change
    definition.outputs = _outputs(line, size)
    if made.exporter == TRACED and make is text_model and line.given != "choice":
        definition.dynamic = axes(line.given, size["l"])


def _outputs(line: Line, size: dict[str, Any]) -> int:
    if line.given in CACHES:
        return int(2 * size["l"] + 1)
    return 1 if line.given in ("ids", "sound_pair") else 4
