from __future__ import annotations

import os
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.worker.paths import from_wire, printable, to_wire


@pytest.mark.skipif(sys.platform == "win32", reason="names are no bytes there")
@given(st.binary(min_size=1).filter(lambda name: b"\0" not in name))
def test_every_name_travels(name: bytes) -> None:
    path = os.fsdecode(name)
    wire = to_wire(path)
    wire.encode()
    assert from_wire(wire) == path
    printable(path).encode()


def test_an_ordinary_name_stays_as_it_is() -> None:
    assert to_wire("/a b/modèle.onnx") == "/a b/modèle.onnx"
    assert printable("/a b/modèle.onnx") == "/a b/modèle.onnx"
    assert printable("a\udcffb") == "a\\udcffb"
