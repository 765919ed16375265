"""Draws the fourth set by chance: ``python tests/generality/fourth_draw.py DEV.tsv``.

Writes ``fourth/images.txt`` and ``fourth/words.txt``. Names that DEV.tsv or a table of this folder
has are drawn only where a family has no other left, and then with another number of classes.
"""

from __future__ import annotations

import random
import re
import sys
from pathlib import Path
from typing import Any

from building import load_vision
from fourth_families import BACKBONES, ENCODERS, SEGMENTERS, TIMM, TOO_LARGE, TORCHVISION
from fourth_words import AUTO, PAIRS, SOUNDS, TEXTS

HERE = Path(__file__).parent
SEED = 20264
COUNT = 130
"""Draws of each subject; some cannot be exported."""

DRAWN_SIZES: dict[str, tuple[int, ...]] = {"layers": (2, 3, 4, 5, 6), "heads": (2, 4, 6, 8, 12)}


def taken(labels: Path) -> set[str]:
    """Every word of the tables that exist."""
    files = [labels, *HERE.glob("*.py"), *HERE.glob("*/*.txt")]
    kept = [file for file in files if "fourth" not in str(file.relative_to(file.parents[1]))]
    return {word for file in kept for word in re.findall(r"[\w.-]+", file.read_text("utf-8"))}


def way(chance: random.Random) -> str:
    """Exporter, opset, kind of attention, and what a tool does afterwards."""
    if chance.random() < 0.3:
        made = f"dynamo{chance.choice((18, 20))}" + chance.choice(("", "+eager"))
    else:
        opset = chance.randint(11, 18)
        made = f"torchscript{opset}" + ("+eager" if opset < 14 else chance.choice(("", "+eager")))
    return made + (chance.choice(("+slim", "+half")) if chance.random() < 0.1 else "")


def rows(table: str) -> dict[str, list[str]]:
    """The names after the first word of each line."""
    split = [line.split() for line in table.strip().splitlines()]
    return {family: names for family, *names in split}


def timm_names() -> dict[str, list[str]]:
    """timm's names of each family."""
    load_vision()
    import timm

    names = [name for name in timm.list_models() if not re.search(TOO_LARGE, name)]
    found: dict[str, list[str]] = {}
    for entry in re.split(r"\n|\|(?=\w+ )", TIMM.strip()):
        family, pattern = entry.split(" ", 1)
        found.setdefault(family, []).extend(n for n in names if re.match(pattern, n))
    return found


def image_lines(chance: random.Random, used: set[str]) -> list[str]:
    """A family by chance, then one of its definitions by chance."""
    networks = {family: [f"timm/{n}" for n in names] for family, names in timm_names().items()}
    for family, names in rows(TORCHVISION).items():
        networks.setdefault(family, []).extend(f"tv/{name}" for name in names)
    encoders = rows(ENCODERS)
    families = sorted({*networks, *encoders, *SEGMENTERS})
    lines = []
    for _ in range(COUNT):
        family = chance.choice(families)
        if family in SEGMENTERS:
            lines.append(_segmenter(chance, family))
        elif family not in networks or (family in encoders and chance.random() < 0.4):
            lines.append(_encoder(chance, family, chance.choice(encoders[family])))
        else:
            lines.append(_network(chance, family, networks[family], used))
    return [f"{line} {way(chance)}" for line in lines]


def _segmenter(chance: random.Random, family: str) -> str:
    options = f"classes={chance.randint(1, 21)}"
    return f"smp {family}={SEGMENTERS[family]}/{chance.choice(BACKBONES)}?{options}"


def _network(chance: random.Random, family: str, names: list[str], used: set[str]) -> str:
    fresh = [name for name in names if name.split("/")[1] not in used]
    if fresh:
        return f"network {family}={chance.choice(fresh)}"
    return f"network {family}={chance.choice(names)}?num_classes={chance.randint(2, 400)}"


def _encoder(chance: random.Random, family: str, name: str) -> str:
    import transformers

    known = getattr(transformers, name).config_class().to_dict()
    options: dict[str, Any] = {}
    if "hidden_size" in known and "num_hidden_layers" in known and "depths" not in known:
        options = _sizes(chance)
    elif isinstance(known.get("depths"), list):
        options["depths"] = [chance.randint(2, 4) for _ in known["depths"]]
    if "Classification" in name or "Segmentation" in name:
        options["num_labels"] = chance.randint(2, 300)
    written = ",".join(f"{key}={value!r}" for key, value in options.items())
    return f"encoder {family} {name} 224 {written.replace(' ', '')}"


def _sizes(chance: random.Random) -> dict[str, int]:
    heads = chance.choice(DRAWN_SIZES["heads"])
    width = heads * chance.choice((16, 32))
    return {
        "hidden_size": width,
        "num_hidden_layers": max(4, chance.choice(DRAWN_SIZES["layers"])),
        "num_attention_heads": heads,
        "intermediate_size": width * chance.choice((2, 3, 4)),
    }


def word_lines(chance: random.Random) -> list[str]:
    """A family by chance, a definition, a head that it has, sizes, and a way."""
    kinds: dict[str, list[str]] = {}
    for table in (TEXTS, PAIRS, SOUNDS):
        for kind, (family, _) in table.items():
            kinds.setdefault(family, []).append(kind)
    lines = []
    for _ in range(COUNT):
        kind = chance.choice(kinds[chance.choice(sorted(kinds))])
        heads = chance.choice(DRAWN_SIZES["heads"])
        width = heads * chance.choice((16, 32))
        inner = width * chance.choice((2, 3, 4))
        size = f"{width}x{chance.choice(DRAWN_SIZES['layers'])}x{heads}x{inner}"
        grouped = chance.choice([n for n in (1, 2, heads) if heads % n == 0])
        head, given = _called(chance, kind)
        words = chance.randint(600, 3000)
        lines.append(f"{kind} {head} {given} {size} {grouped} {words} {way(chance)}")
    return lines


def _called(chance: random.Random, kind: str) -> tuple[str, str]:
    if kind not in TEXTS:
        names, ways = {**PAIRS, **SOUNDS}[kind][1]
        return chance.choice(names), chance.choice(ways)
    import transformers
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING

    mappings = {auto: getattr(transformers, auto)._model_mapping for auto in AUTO}
    autos = [auto for auto in AUTO if CONFIG_MAPPING[kind] in mappings[auto]]
    encoder = "AutoModelForMaskedLM" in autos
    auto = chance.choice([a for a in autos if not (encoder and "Causal" in a)])
    model = mappings[auto][CONFIG_MAPPING[kind]]
    name = (model[0] if isinstance(model, tuple) else model).__name__
    if "Causal" in auto and kind not in ("mamba", "mamba2", "rwkv"):
        return name, chance.choice(("text", "present", "past"))
    return name, "boxes" if kind == "layoutlm" else "text"


def main() -> None:
    """Draws both subjects."""
    folder = HERE / "fourth"
    folder.mkdir(exist_ok=True)
    images = image_lines(random.Random(SEED), taken(Path(sys.argv[1])))
    words = word_lines(random.Random(SEED + 1))
    for name, lines in (("images", images), ("words", words)):
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
