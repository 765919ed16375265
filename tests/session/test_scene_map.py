"""What is where in a scene."""

from __future__ import annotations

import numpy as np

from inspector.layout.display import Box, DisplayGraph, Edge, Placed, Route, Scene
from inspector.layout.packed import pack
from inspector.session.columns import CURVE_STEPS
from inspector.session.scene_map import SceneMap
from tests.session.fake import FIRST_LAYER, RUN, build_scene, layer_nodes


def small() -> SceneMap:
    """A frame 0 with two boxes 1 and 2 inside, and a box 3 below that shares node 9 with 2."""
    boxes = [
        Box(10, "fold", "Frame", open=True, stored=(0, 1, 9)),
        Box(11, "operator", "Conv", parent=10, stored=(0,)),
        Box(12, "operator", "Relu", parent=10, stored=(1, 9)),
        Box(13, "operator", "Add", stored=(2, 9)),
    ]
    placed = [
        Placed(10, 0, 0, 100, 200),
        Placed(11, 10, 30, 80, 40),
        Placed(12, 10, 100, 80, 40),
        Placed(13, 10, 220, 80, 40),
    ]
    edges = [Edge(11, 12), Edge(12, 13), Edge(99, 13)]
    routes = [
        Route(0, [50, 70, 50, 100]),
        Route(1, [50, 140, 50, 160, 60, 200, 50, 220], curved=True),
    ]
    return SceneMap(pack(Scene(DisplayGraph(boxes, edges), placed, routes, 100, 260)))


def test_the_innermost_box_is_at_a_point() -> None:
    scene = small()
    assert scene.at(50, 40) == 1
    assert scene.at(50, 10) == 0
    assert scene.at(50, 210) is None


def test_touching_and_within_differ() -> None:
    scene = small()
    assert scene.touching(0, 0, 100, 35).tolist() == [True, True, False, False]
    assert scene.within(0, 0, 100, 60).tolist() == [1]
    assert scene.within(0, 0, 100, 300).tolist() == [1, 2, 3]


def test_stored_nodes_lead_to_boxes_and_back() -> None:
    scene = small()
    assert scene.hits({0}).inside.tolist() == [1]
    assert scene.hits({1, 9}).inside.tolist() == [2, 3]
    assert scene.hits(set()).inside.tolist() == []
    assert scene.hits({77}).around.tolist() == []
    assert scene.stored_of([1, 2]) == {0, 1, 9}


def test_a_shared_constant_does_not_drag_its_other_readers_in() -> None:
    boxes = [
        Box(0, "fold", "A", stored=(0, 1, 2, 9)),
        Box(1, "fold", "B", stored=(3, 4, 5, 9)),
    ]
    placed = [Placed(0, 0, 0, 10, 10), Placed(1, 0, 20, 10, 10)]
    scene = SceneMap(pack(Scene(DisplayGraph(boxes, []), placed, [], 10, 30)))
    hits = scene.hits({0, 1, 2, 9})
    assert hits.inside.tolist() == [0]
    assert hits.around.tolist() == []
    few = scene.hits({0})
    assert few.inside.tolist() == []
    assert few.around.tolist() == [0]


def test_neighbours_follow_the_edges_that_are_shown() -> None:
    scene = small()
    assert scene.targets(1) == [2]
    assert scene.sources(3) == [2]
    assert scene.sources(1) == []
    assert scene.ends.tolist() == [[1, 2], [2, 3], [-1, -1]]


def test_routes_become_straight_segments() -> None:
    scene = small()
    assert len(scene.segments) == 1 + CURVE_STEPS
    assert scene.segments[0].tolist() == [50, 70, 50, 100]
    assert scene.segments[-1, 2:].tolist() == [50, 220]
    assert scene.way(0).tolist() == [[50, 70, 50, 100]]
    assert len(scene.way(1)) == CURVE_STEPS
    assert scene.segment_routes.tolist() == [0] + [1] * CURVE_STEPS
    assert np.all(scene.route_bounds[1, :2] <= scene.route_bounds[1, 2:])
    assert scene.routes_touching(0, 0, 100, 80).tolist() == [True, False]


def test_a_closed_run_hides_the_nodes_of_its_folds() -> None:
    closed, opened = SceneMap(build_scene(set())), SceneMap(build_scene({RUN}))
    nodes = frozenset(layer_nodes(3))
    run = closed.index_of[RUN]
    assert closed.hits(nodes).around.tolist() == [run]
    assert opened.hits(nodes).inside.tolist() == [opened.index_of[FIRST_LAYER + 3]]


def test_the_members_of_an_open_box_are_counted() -> None:
    scene = small()
    assert scene.family_size(0) == 2
    assert scene.depth.tolist() == [0, 1, 1, 0]
    assert scene.opened() == [10]


def test_an_empty_scene_has_no_boxes() -> None:
    scene = SceneMap(pack(Scene(DisplayGraph([], []), [], [], 0, 0)))
    assert scene.at(0, 0) is None
    assert scene.hits({1}).inside.tolist() == []
    assert scene.segments.shape == (0, 4)
    assert scene.bounds([]) is None
