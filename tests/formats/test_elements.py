"""Elements of few bits, as formats store them."""

from __future__ import annotations

import numpy as np
import pytest

from inspector.formats.elements import decode, stored_length
from inspector.formats.errors import MalformedError

NARROW = [("uint1", 1), ("uint2", 2), ("uint3", 3), ("uint6", 6)]


@pytest.mark.parametrize(("dtype", "width"), NARROW)
def test_elements_of_few_bits_follow_each_other(dtype: str, width: int) -> None:
    numbers = np.arange(10) % (1 << width)
    bits = [(int(number) >> place) & 1 for number in numbers for place in range(width)]
    data = np.packbits(bits, bitorder="little").tobytes()
    assert stored_length(dtype, 10) == len(data)
    assert decode(dtype, (2, 5), data).tolist() == numbers.reshape(2, 5).tolist()


def test_too_few_bits_are_an_error() -> None:
    with pytest.raises(MalformedError):
        decode("uint3", (8,), b"\0")
