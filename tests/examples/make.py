"""Makes the examples of the signatures: ``python -m tests.examples.make ROOT...``.

``signatures/examples/sources.tsv`` says what each is made from: a file below one of the roots (an
export of a published definition), or a drawing of this folder. What is in none of the roots is
left as it is.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import sys
from pathlib import Path

import onnx

from inspector.formats.onnx.graph_only import graph_only
from tests.examples.classifiers import classifiers
from tests.examples.detectors import detectors
from tests.examples.parts import parts
from tests.examples.tables import tables

EXAMPLES = Path(__file__).parents[2] / "signatures" / "examples"

DRAWN = "drawn"
"""Source of what is drawn here."""


def sources() -> list[dict[str, str]]:
    """The rows of the table: file, source, path."""
    with (EXAMPLES / "sources.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def read(row: dict[str, str], roots: list[Path]) -> onnx.ModelProto | None:
    """The model that a row speaks of, None where no root has it."""
    if row["source"] == DRAWN:
        return {**classifiers(), **detectors(), **parts(), **tables()}[row["path"]]()
    for root in roots:
        if (root / row["path"]).is_file():
            return onnx.load(root / row["path"], load_external_data=False)
    return None


def main() -> None:
    """Makes all files of the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("roots", nargs="*", type=Path, help="folders of exported models")
    parser.add_argument("--only", default="", help="files whose name has this in it")
    chosen = parser.parse_args()
    for row in sources():
        if chosen.only not in row["file"]:
            continue
        model = read(row, chosen.roots)
        if model is None:
            print(f"{row['file']}: no root has {row['path']}", file=sys.stderr)
            continue
        data = graph_only(model).SerializeToString(deterministic=True)
        (EXAMPLES / f"{row['file']}.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
