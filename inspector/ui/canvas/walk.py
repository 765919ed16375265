"""From one box to the next with the arrow keys."""

from __future__ import annotations

from typing import Literal

from inspector.session.scene_map import SceneMap

Heading = Literal["forward", "back", "left", "right"]


def step(scene: SceneMap, index: int, heading: Heading) -> int | None:
    """The box that an arrow key leads to.

    Args:
        scene: The scene.
        index: Where to start.
        heading: Along the data flow, against it, or to a neighbour beside it.

    Returns:
        A box index, None when there is nothing that way.
    """
    if heading == "forward":
        return _nearest(scene, index, _ends_of(scene, index, forward=True))
    if heading == "back":
        return _nearest(scene, index, _ends_of(scene, index, forward=False))
    return _beside(scene, index, heading)


def first(scene: SceneMap) -> int | None:
    """Where to start when no box is in focus: the topmost closed box."""
    if not len(scene.leaves):
        return None
    return min((int(i) for i in scene.leaves), key=lambda i: (scene.rects[i, 1], scene.rects[i, 0]))


def _ends_of(scene: SceneMap, index: int, *, forward: bool) -> list[int]:
    """Neighbours along the edges; those of the inside for an open box."""
    follow = scene.targets if forward else scene.sources
    if not scene.open[index]:
        return follow(index)
    members = [int(at) for at in scene.leaves if _is_inside(scene, int(at), index)]
    outside = [end for at in members for end in follow(at) if not _is_inside(scene, end, index)]
    return outside or members[:1]


def _is_inside(scene: SceneMap, index: int, frame: int) -> bool:
    while index >= 0:
        index = int(scene.parents[index])
        if index == frame:
            return True
    return False


def _nearest(scene: SceneMap, index: int, candidates: list[int]) -> int | None:
    x, y = _middle(scene, index)
    others = [at for at in candidates if at != index]

    def distance(at: int) -> float:
        ax, ay = _middle(scene, at)
        return abs(ax - x) * 3 + abs(ay - y)

    return min(others, key=distance, default=None)


def _beside(scene: SceneMap, index: int, heading: Heading) -> int | None:
    """The closed box whose middle lies most straight to the left or right."""
    x, y = _middle(scene, index)
    sign = 1 if heading == "right" else -1
    if scene.direction == "right":
        x, y = y, x
    best, least = None, float("inf")
    for at in scene.leaves:
        ax, ay = _middle(scene, int(at))
        if scene.direction == "right":
            ax, ay = ay, ax
        ahead, aside = (ax - x) * sign, abs(ay - y)
        if ahead > 1 and aside < ahead * 1.2 + 30 and ahead + 4 * aside < least:
            best, least = int(at), ahead + 4 * aside
    return best


def _middle(scene: SceneMap, index: int) -> tuple[float, float]:
    x, y, w, h = scene.rects[index].tolist()
    return x + w / 2, y + h / 2
