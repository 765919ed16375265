"""Folds by names in the real window: asked for, told, remembered, given up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from inspector.session.settings import Settings
from tests.branches import nested_branches
from tests.ui.conftest import Person

KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
PATIENCE = 60_000


def encoder(path: Path) -> Path:
    """Four MatMuls in two named layers."""
    make = onnx.helper
    nodes, last = [], "x"
    for layer in range(2):
        for part in ("query", "dense"):
            result = f"{part}{layer}"
            name = f"/encoder/layer.{layer}/{part}/MatMul"
            nodes.append(make.make_node("MatMul", [last, "w"], [f"m{result}"], name=name))
            name = f"/encoder/layer.{layer}/{part}/Relu"
            nodes.append(make.make_node("Relu", [f"m{result}"], [result], name=name))
            last = result
    graph = make.make_graph(
        nodes,
        "named",
        [make.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1, 8])],
        [make.make_tensor_value_info(last, onnx.TensorProto.FLOAT, [1, 8])],
        [make.make_tensor("w", onnx.TensorProto.FLOAT, [8, 8], [0.1] * 64)],
    )
    onnx.save(make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=8), path)
    return path


def by_names(person: Person) -> bool:
    scene = person.document.scene.value
    return scene is not None and scene.by_names


def press(person: Person) -> None:
    QTest.keyClick(person.canvas, Qt.Key.Key_Y, KEYS)


def test_folds_follow_names_until_they_are_to_follow_structure_again(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    person = make_person(real=True)
    person.open(encoder(tmp_path / "named.onnx"))
    before = person.labels()
    verdict = person.document.report.value
    press(person)
    person.bot.waitUntil(lambda: by_names(person), timeout=PATIENCE)
    assert any(label.startswith("/") for label in person.labels())
    said = [widget.text() for widget in person.window.page.breadcrumb.findChildren(QLabel)]
    assert "folds by names" in said
    assert person.document.report.value is verdict
    run = next(b for b in person.canvas.scene.boxes if b.label == "/layer" and b.kind == "run")
    assert run.count == 2
    if not run.open:
        person.double_click(run.id)
        person.bot.waitUntil(lambda: run.id in person.document.scene.value.opened())
    assert by_names(person)
    press(person)
    person.bot.waitUntil(lambda: not by_names(person), timeout=PATIENCE)
    assert person.labels() == before


def test_names_without_scopes_are_told_and_nothing_changes(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    person = make_person(real=True)
    path = tmp_path / "nameless.onnx"
    onnx.save(nested_branches(), path)
    person.open(path)
    before = person.labels()
    press(person)
    person.bot.waitUntil(lambda: person.document.notice.value is not None, timeout=PATIENCE)
    assert "names in this file" in person.document.notice.value.message
    assert person.labels() == before
    person.bot.waitUntil(lambda: not person.window.tool_actions["by_names"].isChecked())


def test_they_are_there_again_after_a_restart(
    make_person: Callable[..., Person], tmp_path: Path
) -> None:
    settings = Settings(tmp_path / "kept")
    person = make_person(real=True, settings=settings)
    person.open(encoder(tmp_path / "named.onnx"))
    press(person)
    person.bot.waitUntil(lambda: by_names(person), timeout=PATIENCE)
    person.window.close()
    again = make_person(real=True, settings=Settings(tmp_path / "kept"))
    again.window.restorer.restore()
    again.bot.waitUntil(lambda: by_names(again), timeout=PATIENCE)
