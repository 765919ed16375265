"""The geometric check finds what is wrong: a test of the tests."""

from __future__ import annotations

import pytest

from inspector.layout.display import Box, DisplayGraph, Edge, Placed, Route, Scene
from tests.layout.geometry import Faults, faults


def scene(route: list[float], *, curved: bool = False, middle_x: float = 0.0) -> Scene:
    boxes = [Box(number, "operator", "Relu") for number in range(3)]
    placed = [
        Placed(0, 0, 0, 60, 20),
        Placed(1, middle_x, 50, 60, 20),
        Placed(2, 0, 100, 60, 20),
    ]
    return Scene(DisplayGraph(boxes, [Edge(0, 2)]), placed, [Route(0, route, curved)], 200.0, 120.0)


def test_a_sound_scene_has_no_fault() -> None:
    assert faults(scene([30, 20, 30, 100], middle_x=70)) == Faults()


@pytest.mark.parametrize(
    ("route", "curved"),
    [([30, 20, 30, 100], False), ([30, 20, 30, 45, 30, 75, 30, 100], True)],
)
def test_a_line_through_a_box_is_found(route: list[float], curved: bool) -> None:
    assert faults(scene(route, curved=curved)).crossings == ["0 → 2 crosses 1"]


def test_a_line_that_ends_in_the_air_is_found() -> None:
    found = faults(scene([30, 24, 30, 95], middle_x=70))
    assert len(found.ends) == 2


def test_a_line_that_begins_inside_its_box_is_found() -> None:
    found = faults(scene([30, 10, 30, 100], middle_x=70))
    assert found.ends
    assert found.crossings


def test_boxes_on_each_other_and_outside_are_found() -> None:
    drawn = scene([30, 20, 30, 100], middle_x=70)
    drawn.placed[1] = Placed(1, 50, 10, 60, 20)
    drawn.placed[2] = Placed(2, 0, 110, 60, 20)
    found = faults(drawn)
    assert found.overlaps == ["0 and 1"]
    assert found.outside == ["2 leaves the scene"]


def test_a_missing_route_is_found() -> None:
    drawn = scene([30, 20, 30, 100], middle_x=70)
    drawn.routes.clear()
    assert faults(drawn).breaks
