"""Models that no table here had before, of families that the library does not know.

They come from the packages' own definitions with random weights. What is a listed family's network
under another name was left out before anything was scanned, or is in ``foreign_same.py``.
"""

from __future__ import annotations

import strange_diffusers
import strange_networks
import strange_packages
import strange_transformers
import strange_trees
from building import Table
from definition import BOTH, UNKNOWN, Definition, spread_out

TIMM = """
cnn/image classifier: regnetz_005 regnetz_d8_evos cspnext_s resnet50_clip_gap
hybrid/image classifier: halonet50ts lambda_resnet50ts cpubone_nano lowformer_e2 iformer_l
    efficientvim_m3
transformer/image classifier: naflexvit_base_patch16_parfac_gap
    vit_mediumd_patch16_rope_reg1_gap_256
"""


def definitions() -> list[Definition]:
    """All of them; the exporter to try first stands first, every sixth time the newer one."""
    table = Table()
    for package, names in strange_packages.NAMES.items():
        for name in _kinds(names):
            table.add(UNKNOWN, package, name, strange_packages.build(package, name), BOTH)
    for package, name, _, parts in strange_networks.lines():
        table.add(UNKNOWN, package, name, strange_networks.built(parts), BOTH)
    for name, _, options, inputs in strange_diffusers.lines():
        table.diffusers(UNKNOWN, name, name, options, inputs, BOTH)
    for name in strange_trees.NAMES:
        table.add(UNKNOWN, "converted", name, strange_trees.build(name))
        table.found[-1].exporters = (("converter", strange_trees.OPSET),)
    for line in strange_transformers.lines():
        make = strange_transformers.build(line, spread_out(len(table.found)))
        table.add(UNKNOWN, "transformers", line[0], make, BOTH)
    for name in _kinds(TIMM):
        table.timm(UNKNOWN, name, BOTH)
    for definition in table.found[1::6]:
        definition.exporters = definition.exporters[::-1]
    return table.found


def described() -> dict[str, tuple[str, str]]:
    """(architecture, type) by model, by the packages' own descriptions."""
    found: dict[str, str] = {}
    for names in strange_packages.NAMES.values():
        found.update(_kinds(names))
    found.update({line[1]: line[2] for line in strange_networks.lines()})
    found.update({line[0]: line[1] for line in strange_diffusers.lines()})
    found.update({line[0]: line[1] for line in strange_transformers.lines()})
    found.update(_kinds(TIMM))
    found.update({name: strange_trees.kind(name) for name in strange_trees.NAMES})
    return {name: ([*kind.split("/"), ""])[:2] for name, kind in found.items()}  # type: ignore[misc]


def _kinds(table: str) -> dict[str, str]:
    """Architecture and type by name."""
    found: dict[str, str] = {}
    kind = ""
    for line in table.strip().splitlines():
        names = line
        if not line.startswith(" "):
            kind, _, names = line.partition(":")
        found.update(dict.fromkeys(names.split(), kind))
    return found
