"""Files of weights only from the definitions: ``python tests/generality/weights.py FOLDER``.

Models are built on no device, and a safetensors file with names, types and shapes is written of
each; its data is a hole, which takes no room. Then ``inspector evaluate FOLDER/labels.tsv FOLDER``
counts them.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import torch
from definition import Definition

HEADER = ["file", "family", "source", "model"]
NAMES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.int64: "I64"}


def state(definition: Definition) -> dict[str, Any]:
    """Parameters and buffers by name; on the processor where a definition computes with some."""
    try:
        with torch.device("meta"):
            module, _ = definition.build()
    except Exception:  # noqa: BLE001 - definitions raise anything without values
        module, _ = definition.build()
    return module.state_dict()  # type: ignore[no-any-return]


def write(tensors: dict[str, Any], path: Path) -> None:
    """Writes a safetensors file whose data is all zeros."""
    header: dict[str, Any] = {}
    end = 0
    for name, tensor in tensors.items():
        if tensor.dtype not in NAMES:
            continue
        start, end = end, end + tensor.numel() * tensor.element_size()
        header[name] = {
            "dtype": NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [start, end],
        }
    text = json.dumps(header).encode()
    with path.open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        stream.flush()
        os.truncate(stream.fileno(), 8 + len(text) + end)


def main() -> None:
    """Writes a file for each definition of the groups that are asked for."""
    from make import definitions, load_packages

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--group", action="append", required=True)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    load_packages()
    with (chosen.folder / "labels.tsv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter="\t", lineterminator="\n")
        table.writerow(HEADER)
        for definition in (d for group in chosen.group for d in definitions(group)):
            file = f"{definition.source}__{definition.model}.safetensors".replace("/", "_")
            try:
                write(state(definition), chosen.folder / file)
            except Exception as error:  # noqa: BLE001 - a package may be missing
                print(f"{file}: {type(error).__name__}: {error}"[:200], file=sys.stderr)
                continue
            table.writerow([file, definition.family, definition.source, definition.model])


if __name__ == "__main__":
    main()
