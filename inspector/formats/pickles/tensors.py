"""Tensors in pickles: what the functions that rebuild them are given becomes a shape and a place.

The functions and the order of their arguments are those of PyTorch's ``torch/_utils.py`` and
``torch/_tensor.py`` and of NumPy's ``numpy/_core/src/multiarray/methods.c`` (``array_setstate``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from inspector.formats.elements import NUMPY_DTYPES
from inspector.formats.pickles.values import (
    Blob,
    Global,
    Instance,
    Mapping,
    Persistent,
    PickleValue,
    Sequence,
)

_MOST_AXES = 64
_LARGEST = 1 << 62
_DEPTH = 8
"""Functions around each other that rebuild one tensor."""

STORAGES = {
    "FloatStorage": "float32",
    "DoubleStorage": "float64",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128",
    "QInt8Storage": "int8",
    "QUInt8Storage": "uint8",
    "QInt32Storage": "int32",
    "QUInt4x2Storage": "uint4",
    "QUInt2x4Storage": "uint2",
    "UntypedStorage": "uint8",
}
"""Element types by the class of the storage that holds them."""

TORCH_DTYPES = {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "qint8": "int8",
    "quint8": "uint8",
    "qint32": "int32",
    "cfloat": "complex64",
    "cdouble": "complex128",
    "quint4x2": "uint4",
    "quint2x4": "uint2",
    **{
        name: name
        for name in "float32 float64 float16 bfloat16 int8 int16 int32 int64 uint8 uint16 uint32 "
        "uint64 bool complex64 complex128".split()
    },
    **{f"float8_{kind}": "float8" for kind in "e4m3fn e5m2 e4m3fnuz e5m2fnuz e8m0fnu".split()},
}


@dataclass(slots=True, frozen=True)
class Storage:
    """Where the elements of tensors are, found by the loading program under a key.

    Attributes:
        key: Name of the storage, e.g. ``0``.
        dtype: Type of its elements.
        size: Number of its elements, -1 when not stated.
        start: For a view of a larger storage, the element it begins at.
    """

    key: str
    dtype: str
    size: int = -1
    start: int = 0


@dataclass(slots=True, frozen=True)
class Tensor:
    """A tensor as a pickle describes it.

    Attributes:
        dtype: One of ``inspector.ir.graph.DTYPES``.
        shape: Extents of all axes.
        strides: Elements from one to the next along each axis, empty when they lie in order.
        offset: First element in the storage.
        storage: Where its elements are, None when they stand in the pickle or nowhere.
        blob: Where its bytes stand in the pickle.
        big_endian: Whether those bytes are in the other order.
    """

    dtype: str
    shape: tuple[int, ...]
    strides: tuple[int, ...] = ()
    offset: int = 0
    storage: Storage | None = None
    blob: Blob | None = None
    big_endian: bool = False

    @property
    def in_order(self) -> bool:
        """Whether its elements lie one after the other in the order of the axes."""
        expected = 1
        for extent, stride in zip(reversed(self.shape), reversed(self.strides), strict=False):
            if extent > 1 and stride != expected:
                return False
            expected *= extent
        return True


def storage_of(value: PickleValue) -> Storage | None:
    """The storage that a persistent id names, None when it names none.

    The id is ``("storage", class, key, place, size)``, in files before PyTorch 1.6 followed by
    ``(key, start, size)`` of the view or None (``torch/serialization.py``).
    """
    if not isinstance(value, Persistent) or not isinstance(value.identifier, Sequence):
        return None
    parts = value.identifier.items
    if len(parts) < 5 or parts[0] != "storage" or not isinstance(parts[1], Global):
        return None
    key, size = parts[2], parts[4]
    if not isinstance(key, str | int):
        return None
    dtype = STORAGES.get(parts[1].name.rpartition(".")[2], "unknown")
    start, view = 0, parts[5] if len(parts) > 5 else None
    if isinstance(view, Sequence) and len(view.items) == 3:
        start = view.items[1] if isinstance(view.items[1], int) else 0
    return Storage(
        str(key)[:64] if isinstance(key, str) or abs(key) < _LARGEST else "?",
        dtype,
        size if isinstance(size, int) and 0 <= size < _LARGEST else -1,
        start if 0 <= start < _LARGEST else 0,
    )


def tensor_of(value: PickleValue) -> Tensor | None:
    """The tensor that a value would have become, None when it is none or makes no sense."""
    for _ in range(_DEPTH):
        if not isinstance(value, Instance):
            return None
        module, _, name = value.path.rpartition(".")
        if module.startswith("torch"):
            if name in _WRAPPERS:
                value = value.argument(0)
                continue
            if name.startswith("_rebuild_from_type"):
                value = Instance(value.argument(0), value.argument(2))
                continue
            return _TORCH[name](value) if name in _TORCH else None
        if value.path in _NUMPY:
            return _NUMPY[value.path](value)
        return None
    return None


def numbers(value: PickleValue) -> tuple[int, ...] | None:
    """A shape or strides: a tuple, list or ``torch.Size`` of integers that are not negative."""
    if isinstance(value, Instance) and value.path == "torch.Size":
        value = value.argument(0)
    if not isinstance(value, Sequence) or len(value.items) > _MOST_AXES:
        return None
    found = [item for item in value.items if isinstance(item, int) and 0 <= item < _LARGEST]
    return tuple(found) if len(found) == len(value.items) else None


def torch_dtype(value: PickleValue) -> str:
    """The element type that ``torch.float32`` and its siblings name, ``unknown`` for others."""
    return TORCH_DTYPES.get(value.name, "unknown") if isinstance(value, Global) else "unknown"


def numpy_dtype(value: PickleValue) -> tuple[str, bool]:
    """The element type that a pickled ``numpy.dtype`` names, and whether it is big endian."""
    if not isinstance(value, Instance) or not value.path.endswith("dtype"):
        return "unknown", False
    code = value.argument(0)
    state = value.states[-1] if value.states else None
    order = state.items[1] if isinstance(state, Sequence) and len(state.items) > 1 else "<"
    if not isinstance(code, str):
        return "unknown", False
    match = re.fullmatch(r"[<>|=]?([a-z])(\d{1,2})", code)
    return NUMPY_DTYPES.get(match[1] + match[2], "unknown") if match else "unknown", order == ">"


def _strided(value: Instance, dtype: str = "") -> Tensor | None:
    storage = storage_of(value.argument(0))
    offset, shape = value.argument(1), numbers(value.argument(2))
    strides = numbers(value.argument(3))
    if storage is None or shape is None or not isinstance(offset, int):
        return None
    if strides is None or len(strides) != len(shape) or not 0 <= offset < _LARGEST:
        return None
    return Tensor(dtype or storage.dtype, shape, strides, offset, storage)


def _typed(value: Instance) -> Tensor | None:
    return _strided(value, torch_dtype(value.argument(6)))


def _meta(value: Instance) -> Tensor | None:
    shape = numbers(value.argument(1))
    return None if shape is None else Tensor(torch_dtype(value.argument(0)), shape)


def _wrapper(value: Instance) -> Tensor | None:
    shape = numbers(value.argument(2))
    return None if shape is None else Tensor(torch_dtype(value.argument(1)), shape)


def _sparse(value: Instance) -> Tensor | None:
    data = value.argument(1)
    if not isinstance(data, Sequence) or len(data.items) < 3:
        return None
    sizes = [numbers(item) for item in data.items]
    shape = next((size for size in sizes if size is not None), None)
    inner = [tensor for tensor in map(_plain, data.items) if tensor is not None]
    return Tensor(inner[-1].dtype if inner else "unknown", shape) if shape is not None else None


def _plain(value: PickleValue) -> Tensor | None:
    """A tensor inside another, which is not of the kind that holds tensors itself."""
    plain = isinstance(value, Instance) and value.path.rpartition(".")[2] in _TORCH_PLAIN
    return tensor_of(value) if plain else None


_TORCH_PLAIN: dict[str, Callable[[Instance], Tensor | None]] = {
    "_rebuild_tensor": _strided,
    "_rebuild_tensor_v2": _strided,
    "_rebuild_tensor_v3": _typed,
    "_rebuild_qtensor": _strided,
    "_rebuild_meta_tensor_no_storage": _meta,
    "_rebuild_wrapper_subclass": _wrapper,
}
_TORCH: dict[str, Callable[[Instance], Tensor | None]] = {
    **_TORCH_PLAIN,
    "_rebuild_sparse_tensor": _sparse,
    "_rebuild_sparse_csr_tensor": _sparse,
}
_WRAPPERS = frozenset(
    {
        "_rebuild_parameter",
        "_rebuild_parameter_with_state",
        "_rebuild_device_tensor_from_numpy",
        "_rebuild_device_tensor_from_cpu_tensor",
        "_rebuild_nested_tensor",
        "Parameter",
    }
)


def _array(value: Instance) -> Tensor | None:
    """``numpy.ndarray``: state ``(version, shape, dtype, column order, bytes)``."""
    state = value.states[-1] if value.states else None
    if not isinstance(state, Sequence) or len(state.items) < 4:
        return None
    shape = numbers(state.items[-4])
    if shape is None:
        return None
    dtype, big = numpy_dtype(state.items[-3])
    content = state.items[-1]
    blob = content if isinstance(content, Blob) and not content.is_text else None
    return Tensor(
        dtype, shape, _columns(shape) if state.items[-2] is True else (), 0, None, blob, big
    )


def _columns(shape: tuple[int, ...]) -> tuple[int, ...]:
    """Strides of an array whose first axis runs fastest."""
    strides, step = [], 1
    for extent in shape:
        strides.append(step)
        step *= extent
    return tuple(strides)


def _from_buffer(value: Instance) -> Tensor | None:
    shape = numbers(value.argument(2))
    dtype, big = numpy_dtype(value.argument(1))
    content = value.argument(0)
    blob = content if isinstance(content, Blob) else None
    return None if shape is None else Tensor(dtype, shape, (), 0, None, blob, big)


def _joblib_array(value: Instance) -> Tensor | None:
    """A wrapper of joblib; the machine put the place of its bytes among its items."""
    state = value.state()
    shape = numbers(state.get("shape"))
    dtype, big = numpy_dtype(state.get("dtype"))
    blob = value.items[0] if value.items and isinstance(value.items[0], Blob) else None
    if shape is None:
        return None
    strides = _columns(shape) if state.get("order") == "F" else ()
    return Tensor(dtype, shape, strides, 0, None, blob, big)


_NUMPY: dict[str, Callable[[Instance], Tensor | None]] = {
    "numpy.core.multiarray._reconstruct": _array,
    "numpy._core.multiarray._reconstruct": _array,
    "numpy.core.numeric._frombuffer": _from_buffer,
    "numpy._core.numeric._frombuffer": _from_buffer,
    "joblib.numpy_pickle.NumpyArrayWrapper": _joblib_array,
}


def attributes_of(value: PickleValue) -> Mapping:
    """The named parts of a pickled module: parameters, buffers and modules in it, in this order.

    ``torch.nn.Module`` keeps each kind in a dictionary of its own (``torch/nn/modules/module.py``).
    """
    found = Mapping()
    if isinstance(value, Instance):
        state = value.state()
        for kind in ("_parameters", "_buffers", "_modules"):
            found.pairs += entries_of(state.get(kind))
    return found


def entries_of(value: PickleValue) -> list[tuple[PickleValue, PickleValue]]:
    """The pairs of a dictionary or of an ordered one, however it is pickled."""
    if isinstance(value, Mapping):
        return value.pairs
    if not isinstance(value, Instance) or not value.path.endswith(_DICTIONARIES):
        return []
    pairs = list(value.pairs)
    given = value.argument(0)
    if isinstance(given, Mapping):
        return given.pairs + pairs
    if isinstance(given, Sequence):  # Python 2 gives a list of pairs
        for item in given.items:
            if isinstance(item, Sequence) and len(item.items) == 2:
                pairs.append((item.items[0], item.items[1]))
    return pairs


_DICTIONARIES = ("OrderedDict", "defaultdict", "Counter", "dict", "Dict", "Namespace")
