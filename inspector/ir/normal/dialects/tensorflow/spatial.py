"""Operators over images and sequences whose channels come last, written out as ONNX's.

Around each stand the two Transposes between the layouts; a pass over the whole graph
(``inspector.ir.normal.channels``) takes out those that meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from inspector.ir.graph import Shape
from inspector.ir.normal.graph import ABSENT
from inspector.ir.normal.writer import Attributes, Writer


def to_first(w: Writer, value: int, spatial: int = 2) -> int:
    """Puts the channels behind the batch axis."""
    return w.transpose(value, [0, spatial + 1, *range(1, spatial + 1)])


def to_last(w: Writer, value: int, spatial: int = 2, output: int = ABSENT) -> int:
    """Puts the channels last."""
    order = [0, *range(2, spatial + 2), 1]
    return w.make("Transpose", [value], {"perm": order}, output)


@dataclass(slots=True)
class Window:
    """How a convolution or pooling slides.

    Attributes:
        strides: Per spatial axis.
        kernel: Extents per spatial axis, empty when they are not known.
        dilations: Per spatial axis; empty for none.
        padding: ``SAME``, ``VALID``, or the pads themselves, beginnings then ends.
    """

    strides: list[int]
    kernel: list[int] = field(default_factory=list)
    dilations: list[int] = field(default_factory=list)
    padding: str | list[int] = "VALID"

    @property
    def dims(self) -> int:
        """Number of spatial axes."""
        return len(self.strides)

    def attributes(self, sizes: Sequence[int | str | None]) -> Attributes:
        """The attributes of the ONNX operator.

        Args:
            sizes: Spatial extents of what it slides over, as far as they are known.
        """
        found: Attributes = {"strides": [max(1, stride) for stride in self.strides]}
        if self.kernel:
            found["kernel_shape"] = self.kernel
        if any(dilation > 1 for dilation in self.dilations):
            found["dilations"] = self.dilations
        pads = self.pads(sizes)
        if pads is None:
            found["auto_pad"] = "SAME_UPPER"
        elif any(pads):
            found["pads"] = pads
        return found

    def pads(self, sizes: Sequence[int | str | None]) -> list[int] | None:
        """The pads per spatial axis, None where they depend on sizes that are not known."""
        if isinstance(self.padding, list):
            return self.padding
        if self.padding != "SAME":
            return [0] * 2 * self.dims
        if len(self.kernel) != self.dims:
            return None
        totals = []
        for axis, kernel in enumerate(self.kernel):
            dilation = self.dilations[axis] if axis < len(self.dilations) else 1
            stride = max(1, self.strides[axis])
            size = sizes[axis] if axis < len(sizes) else None
            reach = (kernel - 1) * max(1, dilation) + 1
            if stride == 1:
                totals.append(reach - 1)
            elif isinstance(size, int):
                totals.append(max(0, (-(-size // stride) - 1) * stride + reach - size))
            else:
                return None
        return [total // 2 for total in totals] + [total - total // 2 for total in totals]


Activation = Callable[[Writer, int, int], int]
"""Writes an activation of a value to an output (ABSENT for a new value)."""


@dataclass(slots=True)
class Layout:
    """Where the channels are in what a node reads and makes.

    Attributes:
        last: Whether they come last.
        activate: An activation that the node ends with, None for none.
    """

    last: bool = True
    activate: Activation | None = None

    def enter(self, w: Writer, value: int, spatial: int) -> int:
        """A value as ONNX's operators want it."""
        return to_first(w, value, spatial) if self.last else value

    def leave(
        self, w: Writer, op: str, inputs: list[int], attributes: Attributes, dims: int
    ) -> None:
        """Adds the operator, the activation, and what brings the result to the node's layout."""
        if not self.last and self.activate is None:
            w.make(op, inputs, attributes, w.output())
            return
        value = w.make(op, inputs, attributes)
        if self.activate is not None:
            value = self.activate(w, value, ABSENT if self.last else w.output())
        if self.last:
            to_last(w, value, dims, w.output())


def sizes_of(shape: Shape | None, dims: int) -> Sequence[int | str | None]:
    """The spatial extents of a value whose channels come first."""
    return [None] * dims if shape is None or len(shape) != dims + 2 else shape[2:]


