"""What is reached from some boxes of a scene along its edges; boxes are named by index."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from inspector.session.scene_map import SceneMap

Indices = frozenset[int]


def upstream(scene: SceneMap, start: Iterable[int]) -> Indices:
    """Everything whose values flow into these boxes, and the boxes."""
    return _flood(start, scene.sources)


def downstream(scene: SceneMap, start: Iterable[int]) -> Indices:
    """Everything that the values of these boxes flow into, and the boxes."""
    return _flood(start, scene.targets)


def grown(scene: SceneMap, start: Iterable[int]) -> Indices:
    """The boxes and their neighbours."""
    found = set(start)
    for index in tuple(found):
        found.update(scene.sources(index), scene.targets(index))
    return frozenset(found)


def shrunk(scene: SceneMap, start: Iterable[int]) -> Indices:
    """The boxes all of whose neighbours are among them, inputs and outputs aside."""
    chosen = frozenset(start)

    def is_inner(index: int) -> bool:
        around = (*scene.sources(index), *scene.targets(index))
        return all(other in chosen or not scene.boxes[other].stored for other in around)

    return frozenset(index for index in chosen if is_inner(index))


def between(scene: SceneMap, ends: Iterable[int]) -> Indices:
    """The boxes on all ways from one of these boxes to another, the boxes included."""
    chosen = frozenset(ends)
    found = set(chosen)
    for start in chosen:
        others = chosen - {start}
        ahead = _flood([start], scene.targets)
        for end in others & ahead:
            found |= ahead & _flood([end], scene.sources)
    return frozenset(found)


def shortest(scene: SceneMap, start: int, end: int) -> list[int]:
    """The boxes on a shortest way along the data flow, in its order; empty without one."""
    return _search(scene, start, end) or _search(scene, end, start)


def alike(scene: SceneMap, start: Iterable[int], *, same_detail: bool = True) -> Indices:
    """The boxes that look like one of these.

    Args:
        scene: Where to look.
        start: Boxes to compare with.
        same_detail: Whether kernels, widths and the like must be the same too.
    """

    def look(index: int) -> tuple[str, ...]:
        box = scene.boxes[index]
        return (box.kind, box.label, box.detail) if same_detail else (box.label,)

    wanted = {look(index) for index in start}
    return frozenset(index for index in range(len(scene.boxes)) if look(index) in wanted)


def _flood(start: Iterable[int], step: Callable[[int], list[int]]) -> Indices:
    found = set(start)
    waiting = list(found)
    while waiting:
        for index in step(waiting.pop()):
            if index not in found:
                found.add(index)
                waiting.append(index)
    return frozenset(found)


def _search(scene: SceneMap, start: int, end: int) -> list[int]:
    came = {start: start}
    waiting = deque([start])
    while waiting and end not in came:
        index = waiting.popleft()
        for target in scene.targets(index):
            if target not in came:
                came[target] = index
                waiting.append(target)
    if end not in came:
        return []
    way = [end]
    while way[-1] != start:
        way.append(came[way[-1]])
    return way[::-1]
