"""Operators of torchvision's own domain."""

from __future__ import annotations

from inspector.ir.normal.dialects.aten.call import Call, Entry, entered
from inspector.ir.normal.dialects.aten.convolution import VISION


def _suppression(c: Call) -> None:
    boxes = c.make("Unsqueeze", [c.value("dets"), c.w.integers([0])])
    scores = c.make("Unsqueeze", [c.value("scores"), c.w.integers([0, 1])])
    limit = c.scalar(c.number("iou_threshold"))
    found = c.make("NonMaxSuppression", [boxes, scores, c.w.constant((1,)), limit])
    last = c.make("Gather", [found, c.w.integers([2])], {"axis": 1})
    c.make("Squeeze", [last, c.w.integers([1])], None, c.out)


def _align(c: Call) -> None:
    regions = c.value("rois")
    boxes = c.make("Slice", [regions, *(c.w.integers([n]) for n in (1, 5, 1))])
    batch = c.make("Gather", [regions, c.scalar_index(0)], {"axis": 1})
    attributes: dict[str, object] = {
        "output_height": c.integer("pooled_height", 1),
        "output_width": c.integer("pooled_width", 1),
        "spatial_scale": c.number("spatial_scale", 1.0),
        "sampling_ratio": max(c.integer("sampling_ratio"), 0),
    }
    c.make("RoiAlign", [c.x, boxes, c.make("Cast", [batch], {"to": 7})], attributes, c.out)


ENTRIES: dict[str, Entry] = {**VISION, "nms": _suppression, "roi_align": _align}
WRITERS = {name: entered(entry) for name, entry in ENTRIES.items()}
