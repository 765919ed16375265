"""Where the camera looks first: all of a graph, what matters most in it, or its beginning."""

from __future__ import annotations

from inspector.ui.canvas.camera import Bounds, opening

WIDTH, HEIGHT = 800.0, 600.0


def seen(bounds: Bounds, focus: Bounds | None = None) -> Bounds:
    """The part of the scene that the first look shows."""
    return opening(bounds, WIDTH, HEIGHT, focus=focus).bounds(WIDTH, HEIGHT)


def holds(outer: Bounds, inner: Bounds) -> bool:
    """Whether one part lies in another."""
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and outer[2] >= inner[2]
        and outer[3] >= inner[3]
    )


def test_a_small_graph_is_seen_whole() -> None:
    graph = (0.0, 0.0, 500.0, 400.0)
    assert holds(seen(graph, (0.0, 300.0, 50.0, 350.0)), graph)


def test_a_long_graph_is_seen_from_its_beginning() -> None:
    assert seen((0.0, 0.0, 300.0, 9000.0))[1] <= 0
    near = (100.0, 200.0, 200.0, 300.0)
    assert seen((0.0, 0.0, 300.0, 9000.0), near)[1] <= 0


def test_what_matters_is_seen_where_it_is_far_from_the_beginning() -> None:
    far = (100.0, 4000.0, 200.0, 4100.0)
    assert holds(seen((0.0, 0.0, 300.0, 9000.0), far), far)
    right = (5000.0, 4000.0, 5100.0, 4100.0)
    assert holds(seen((0.0, 0.0, 5200.0, 9000.0), right), right)


def test_of_a_part_larger_than_the_view_its_beginning_is_seen() -> None:
    large = (0.0, 2000.0, 300.0, 8000.0)
    part = seen((0.0, 0.0, 300.0, 9000.0), large)
    assert part[1] <= 2000 < part[3]
