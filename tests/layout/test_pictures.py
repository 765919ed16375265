"""SVG and PNG of a scene: well formed, safe, and not by colour alone."""

from __future__ import annotations

import struct
from xml.etree import ElementTree

import pytest

from inspector.layout import arrange
from inspector.layout.palette import CATEGORIES, HIGHLIGHTS, LETTERS
from inspector.layout.png import to_png
from inspector.layout.svg import Group, to_svg
from tests.layout import samples

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_has_every_box_and_says_what_is_painted(dark: bool) -> None:
    graph = samples.resnet(2)
    conv = frozenset(box.id for box in graph.boxes if box.label == "Conv")
    svg = to_svg(arrange(graph), [Group("Bottleneck ×2", conv)], title="ResNet", dark=dark)
    shown = texts(svg)
    assert {box.label for box in graph.boxes} <= set(shown)
    assert "ResNet" in shown
    assert "Bottleneck ×2" in shown
    assert shown.count("A") == len(conv) + 1, "each painted box and the legend bear the letter"


def test_texts_of_a_file_stay_texts() -> None:
    sketch = samples.Sketch()
    sketch.box("<script>x</script>", sketch.box("a&b\0", category="input"), detail='"><image/>')
    svg = to_svg(arrange(sketch.graph()))
    tags = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert tags <= {"svg", "defs", "marker", "path", "rect", "g", "text", "circle"}
    assert "<script>x</script>" in texts(svg)


def test_the_name_of_a_stub_stands_beside_its_box() -> None:
    scene = arrange(samples.transformer(6))
    svg = to_svg(scene)
    stub = next(route for route in scene.routes if route.stub)
    target = scene.graph.edges[stub.edge].target
    box = next(placed for placed in scene.placed if placed.id == target)
    names = [e for e in ElementTree.fromstring(svg).iter(f"{SVG}text") if e.text == "Where"]
    tags = [e for e in names if e.get("text-anchor") == "end"]
    assert any(float(e.get("x", "0")) < box.x for e in tags)


def test_a_png_has_the_size_of_the_scene() -> None:
    scene = arrange(samples.chain(3))
    png = to_png(scene, [], zoom=2.0)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    assert width >= scene.width * 2
    assert height >= scene.height * 2


def test_colours_are_colours_and_there_is_a_letter_for_each() -> None:
    assert len(HIGHLIGHTS) >= 8
    assert len(set(LETTERS)) >= len(HIGHLIGHTS)
    for pair in [*CATEGORIES.values(), *HIGHLIGHTS]:
        assert all(len(colour) == 7 and int(colour[1:], 16) >= 0 for colour in pair)
