"""How scenes look, by geometry: nothing on a label, no badge on another, no text cut."""

from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from inspector.data import resources_dir
from inspector.session.highlights import Group
from inspector.session.scene_map import SceneMap
from tests.session.fake import FIRST_LAYER, RUN, build_scene
from tests.ui import looks

LIGHT = Path(onnx.__file__).parent / "backend/test/data/light"
MODELS = {
    "a small BERT": resources_dir() / "samples" / "bert-tiny.onnx",
    "ResNet-50": LIGHT / "light_resnet50.onnx",
    "Inception": LIGHT / "light_inception_v1.onnx",
    "DenseNet-121": LIGHT / "light_densenet121.onnx",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_nothing_lies_on_a_label_and_no_text_is_cut(qapp: QApplication, name: str) -> None:
    if not MODELS[name].exists():
        pytest.skip("this ONNX package comes without its test data")
    for _, scene, groups in looks.scenes(MODELS[name]):
        assert looks.faults(scene, groups) == []


@pytest.fixture
def scene(qapp: QApplication) -> SceneMap:
    return SceneMap(build_scene({RUN, FIRST_LAYER}))


def test_a_label_on_a_box_on_an_edge_or_on_another_label_is_found(scene: SceneMap) -> None:
    x, y, width, height = scene.rects[scene.leaves[3]].tolist()
    on_box = ("a", QRectF(x + 4, y + 4, width / 2, height / 2))
    assert any("on " in fault for fault in looks.label_faults(scene, [on_box]))
    x0, y0, x1, y1 = scene.segments[0].tolist()
    on_edge = ("b", QRectF(min(x0, x1) - 3, (y0 + y1) / 2 - 3, 6, 6))
    assert "label b on an edge" in looks.label_faults(scene, [on_edge])
    beside = QRectF(scene.size[0] + 50, 0, 40, 10)
    two = [("c", beside), ("d", beside.translated(30, 4))]
    assert looks.label_faults(scene, two) == ["labels c and d"]


def test_groups_around_one_box_have_badges_side_by_side(scene: SceneMap) -> None:
    stored = frozenset(scene.boxes[int(scene.leaves[3])].stored)
    groups = tuple(Group(chr(65 + at), at, f"group {at}", (stored,)) for at in range(6))
    assert looks.faults(scene, groups) == []


def test_a_text_that_does_not_fit_is_found(scene: SceneMap) -> None:
    scene.rects = scene.rects * (1, 1, 0.2, 1)
    assert any("is cut" in fault for fault in looks.faults(scene, ()))
