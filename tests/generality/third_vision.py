"""A third held-out set of the library's families of images, after what is published most."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from building import PATCHES, Table, image
from definition import EXPORTED, TRACED, Built, Definition, spread_out
from third_diffusion import add_denoisers
from vision_lines import label, parsed, segmenter, timm_model, torchvision_model

TABLES = Path(__file__).parent / "third"

TRACED_ONLY = ("r3d", "r2plus1d", "s3d")
"""Families whose averages over a clip the other exporter refuses."""

PLAIN = ("vit", "deit_distilled", "beit", "dinov2", "dinov3", "siglip", "sam_vision", "yolos")
"""Families whose configuration takes the sizes of a plain vision transformer."""

OLDEST = {"SiglipVisionModel": 14, "MobileViTV2ForImageClassification": 18}
"""Opset from which these can be exported."""


def definitions() -> list[Definition]:
    """All of them, one exporter each, by turns."""
    table = Table()
    for line in _lines("images.txt"):
        _add_classifier(table, line)
    for line in _lines("segmenters.txt"):
        family, name, options, _ = parsed(line)
        which = EXPORTED if len(table.found) % 5 == 1 else TRACED
        table.add(family, "smp", f"third-{label(name, line)}", segmenter(name, options), which)
    for line in _lines("image_encoders.txt"):
        _add_encoder(table, line)
    add_denoisers(table)
    return table.found


def _lines(name: str) -> list[str]:
    return (TABLES / name).read_text(encoding="utf-8").splitlines()


def _add_classifier(table: Table, line: str) -> None:
    line, _, finish = line.partition("+")
    family, name, options, extent = parsed(line)
    package, model = name.split("/")
    place = len(table.found)
    exported = place % 5 == 3 and not finish and family not in TRACED_ONLY
    make = timm_model if package == "timm" else torchvision_model
    build = make(model, options, extent, not spread_out(place))
    source = package.replace("tv", "torchvision")
    kept = "-".join(part for part in ("third", label(model, line), finish) if part)
    table.add(family, source, kept, build, EXPORTED if exported else TRACED)
    table.found[-1].change = finish


def _add_encoder(table: Table, line: str) -> None:
    family, name, extent, given = line.split(maxsplit=3)
    place = len(table.found)

    def build() -> Built:
        import transformers

        model_class = getattr(transformers, name)
        sizes = _plain(int(extent)) if family in PLAIN else {}
        config = model_class.config_class(**{**sizes, **options_of(given)})
        model = model_class(config)
        if spread_out(place) and hasattr(model, "set_attn_implementation"):
            model.set_attn_implementation("eager")
        return model, image(int(extent))

    which = EXPORTED if place % 5 == 2 else TRACED
    table.add(family, "transformers", f"third-{name}-{extent}", build, which)
    made = table.found[-1]
    made.exporters = tuple((how, max(opset, OLDEST.get(name, 11))) for how, opset in made.exporters)


def _plain(extent: int) -> dict[str, Any]:
    patch = 14 if extent % 14 == 0 and extent < 224 else 16
    return {**PATCHES, "image_size": extent, "patch_size": patch}


def options_of(given: str) -> dict[str, Any]:
    call = ast.parse(f"f({given})", mode="eval").body
    assert isinstance(call, ast.Call)
    return {str(word.arg): ast.literal_eval(word.value) for word in call.keywords}
