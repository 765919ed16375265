"""The folders that ship with the program: in a checkout, in a wheel, and missing."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from inspector import data


def test_a_checkout_uses_its_own_folders(checkout: Path) -> None:
    assert data.signatures_dir() == checkout / "signatures"
    assert data.resources_dir() == checkout / "resources"


def test_a_missing_folder_is_an_error_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "_PACKAGE", tmp_path / "inspector")
    with pytest.raises(data.DataMissingError, match="'signatures' is missing") as caught:
        data.signatures_dir()
    assert caught.value.help


@pytest.fixture(scope="module")
def unpacked_wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=checkout,
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def shipped(folder: Path) -> set[Path]:
    return {
        file.relative_to(folder)
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }


@pytest.mark.parametrize("name", ["resources", "signatures"])
def test_the_wheel_holds_every_file_and_finds_it(
    name: str, checkout: Path, unpacked_wheel: Path
) -> None:
    inside = unpacked_wheel / "inspector" / "_data" / name
    assert shipped(inside) == shipped(checkout / name)
    found = subprocess.run(
        [sys.executable, "-c", f"from inspector.data import {name}_dir; print({name}_dir())"],
        cwd=unpacked_wheel,
        env={**os.environ, "PYTHONPATH": str(unpacked_wheel)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(found.stdout.strip()) == inside


def test_the_wheel_holds_every_file_of_the_package(checkout: Path, unpacked_wheel: Path) -> None:
    inside = {file for file in shipped(unpacked_wheel / "inspector") if file.parts[0] != "_data"}
    assert inside == shipped(checkout / "inspector")


def test_the_wheel_installs_the_command(unpacked_wheel: Path) -> None:
    (entry_points,) = unpacked_wheel.glob("*.dist-info/entry_points.txt")
    assert "inspector = inspector.app:main" in entry_points.read_text(encoding="utf-8")
