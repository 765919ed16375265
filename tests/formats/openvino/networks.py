"""Small OpenVINO models, written as their XML text and their bytes of weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

_WORDS = {"float32": "f32", "float16": "f16", "int64": "i64", "uint8": "u8"}


class Network:
    """Collects layers; each call adds one and returns its identifier."""

    def __init__(self, offset: int = 0) -> None:
        self.layers: list[str] = []
        self.edges: list[str] = []
        self.weights = bytearray()
        self._offset = offset
        self._outputs: dict[str, int] = {}

    def add(
        self,
        kind: str,
        inputs: Sequence[str] = (),
        shape: Sequence[int] = (),
        /,
        *,
        outputs: int = 1,
        inner: str = "",
        version: str = "opset8",
        precision: str = "FP32",
        **data: object,
    ) -> str:
        name = str(len(self.layers))
        attributes = "".join(f' {key.replace("__", "-")}="{text}"' for key, text in data.items())
        ports = "".join(f'<port id="{port}" precision="FP32"/>' for port in range(len(inputs)))
        dims = "".join(f"<dim>{extent}</dim>" for extent in shape)
        made = "".join(
            f'<port id="{len(inputs) + port}" precision="{precision}">{dims}</port>'
            for port in range(outputs)
        )
        for port, source in enumerate(inputs):
            layer, _, at = source.partition(":")
            place = self._outputs[layer] + int(at or 0)
            self.edges.append(
                f'<edge from-layer="{layer}" from-port="{place}" to-layer="{name}" '
                f'to-port="{port}"/>'
            )
        self._outputs[name] = len(inputs)
        self.layers.append(
            f'<layer id="{name}" name="{kind}_{name}" type="{kind}" version="{version}">'
            f"<data{attributes}/>{inner}<input>{ports}</input><output>{made}</output></layer>"
        )
        return name

    def input(self, *shape: int) -> str:
        return self.add("Parameter", (), shape, element_type="f32", version="opset1")

    def constant(self, array: np.ndarray) -> str:
        place = self._offset + len(self.weights)
        self.weights += array.tobytes()
        return self.add(
            "Const",
            (),
            array.shape,
            element_type=_WORDS[str(array.dtype)],
            shape=", ".join(map(str, array.shape)),
            offset=place,
            size=array.nbytes,
            version="opset1",
        )

    def weight(self, *shape: int) -> str:
        return self.constant(np.ones(shape, np.float32))

    def integers(self, *numbers: int) -> str:
        return self.constant(np.asarray(numbers, np.int64))

    def result(self, source: str) -> None:
        self.add("Result", [source], outputs=0, version="opset1")

    def text(self) -> str:
        layers, edges = "".join(self.layers), "".join(self.edges)
        return f"<layers>{layers}</layers><edges>{edges}</edges>"

    def save(self, folder: Path, name: str = "m.xml", *, weights: bool = True) -> Path:
        path = folder / name
        path.write_text(f'<?xml version="1.0"?><net name="net" version="11">{self.text()}</net>')
        if weights:
            path.with_suffix(".bin").write_bytes(self.weights)
        return path


def convolution(x: str, net: Network, inner: int, outer: int) -> str:
    """A convolution of 3 × 3 with its bias, on images of 8 × 8."""
    weight = net.weight(outer, inner, 3, 3)
    made = net.add(
        "Convolution",
        [x, weight],
        (1, outer, 8, 8),
        strides="1, 1",
        dilations="1, 1",
        pads_begin="1, 1",
        pads_end="1, 1",
        auto_pad="explicit",
    )
    return net.add("Add", [made, net.weight(1, outer, 1, 1)], (1, outer, 8, 8))


def small() -> Network:
    """Convolution, ReLU, and a product whose weight is stored the other way round."""
    net = Network()
    x = net.add("ReLU", [convolution(net.input(1, 3, 8, 8), net, 3, 16)], (1, 16, 8, 8))
    flat = net.add("Reshape", [x, net.integers(1, 1024)], (1, 1024), special_zero="true")
    product = net.add(
        "MatMul", [flat, net.weight(10, 1024)], (1, 10), transpose_a="false", transpose_b="true"
    )
    net.result(product)
    return net
