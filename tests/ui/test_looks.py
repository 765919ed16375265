"""How scenes look, by geometry: nothing on a label, no badge on another, no text cut."""

from __future__ import annotations

import gzip
from pathlib import Path

import onnx
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from inspector.benchmark.files import irregular
from inspector.data import resources_dir
from inspector.session.highlights import Group
from inspector.session.scene_map import SceneMap
from inspector.ui.canvas.regions import Regions, regions_of
from tests.branches import nested_branches
from tests.examples.detectors import detectors
from tests.session.fake import FIRST_LAYER, RUN, build_scene
from tests.ui import looks

LIGHT = Path(onnx.__file__).parent / "backend/test/data/light"
FILES = {
    "ResNet-50": LIGHT / "light_resnet50.onnx",
    "Inception": LIGHT / "light_inception_v1.onnx",
    "DenseNet-121": LIGHT / "light_densenet121.onnx",
}
PACKED = ("llama-dynamo", "unet-torchscript")


MADE = {
    "YOLOv8": detectors()["yolov8"],
    "nested If": nested_branches,
}


def file_of(name: str, folder: Path) -> Path:
    """A model by its name, made or unpacked in a folder where it is no file already."""
    if name == "a small BERT":
        return resources_dir() / "samples" / "bert-tiny.onnx"
    if name in FILES:
        return FILES[name]
    path = folder / "model.onnx"
    if name == "unknown":
        irregular(250, path)
    elif name in MADE:
        onnx.save(MADE[name](), path)
    else:
        packed = Path(__file__).parents[1] / "fixtures/models" / f"{name}.onnx.gz"
        path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a small BERT", "unknown", *FILES, *PACKED, *MADE])
def test_nothing_lies_on_a_label_or_in_the_way_and_no_text_is_cut(
    qapp: QApplication, name: str, tmp_path: Path
) -> None:
    path = file_of(name, tmp_path)
    if not path.exists():
        pytest.skip("this ONNX package comes without its test data")
    for _, scene, groups in looks.scenes(path):
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
    assert [fault for fault in looks.faults(scene, groups) if "badge" in fault] == []


def test_an_edge_through_a_box_and_a_box_on_another_are_found(scene: SceneMap) -> None:
    first, second = scene.leaves[2:4].tolist()
    before = looks.box_faults(scene)
    scene.rects = scene.rects.copy()
    scene.rects[second, :2] = scene.rects[first, :2] + 5
    found = [fault for fault in looks.box_faults(scene) if fault not in before]
    assert any(fault.startswith("box ") for fault in found)


def test_labels_make_room_for_outlines_and_badges(scene: SceneMap) -> None:
    """Without regions there are labels where the outlines then run."""
    stored = [frozenset(scene.boxes[at].stored) for at in scene.leaves.tolist()]
    groups = (Group("A", 0, "every box", tuple(nodes for nodes in stored if nodes)),)
    regions = regions_of(scene, groups)
    frame = looks.frame_of(scene, 1.0)
    bare = looks.labels_of(frame, Regions())
    assert looks.under_highlights(frame, regions, bare)
    frame = looks.frame_of(scene, 1.0)
    assert not looks.under_highlights(frame, regions, looks.labels_of(frame, regions))


def test_a_text_that_does_not_fit_is_found(scene: SceneMap) -> None:
    scene.rects = scene.rects * (1, 1, 0.2, 1)
    assert any("is cut" in fault for fault in looks.faults(scene, ()))
