"""Prints the table of ATen's operators, ``inspector/formats/torch/schemas.txt``.

Each line is an overload: its name, its arguments with a letter for the type, what it returns.
Letters: t tensor, n number, i int, f float, b bool, s text, d anything else; a capital is a list.
"""

from __future__ import annotations

import re

import torch  # noqa: TID253 - the script exists to ask it

_LETTERS = {
    "Tensor": "t", "Optional[Tensor]": "t", "List[Tensor]": "T", "List[Optional[Tensor]]": "T",
    "Optional[List[Tensor]]": "T", "number": "n", "Optional[number]": "n", "int": "i",
    "Optional[int]": "i", "List[int]": "I", "Optional[List[int]]": "I", "float": "f",
    "Optional[float]": "f", "List[float]": "F", "Optional[List[float]]": "F", "bool": "b",
    "Optional[bool]": "b", "List[bool]": "B", "str": "s", "Optional[str]": "s",
}  # fmt: skip
_LEFT_OUT = re.compile(
    r"backward|^_foreach|^_fused_(adam|sgd|moving)|^_sparse|^sparse_|^mkldnn|^miopen|^cudnn_(conv|grid)"
    r"|^special_|^_test|_jvp$|^_nested|^_validate|^fake_quant|^_thnn|^to_sparse|^_cslt|^_to_sparse"
    r"|^_linalg|^_cuda|^_cufft|^_scatter_reduce|^_dirichlet|^_fw_|^_aminmax|^_mps|^_make_|^_coal"
    r"|^nested_|^quantized_|^q_|^_empty|^_embedding_bag_(dense|per)|^_flash|^_efficient"
)


def main() -> None:
    """Prints the table."""
    lines = set()
    for schema in torch._C._jit_get_all_schemas():
        domain, _, name = schema.name.partition("::")
        if domain not in ("aten", "torchvision", "quantized") or _LEFT_OUT.search(name):
            continue
        if any(a.is_out for a in schema.arguments) or schema.overload_name.endswith("_out"):
            continue
        given = [f"{a.name}:{_letter(a.type)}" for a in schema.arguments]
        made = "".join(_letter(r.type) for r in schema.returns)
        prefix = "" if domain == "aten" else f"{domain}."
        if any(a.endswith((":t", ":T")) for a in given) or "t" in made or "T" in made:
            if not name.endswith("_copy") and not (name.endswith("_") and not name.endswith("__")):
                lines.add(f"{prefix}{name}({' '.join(given)}){made}")
    print("\n".join(sorted(lines)))


def _letter(kind: object) -> str:
    return _LETTERS.get(str(kind.annotation_str), "d")


if __name__ == "__main__":
    main()
