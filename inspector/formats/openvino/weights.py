"""Constants, whose bytes are in the file ``.bin`` beside the XML text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector.formats.building import GraphBuilder
from inspector.formats.elements import decode, stored_length
from inspector.formats.errors import FormatError, LimitExceededError
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, shown
from inspector.formats.onnx.external import ExternalData, Place
from inspector.formats.openvino.attributes import dtype_of, extents_of
from inspector.formats.openvino.layers import Layer, Port, number
from inspector.ir.graph import Array, Initializer


class Weights:
    """The file of weights of one model.

    Args:
        path: The XML file; the weights have its name with the ending ``.bin``.
        builder: Checks shapes.
        limits: What a tensor may ask for.
        log: Gets what is wrong with tensors.
    """

    def __init__(self, path: Path, builder: GraphBuilder, limits: Limits, log: FindingLog) -> None:
        self._location = path.with_suffix(".bin").name
        self._builder = builder
        self._limits = limits
        self._log = log
        self.external = ExternalData(path, limits, log)

    def constant(self, layer: Layer, port: Port) -> Initializer:
        """The tensor of a ``Const`` layer."""
        data = layer.data
        if layer.blobs and "offset" not in data:
            return self._stored(layer.name, dtype_of(port.precision), port.dims, layer.blobs[0][1])
        dtype = dtype_of(data.get("element_type", port.precision))
        extents = extents_of(data.get("shape", ""))
        return self._stored(layer.name, dtype, port.dims if extents is None else extents, data)

    def blob(self, layer: Layer, role: str, stored: dict[str, str]) -> Initializer:
        """Weights inside a layer, as before version 10: only their number of bytes is stated."""
        dtype = dtype_of(stored.get("precision", layer.data.get("precision", "FP32")))
        size, width = number(stored.get("size", "")), stored_length(dtype, 1)
        count = size // width if size > 0 and width > 0 else 0
        return self._stored(f"{layer.name}.{role}", dtype, [count], stored)

    def _stored(
        self, name: str, dtype: str, extents: list[int], stored: dict[str, str]
    ) -> Initializer:
        result = Initializer(dtype, self._builder.shape(extents, name))
        offset, length = number(stored.get("offset", "")), number(stored.get("size", ""))
        if not result.size:
            return result
        result.location, result.offset, result.length = self._location, offset, length
        place = Place(self._location, offset, length)
        if length < 0 or not self.external.has(place, name):
            return result
        expected = stored_length(dtype, result.size)
        if expected < 0:
            return result
        if expected != length:
            self._log.add(
                "tensor-size-mismatch",
                "warning",
                "A tensor has not as many bytes as its type and shape ask for; they are not used.",
                shown(name),
            )
            return result
        result.read = self._reader(place, dtype, result.shape)
        if result.size <= self._limits.data_elements and length <= self._limits.data_bytes:
            self._read_now(place, result, name)
        return result

    def _reader(self, place: Place, dtype: str, shape: tuple[int, ...]) -> Callable[[], Array]:
        external, limit = self.external, self._limits.tensor_bytes

        def read() -> Array:
            if place.length > limit:
                raise LimitExceededError(
                    f"The tensor has {place.length} bytes, more than the {limit} read at once."
                )
            return decode(dtype, shape, external.read(place, place.length))

        return read

    def _read_now(self, place: Place, result: Initializer, name: str) -> None:
        """Reads a small tensor's elements with the graph."""
        try:
            stored = self.external.read_now(place, place.length)
            if stored is not None:
                result.data = decode(result.dtype, result.shape, stored)
        except FormatError as error:
            result.read = None
            self._log.add(
                "external-data-unreadable",
                "warning",
                f"The data of a tensor cannot be read: {error.message}",
                shown(name),
            )