def convolve(
    w: Writer, x: int, weight: int, bias: int, window: Window, layout: Layout, group: int = 0
) -> None:
    """A convolution.

    Args:
        w: The node.
        x: What it reads, in the node's layout.
        weight: In ONNX's order: output channels, input channels of a group, kernel.
        bias: One number per output channel, ABSENT for none.
        window: How it slides; its kernel is taken from the weight.
        layout: The node's.
        group: Number of groups; 0 to work it out from the channels.
    """
    source = layout.enter(w, x, window.dims)
    shape, kernel = w.shape(source), w.shape(weight)
    if kernel is not None and len(kernel) == window.dims + 2:
        window.kernel = [extent for extent in kernel[2:] if isinstance(extent, int)]
        channels = shape[1] if shape is not None and len(shape) > 1 else None
        inner = kernel[1]
        if not group and isinstance(channels, int) and isinstance(inner, int) and inner > 0:
            group = channels // inner
    attributes = window.attributes(sizes_of(shape, window.dims))
    attributes["group"] = max(1, group)
    inputs = [source, weight] + ([bias] if bias >= 0 else [])
    layout.leave(w, "Conv", inputs, attributes, window.dims)


def deconvolve(w: Writer, x: int, weight: int, bias: int, window: Window, layout: Layout) -> None:
    """A transposed convolution; its weight in ONNX's order: input channels, output channels."""
    source = layout.enter(w, x, window.dims)
    kernel = w.shape(weight)
    attributes: Attributes = {"strides": [max(1, stride) for stride in window.strides]}
    if kernel is not None and len(kernel) == window.dims + 2:
        extents = [extent for extent in kernel[2:] if isinstance(extent, int)]
        attributes["kernel_shape"] = extents
        strides = [max(1, stride) for stride in window.strides]
        cut = [max(0, k - s) for k, s in zip(extents, strides, strict=False)]
        if window.padding == "SAME" and any(cut):
            attributes["pads"] = [each // 2 for each in cut] + [each - each // 2 for each in cut]
        elif isinstance(window.padding, list):
            attributes["pads"] = window.padding
    if any(dilation > 1 for dilation in window.dilations):
        attributes["dilations"] = window.dilations
    inputs = [source, weight] + ([bias] if bias >= 0 else [])
    layout.leave(w, "ConvTranspose", inputs, attributes, window.dims)


def pool(
    w: Writer,
    op: Literal["MaxPool", "AveragePool", "LpPool"],
    x: int,
    window: Window,
    layout: Layout,
) -> None:
    """A pooling."""
    source = layout.enter(w, x, window.dims)
    attributes = window.attributes(sizes_of(w.shape(source), window.dims))
    layout.leave(w, op, [source], attributes, window.dims)


def resize(
    w: Writer, x: int, sizes: int, mode: str, layout: Layout, *, corners: bool, centres: bool
) -> None:
    """An interpolation to a size.

    Args:
        w: The node.
        x: What it reads.
        sizes: Height and width, a vector.
        mode: ``linear``, ``nearest`` or ``cubic``.
        layout: The node's.
        corners: Whether corners are aligned.
        centres: Whether the centres of elements are aligned.
    """
    source = layout.enter(w, x, 2)
    data, shape = w.data(sizes), w.shape(source)
    wanted = ABSENT
    if data is not None and data.size == 2 and shape is not None and len(shape) == 4:
        batch, channels = (e if isinstance(e, int) else 1 for e in shape[:2])
        wanted = w.integers([batch, channels, *(int(e) for e in data.flat)])
    place = "align_corners" if corners else "half_pixel" if centres else "asymmetric"
    attributes: Attributes = {"mode": mode, "coordinate_transformation_mode": place}
    if mode == "nearest" and not centres:
        attributes["nearest_mode"] = "floor"
    inputs = [source, ABSENT, ABSENT, wanted if wanted >= 0 else sizes]
    layout.leave(w, "Resize", inputs, attributes, 2)


def blocks(
    w: Writer, op: Literal["SpaceToDepth", "DepthToSpace"], x: int, size: int, layout: Layout
) -> None:
    """Moves blocks of the image into channels or back."""
    source = layout.enter(w, x, 2)
    layout.leave(w, op, [source], {"blocksize": max(1, size)}, 2)


def batch_norm(
    w: Writer, x: int, parameters: Sequence[int], epsilon: float, layout: Layout, dims: int
) -> None:
    """A batch normalisation with scale, shift, mean and variance per channel."""
    source = layout.enter(w, x, dims)
    layout.leave(w, "BatchNormalization", [source, *parameters], {"epsilon": epsilon}, dims)


def response_norm(
    w: Writer, x: int, radius: int, bias: float, alpha: float, beta: float, layout: Layout
) -> None:
    """A local response normalisation over 2 · radius + 1 channels."""
    size = 2 * max(0, radius) + 1
    attributes: Attributes = {"size": size, "bias": bias, "alpha": alpha * size, "beta": beta}
    layout.leave(w, "LRN", [layout.enter(w, x, 2)], attributes, 2)
