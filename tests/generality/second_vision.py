"""A second held-out set of the library's families of images: published sizes, plain options."""

from __future__ import annotations

from building import Table
from definition import EXPORTED, TRACED, Definition, spread_out
from second_diffusion import add_denoisers
from second_encoders import add_encoders
from second_lines import CLASSIFIERS, REPARAMETERISED, SEGMENTERS
from vision_lines import deployed, label, parsed, segmenter, timm_model, torchvision_model


def definitions() -> list[Definition]:
    """All of them, one exporter each, by turns."""
    table = Table()
    for place, line in enumerate(CLASSIFIERS):
        family, name, options, extent = parsed(line)
        package, model = name.split("/")
        video = family in ("r3d", "r2plus1d", "s3d")
        which = EXPORTED if place % 5 == 4 and not video else TRACED
        build = timm_model if package == "timm" else torchvision_model
        built = build(model, options, extent, not spread_out(place))
        table.add(
            family,
            package.replace("tv", "torchvision"),
            f"second-{label(model, line)}",
            built,
            which,
        )
    for place, line in enumerate(SEGMENTERS):
        family, name, options, _ = parsed(line)
        which = EXPORTED if place % 5 == 0 else TRACED
        table.add(family, "smp", f"second-{label(name, line)}", segmenter(name, options), which)
    for line in REPARAMETERISED:
        family, model = line.split("=")
        table.add(family, "timm", f"{model}-deployed", deployed(model), TRACED)
    add_encoders(table)
    add_denoisers(table)
    return table.found
