"""Recognises Core ML's files, which have no magic number, by the fields they start with."""

from __future__ import annotations

from pathlib import Path

from inspector.formats.errors import FormatError
from inspector.formats.limits import Limits
from inspector.formats.protobuf import Field, Wire
from inspector.formats.source import Source

KINDS = {
    200: "pipeline", 201: "pipeline", 202: "pipeline",
    300: "linear model", 301: "support vector machine", 302: "tree ensemble",
    303: "neural network", 304: "Bayesian regression",
    400: "linear model", 401: "support vector machine", 402: "tree ensemble",
    403: "neural network", 404: "nearest neighbours",
    500: "neural network", 501: "recommender", 502: "ML program",
    555: "custom model", 556: "linked model", 560: "confidence thresholds",
    600: "one-hot encoder", 601: "imputer", 602: "feature vectorizer", 603: "dictionary vectorizer",
    604: "scaler", 606: "categorical mapping", 607: "normalizer", 609: "array feature extractor",
    610: "non-maximum suppression", 900: "identity",
    2000: "text classifier", 2001: "word tagger", 2002: "vision features",
    2003: "sound preprocessing", 2004: "gazetteer", 2005: "word embedding",
    2006: "audio features", 3000: "serialized model",
}  # fmt: skip
"""Kinds of models by the number of their field (Model.proto)."""

VERSION, DESCRIPTION, UPDATABLE = 1, 2, 10
_NEWEST = 99
_ENVELOPE = frozenset({VERSION, DESCRIPTION, UPDATABLE})
_IN_DESCRIPTION = frozenset({1, 10, 11, 12, 13, 20, 21, 50, 100})
_IN_FEATURE = frozenset({1, 2, 3})


def looks_like_model(head: bytes, path: Path) -> bool:
    """Tells whether a file is a ``Model`` message.

    ONNX's files also begin with a version and a text, so the description is looked into, and one
    field must be a kind of model.

    Args:
        head: The beginning of the file.
        path: The file.
    """
    if len(head) < 4 or head[0] != 0x08 or not 0 < head[1] <= _NEWEST or head[2] != 0x12:
        return False
    try:
        with Source(path, Limits()) as source:
            return _is_model(Wire(source, Limits(fields=4096)))
    except FormatError:
        return False


def _is_model(wire: Wire) -> bool:
    found = False
    for field in wire.fields(0, wire.size):
        if field.number == DESCRIPTION:
            if not _is_description(wire, field):
                return False
        elif field.number in KINDS:
            found = True
        elif field.number not in _ENVELOPE:
            return False
    return found


def _is_description(wire: Wire, description: Field) -> bool:
    """Whether a field is a ``ModelDescription``, by its inputs."""
    for field in wire.within(description):
        if field.number not in _IN_DESCRIPTION:
            return False
        if field.number in (1, 10):
            return all(each.number in _IN_FEATURE for each in wire.within(field))
    return True
