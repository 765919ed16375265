"""Reading takes time in proportion to a model's nodes; ``python -m tests.formats.growth``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.growth.chains import CHAINS
from tests.formats.growth.measuring import measure, slope

COUNTS = (400, 3200)
STEEPEST = 1.6
"""Halfway to quadratic growth; short times vary by a half on a busy machine."""


@pytest.mark.parametrize("name", CHAINS)
def test_reading_grows_in_proportion(tmp_path: Path, name: str) -> None:
    slopes = measure(CHAINS[name], COUNTS, tmp_path).slopes()
    assert max(slopes) < STEEPEST


def test_a_slope_is_an_exponent() -> None:
    counts = [10, 100, 1000]
    assert slope(counts, [count**2 / 1e6 for count in counts]) == pytest.approx(2)
    assert slope(counts, [count / 1e6 for count in counts]) == pytest.approx(1)
