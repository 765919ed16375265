"""A fourth set of families of images, drawn by chance (``fourth_draw``).

A line of ``fourth/images.txt`` is ``network``, ``smp`` or ``encoder``, a line as in the third set,
and a way: exporter and opset, ``+eager`` where attention is written out, and what a tool did.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from building import PATCHES, Table, image
from definition import Built, Definition
from fourth_words import attempts
from third_vision import PLAIN, options_of
from third_words import Way, way
from vision_lines import label, parsed, segmenter, timm_model, torchvision_model

FILE = Path(__file__).parent / "fourth" / "images.txt"

Made = tuple[str, str, str, Callable[[], Built]]
"""Family, source, name and what builds it."""


def definitions() -> list[Definition]:
    """All of them."""
    table = Table()
    makers = {"network": _network, "smp": _segmenter, "encoder": _encoder}
    for text in FILE.read_text(encoding="utf-8").splitlines():
        what, rest = text.split(" ", 1)
        line, word = rest.rsplit(" ", 1)
        made = way(word)
        family, source, name, build = makers[what](line, made)
        kept = "-".join(filter(None, [f"fourth{len(table.found)}", name, made.change]))
        table.add(family, source, kept, build, made.exporter)
        definition = table.found[-1]
        definition.exporters, definition.change = attempts(made), made.change
    return table.found


def _network(line: str, made: Way) -> Made:
    family, name, options, extent = parsed(line)
    package, model = name.split("/")
    make = timm_model if package == "timm" else torchvision_model
    build = make(model, options, extent, not made.eager)
    return family, package.replace("tv", "torchvision"), label(model, line), build


def _segmenter(line: str, _: Way) -> Made:
    family, name, options, _extent = parsed(line)
    return family, "smp", label(name, line), segmenter(name, options)


def _encoder(line: str, made: Way) -> Made:
    family, name, extent, *given = line.split()

    def build() -> Built:
        import transformers

        model_class = getattr(transformers, name)
        sizes = {**PATCHES, "image_size": int(extent)} if family in PLAIN else {}
        if family == "yolos":
            sizes["image_size"] = [int(extent)] * 2
        model = model_class(model_class.config_class(**{**sizes, **options_of("".join(given))}))
        if made.eager and hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        return model, image(int(extent))

    return family, "transformers", f"{name}-{extent}", build
