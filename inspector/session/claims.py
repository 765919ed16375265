"""What a signature's text says of models, without parsing it as a signature."""

from __future__ import annotations

import re
from dataclasses import dataclass

_KEY = re.compile(r"^(\w+)\s*:\s*([^\n#]*)", re.MULTILINE)
_NAME = r"(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[^\s,\[\]{}\"'#:-][^,\[\]{}\n#:]*)"
_FILE = re.compile(rf"\bfile:\s*{_NAME}")
_BARE = re.compile(rf"(?:^\s*-\s+|[\[,]\s*){_NAME}(?=\s*(?:[,\]#\n]|$))", re.MULTILINE)
_INNER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Claims:
    """What a text says.

    Attributes:
        family: The family that it is the signature of, empty for a block.
        examples: File names that it must match.
        counterexamples: File names that it must not.
    """

    family: str = ""
    examples: frozenset[str] = frozenset()
    counterexamples: frozenset[str] = frozenset()


def claims_of(text: str) -> Claims:
    """Reads them off a text, which may be broken elsewhere."""
    keys = list(_KEY.finditer(text))
    ends = [*(key.start() for key in keys[1:]), len(text)]
    parts = {key[1]: text[key.start() : end] for key, end in zip(keys, ends, strict=False)}
    told = {key[1]: key[2].strip().strip("\"'") for key in keys}
    family = told.get("family") or told.get("reports") or ""
    return Claims(
        family, _files(parts.get("examples", "")), _files(parts.get("counterexamples", ""))
    )


def _files(part: str) -> frozenset[str]:
    """The files of a list: ``{file: a.onnx, ...}``, or only ``a.onnx``."""
    bare = part
    while _INNER.search(bare):
        bare = _INNER.sub("", bare)
    found = [*_FILE.finditer(part), *_BARE.finditer(bare)]
    return frozenset(each[1].strip().strip("\"'") for each in found)
