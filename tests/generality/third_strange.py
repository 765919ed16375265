"""A third set of models that the library does not know, which are met in the wild.

Faces, matting, documents, speech, music, tables, recipes, the towers of multimodal models and
denoisers, each of its package's own definition with random weights.
"""

from __future__ import annotations

import strange_transformers
import third_diffusers
import third_networks
import third_packages
import third_transformers
from building import Table
from definition import BOTH, UNKNOWN, Definition, spread_out


def definitions() -> list[Definition]:
    """All of them; the exporter to try first stands first, every fourth time the newer one."""
    table = Table()
    for line in third_packages.lines():
        package = line[0].partition(":")[0].partition(".")[0]
        table.add(UNKNOWN, package, line[1], third_packages.build(line), BOTH)
    for name, _, options, inputs in third_diffusers.lines():
        table.diffusers(UNKNOWN, name, name, options, inputs, BOTH)
    for words in third_transformers.lines():
        make = strange_transformers.build(words, spread_out(len(table.found)))
        table.add(UNKNOWN, "transformers", words[0], make, BOTH)
    for name in third_networks.MADE:
        table.add(UNKNOWN, "own", name, third_networks.build(name), BOTH)
    for definition in table.found[1::4]:
        definition.exporters = definition.exporters[::-1]
    return table.found


def described() -> dict[str, tuple[str, str]]:
    """(architecture, type) by model, by the packages' own descriptions."""
    found = {line[1]: line[2] for line in third_packages.lines()}
    found.update({line[0]: line[1] for line in third_diffusers.lines()})
    found.update({line[0]: line[1] for line in third_transformers.lines()})
    found.update(dict.fromkeys(third_networks.MADE, "cnn/object detector"))
    return {name: ([*kind.split("/"), ""])[:2] for name, kind in found.items()}  # type: ignore[misc]
