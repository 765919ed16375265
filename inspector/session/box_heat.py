"""How common what each box of a scene stands for is, as columns."""

from __future__ import annotations

from itertools import chain

import numpy as np

from inspector.analysis.discovery.records import Heat
from inspector.session.columns import Indices
from inspector.session.scene_map import SceneMap

SHARES = (0.01, 0.05, 0.2)
"""Shares of all families up to which the second, third and fourth level go; the first is none."""

LEVELS = len(SHARES) + 2
"""From what no family has to what many have."""


class BoxHeat:
    """The shade of each box: that of half of its operators at most.

    Args:
        scene: The boxes.
        heat: Of the stored nodes.

    Attributes:
        total: Families that were looked at.
        level: Of each box from 0 (rare) to ``LEVELS - 1`` (common), -1 where nothing computes.
        middle: In how many families half of a box's operators are seen at most, -1 likewise.
        rarest: In how many families the rarest of them is seen, -1 likewise.
        size: How many of a box's stored nodes compute.
    """

    def __init__(self, scene: SceneMap, heat: Heat) -> None:
        self._scene, self._heat = scene, heat
        self.total = len(heat.corpus.families)
        count = len(scene.boxes)
        sizes = [len(box.stored) for box in scene.boxes]
        stored: Indices = np.fromiter(
            chain.from_iterable(box.stored for box in scene.boxes), np.intp, sum(sizes)
        )
        owners = np.repeat(np.arange(count), sizes)
        nodes = np.array(heat.nodes, dtype=np.intp)
        counts = np.array(heat.counts, dtype=np.intp)
        at = np.minimum(np.searchsorted(nodes, stored), max(len(nodes) - 1, 0))
        known = nodes[at] == stored if len(nodes) else np.zeros(len(stored), dtype=bool)
        owners, seen = owners[known], counts[at[known]] if len(nodes) else counts
        order = np.lexsort((seen, owners))
        owners, seen = owners[order], seen[order]
        self.size: Indices = np.bincount(owners, minlength=count)
        first = np.cumsum(self.size) - self.size
        self.rarest = _pick(seen, first, self.size, np.zeros(count, dtype=np.intp))
        self.middle = _pick(seen, first, self.size, (self.size - 1) // 2)
        self.level: Indices = np.array([level_of(m, self.total) for m in self.middle.tolist()])

    def families(self, index: int) -> list[str]:
        """The families that have a box's only operator, where they are few."""
        stored = set(self._scene.boxes[index].stored)
        rows = [at for at, node in enumerate(self._heat.nodes) if node in stored]
        if len(rows) != 1:
            return []
        return [self._heat.corpus.families[at] for at in self._heat.named[rows[0]]]


def _pick(seen: Indices, first: Indices, sizes: Indices, place: Indices) -> Indices:
    """Of each box the entry at a place among its own, -1 where it has none."""
    if not len(seen):
        return np.full(len(sizes), -1, dtype=np.intp)
    chosen = seen[np.minimum(first + place, len(seen) - 1)]
    return np.where(sizes > 0, chosen, -1)


def level_of(count: int, total: int) -> int:
    """The level of what is seen in so many of all families."""
    if count <= 0 or total <= 0:
        return min(count, 0)
    share = count / total
    return 1 + sum(share > limit for limit in SHARES)


def ranges(total: int) -> list[tuple[int, int, int]]:
    """Each level that there can be, with the least and the greatest number of families."""
    levels: dict[int, list[int]] = {}
    for count in range(total + 1):
        levels.setdefault(level_of(count, total), []).append(count)
    return [(level, counts[0], counts[-1]) for level, counts in sorted(levels.items())]
