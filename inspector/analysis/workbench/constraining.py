"""What several nodes have in common, as constraints of a pattern."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.analysis.workbench.records import RegionNode
from inspector.patterns.syntax import Comparison, Width

WIDTH_NAMES = "CDEFGHKMN"


class Constraints:
    """Writes constraints; widths that are related in every region share a variable."""

    def __init__(self) -> None:
        self._widths: dict[tuple[int, ...], Width] = {}

    def of(self, nodes: list[RegionNode]) -> list[Comparison]:
        """What nodes of all regions have in common."""
        attributes = [node.attributes for node in nodes]
        found: list[Comparison] = []
        kernels = [a.get("kernel") for a in attributes]
        if all(isinstance(kernel, list) for kernel in kernels):
            found += _sizes("kernel", kernels)
            strides = [a.get("stride") for a in attributes]
            plain = all(s is None or s in (1, [1] * len(_listed(s))) for s in strides)
            if not plain and all(isinstance(s, list) for s in strides):
                found += _sizes("stride", strides)
        if all(a.get("depthwise") for a in attributes):
            found.append(Comparison("depthwise", "set"))
        elif all(isinstance(a.get("group"), int) and "kernel" in a for a in attributes):
            groups = {a["group"] == 1 for a in attributes}
            if len(groups) == 1:
                single = groups.pop()
                found.append(Comparison("group", "=" if single else ">", (Width(offset=1),)))
        for key in ("in", "out"):
            widths = [a.get(key) for a in attributes]
            if all(isinstance(width, int) and width > 1 for width in widths):
                tied = self._width(tuple(int(w) for w in widths if isinstance(w, int)))
                if tied is not None:
                    found.append(Comparison(key, "=", (tied,)))
        words = {a.get("activation") for a in attributes}
        if len(words) == 1 and isinstance(word := words.pop(), str) and word:
            found.append(Comparison("activation", "=", (word,)))
        return found

    def _width(self, widths: tuple[int, ...]) -> Width | None:
        """A width as a variable, or as a small multiple of one seen before, in every region."""
        if widths in self._widths:
            return self._widths[widths]
        for known, width in list(self._widths.items()):
            if width.factor != 1:
                continue
            ratios = {w // k if w % k == 0 else 0 for w, k in zip(widths, known, strict=True)}
            if len(ratios) == 1 and 2 <= (ratio := ratios.pop()) <= 8:
                self._widths[widths] = Width(width.variable, factor=ratio)
                return self._widths[widths]
        taken = {width.variable for width in self._widths.values()}
        free = [letter for letter in WIDTH_NAMES if letter not in taken]
        if not free:
            return None
        self._widths[widths] = Width(free[0])
        return self._widths[widths]


def _sizes(key: str, sizes: Sequence[object]) -> list[Comparison]:
    """``kernel=3``, ``kernel=(1, 7)`` or, where regions differ, ``kernel in {3, 5}``."""
    listed = [_listed(size) for size in sizes]
    if any(len(size) != len(listed[0]) for size in listed):
        return []
    same = all(size == listed[0] for size in listed)
    if all(len(set(size)) == 1 for size in listed):
        terms = tuple(Width(offset=s) for s in sorted({size[0] for size in listed}))
        return [Comparison(key, "=" if same else "in", terms)]
    if not same:
        return []
    return [Comparison(key, "=", tuple(Width(offset=s) for s in listed[0]), is_tuple=True)]


def _listed(size: object) -> list[int]:
    return [int(s) for s in size] if isinstance(size, list) else []
