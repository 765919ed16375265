"""Scenes as columns and back."""

from __future__ import annotations

import msgspec
import pytest

from inspector.layout import arrange
from inspector.layout.display import Box, DisplayGraph, Edge, Placed, Scene
from inspector.layout.packed import PIECE, PackedScene, boxes_of, integers, pack, unpack
from tests.layout.samples import SAMPLES, chain


@pytest.mark.parametrize("name", SAMPLES)
def test_a_packed_scene_is_the_scene(name: str) -> None:
    scene = arrange(SAMPLES[name]())
    frame = msgspec.msgpack.encode(pack(scene))
    assert unpack(msgspec.msgpack.decode(frame, type=PackedScene)) == scene


def test_boxes_come_in_small_pieces() -> None:
    scene = arrange(chain(2 * PIECE + 1), "right")
    packed = pack(scene)
    assert len(packed.boxes) == 3
    assert boxes_of(packed) == scene.graph.boxes
    assert packed.direction == "right"


def test_an_empty_scene_can_be_packed() -> None:
    scene = Scene(DisplayGraph([], []), [], [], 0.0, 0.0)
    assert unpack(pack(scene)) == scene


def test_an_edge_to_what_is_not_shown_has_no_ends() -> None:
    graph = DisplayGraph([Box(7, "operator", "Relu")], [Edge(7, 9)])
    packed = pack(Scene(graph, [Placed(7, 0, 0, 1, 1)], [], 1, 1))
    assert integers(packed.ends).tolist() == [-1, -1]
