"""Arrays that joblib writes into the middle of a pickle.

joblib's ``NumpyArrayWrapper`` (joblib/numpy_pickle.py) stands for an array whose elements follow as
raw bytes right behind the opcode that builds the wrapper. The state of the wrapper tells how many.
"""

from __future__ import annotations

import math

from inspector.formats.pickles.opcodes import BrokenPickle, Cursor
from inspector.formats.pickles.values import Instance, PickleValue, Sequence

_WRAPPER = "joblib.numpy_pickle.NumpyArrayWrapper"
_MOST_AXES = 64  # NumPy's own limit
_LARGEST = 1 << 48


def array_bytes(wrapper: Instance, cursor: Cursor) -> int:
    """Bytes of the array behind a wrapper's state, 0 when it is no wrapper.

    Elements that are Python objects follow as a pickle of their own, which is left to be followed
    like the rest; its result stays unused.

    Args:
        wrapper: An object that has just got its state.
        cursor: Stands behind that; the padding before the array is passed.

    Raises:
        BrokenPickle: The state makes no sense.
    """
    if wrapper.path != _WRAPPER or len(wrapper.states) > 1:
        return 0
    state = wrapper.state()
    width = _item_size(state.get("dtype"))
    shape = state.get("shape")
    if width <= 0 or not isinstance(shape, Sequence):
        raise BrokenPickle("an array inside the pickle is of unknown size")
    extents = [extent for extent in shape.items if isinstance(extent, int)]
    sound = all(0 <= extent < _LARGEST for extent in extents)
    if not sound or len(extents) != len(shape.items) or len(extents) > _MOST_AXES:
        raise BrokenPickle("an array inside the pickle has an impossible shape")
    if isinstance(state.get("numpy_array_alignment_bytes"), int):
        cursor.take(cursor.take(1)[0])
    return width * math.prod(extents)


def _item_size(dtype: PickleValue) -> int:
    """Bytes of one element of a pickled ``numpy.dtype``, 0 when it does not say."""
    code = dtype.argument(0) if isinstance(dtype, Instance) else None
    if not isinstance(code, str) or not code[1:].isdigit() or code[0] in "OV":
        return 0
    width = int(code[1:5])
    return width * 4 if code[0] == "U" else width
