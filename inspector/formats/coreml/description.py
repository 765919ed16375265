"""What a Core ML model says of itself: its inputs, outputs and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.formats.protobuf import Field, Wire
from inspector.ir.graph import Shape

# ModelDescription
_INPUT, _OUTPUT, _STATE, _METADATA = 1, 10, 13, 100
# FeatureDescription, FeatureType
_NAME, _TYPE = 1, 3
_IMAGE, _ARRAY, _STATE_TYPE = 4, 5, 8
# ArrayFeatureType
_SHAPE, _DTYPE = 1, 2
_DTYPES = {65568: "float32", 65600: "float64", 131104: "int32", 65552: "float16", 131080: "int8"}
# ImageFeatureType
_WIDTH, _HEIGHT, _COLOURS = 1, 2, 3
_GRAY = frozenset({10, 40})
_FACTS = {1: "description", 2: "version", 3: "author", 4: "license"}
_USER_DEFINED = 100
_FACTS_KEPT = 100


@dataclass(slots=True)
class Feature:
    """An input or output of a model.

    Attributes:
        name: As stored.
        dtype: One of ``inspector.ir.graph.DTYPES``.
        shape: [C, H, W] for an image, None when it is not stated.
        image: Whether it is given as an image.
    """

    name: str
    dtype: str = "unknown"
    shape: Shape | None = None
    image: bool = False


@dataclass(slots=True)
class Description:
    """Inputs, outputs, states and facts."""

    inputs: list[Feature] = field(default_factory=list)
    outputs: list[Feature] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


def describe(wire: Wire, message: Field | None) -> Description:
    """Reads a ``ModelDescription``; an empty one when there is none."""
    found = Description()
    for each in wire.within(message) if message is not None else ():
        if each.number in (_INPUT, _STATE):
            found.inputs.append(_feature(wire, each))
        elif each.number == _OUTPUT:
            found.outputs.append(_feature(wire, each))
        elif each.number == _METADATA:
            found.facts = _facts(wire, each)
    return found


def _feature(wire: Wire, message: Field) -> Feature:
    feature = Feature("")
    for each in wire.within(message):
        if each.number == _NAME:
            feature.name = wire.text(each)
        elif each.number == _TYPE:
            for kind in wire.within(each):
                _specify(wire, kind, feature)
    return feature


def _specify(wire: Wire, kind: Field, feature: Feature) -> None:
    if kind.number == _STATE_TYPE:
        for inner in wire.within(kind):
            if inner.number == 1:
                _array(wire, inner, feature)
    elif kind.number == _ARRAY:
        _array(wire, kind, feature)
    elif kind.number == _IMAGE:
        stated = {each.number: each.value for each in wire.within(kind) if each.end < 0}
        channels = 1 if stated.get(_COLOURS) in _GRAY else 3
        feature.image, feature.dtype = True, "float32"
        feature.shape = (channels, stated.get(_HEIGHT), stated.get(_WIDTH))


def _array(wire: Wire, message: Field, feature: Feature) -> None:
    extents: list[int] = []
    for each in wire.within(message):
        if each.number == _SHAPE:
            extents += wire.numbers(each)
        elif each.number == _DTYPE:
            feature.dtype = _DTYPES.get(each.value, "unknown")
    feature.shape = tuple(extent if 0 < extent < 1 << 62 else None for extent in extents) or None


def _facts(wire: Wire, message: Field) -> dict[str, str]:
    facts: dict[str, str] = {}
    for each in wire.within(message):
        if each.number in _FACTS:
            facts[_FACTS[each.number]] = wire.text(each)
        elif each.number == _USER_DEFINED and len(facts) < _FACTS_KEPT:
            pair = {part.number: wire.text(part) for part in wire.within(each)}
            facts[pair.get(1, "")] = pair.get(2, "")
    return {key: text for key, text in facts.items() if key and text}
