"""What is reached along the edges of a scene."""

from __future__ import annotations

import pytest

from inspector.layout.display import Box, DisplayGraph, Edge, Placed, Scene
from inspector.layout.packed import pack
from inspector.session import reach
from inspector.session.scene_map import SceneMap

# 0 → 1 → 3 → 4, 0 → 2 → 3, 5 alone
EDGES = [(0, 1), (0, 2), (1, 3), (2, 3), (3, 4)]


@pytest.fixture
def scene() -> SceneMap:
    labels = ["Conv", "Relu", "Relu", "Add", "Conv", "Conv"]
    details = ["3×3", "", "", "", "1×1", "3×3"]
    boxes = [
        Box(10 + at, "operator", label, detail, stored=(at,))
        for at, (label, detail) in enumerate(zip(labels, details, strict=True))
    ]
    edges = [Edge(10 + a, 10 + b) for a, b in EDGES]
    placed = [Placed(10 + at, 0, at * 50, 40, 30) for at in range(6)]
    return SceneMap(pack(Scene(DisplayGraph(boxes, edges), placed, [], 100, 300)))


def test_upstream_and_downstream(scene: SceneMap) -> None:
    assert reach.upstream(scene, [3]) == {0, 1, 2, 3}
    assert reach.downstream(scene, [1]) == {1, 3, 4}
    assert reach.downstream(scene, [5]) == {5}


def test_growing_and_shrinking(scene: SceneMap) -> None:
    assert reach.grown(scene, [1]) == {0, 1, 3}
    assert reach.shrunk(scene, [0, 1, 2, 3]) == {0, 1, 2}
    assert reach.shrunk(scene, [1]) == frozenset()
    assert reach.shrunk(scene, range(6)) == set(range(6))


def test_ways_between(scene: SceneMap) -> None:
    assert reach.between(scene, [0, 4]) == {0, 1, 2, 3, 4}
    assert reach.between(scene, [4, 1]) == {1, 3, 4}
    assert reach.between(scene, [1, 2]) == {1, 2}
    assert reach.between(scene, [1]) == {1}


def test_the_shortest_way_follows_the_data(scene: SceneMap) -> None:
    assert reach.shortest(scene, 0, 4) in ([0, 1, 3, 4], [0, 2, 3, 4])
    assert reach.shortest(scene, 4, 1) == [1, 3, 4]
    assert reach.shortest(scene, 1, 2) == []
    assert reach.shortest(scene, 5, 5) == [5]


def test_what_looks_alike(scene: SceneMap) -> None:
    assert reach.alike(scene, [0]) == {0, 5}
    assert reach.alike(scene, [0], same_detail=False) == {0, 4, 5}
    assert reach.alike(scene, [1, 3]) == {1, 2, 3}
