"""The built-in library, once for all tests, and fixtures unpacked."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.analysis.scanning import Scan, scan
from inspector.data import signatures_dir
from inspector.formats import read_model
from inspector.signatures import Library, load_library


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library([signatures_dir()])


@pytest.fixture(scope="session")
def scanned(
    library: Library, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Scan]:
    """Scans a fixture by name, each once."""
    known: dict[str, Scan] = {}
    folder = tmp_path_factory.mktemp("models")

    def get(name: str) -> Scan:
        if name not in known:
            packed = checkout / "tests/fixtures/models" / f"{name}.onnx.gz"
            path = folder / f"{name}.onnx"
            path.write_bytes(gzip.decompress(packed.read_bytes()))
            known[name] = scan(read_model(path), library)
        return known[name]

    return get
