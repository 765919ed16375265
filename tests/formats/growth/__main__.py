"""Measures how reading grows with the nodes of a model: ``python -m tests.formats.growth --help``.

A slope of 1 between the logarithms of nodes and seconds is linear growth.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.formats.growth.chains import CHAINS
from tests.formats.growth.measuring import measure

COUNTS = (1000, 2000, 5000, 10_000, 20_000)
STEEPEST = 1.3


def main() -> int:
    """Measures the formats asked for; the status tells whether one grows faster than it should."""
    parser = argparse.ArgumentParser(prog="python -m tests.formats.growth", description=__doc__)
    parser.add_argument("--format", action="append", choices=CHAINS, help="all when not given")
    parser.add_argument("--most", type=int, default=COUNTS[-1], help="nodes of the largest file")
    given = parser.parse_args()
    counts = [count for count in COUNTS if count <= given.most] or [given.most // 4, given.most]
    steep = 0
    print(f"processor seconds to read and to normalise; slopes up to {STEEPEST} are linear\n")
    heads = "".join(f"{count:>16,}" for count in counts)
    print(f"{'format':<17}{heads}{'slopes':>14}")
    for name in given.format or CHAINS:
        with tempfile.TemporaryDirectory() as folder:
            growth = measure(CHAINS[name], counts, Path(folder))
        pairs = zip(growth.reading, growth.normalising, strict=True)
        cells = "".join(f"{f'{read:.2f} + {norm:.2f}':>16}" for read, norm in pairs)
        slopes = growth.slopes()
        steep += max(slopes) > STEEPEST
        print(f"{name:<17}{cells}{f'{slopes[0]:.2f}, {slopes[1]:.2f}':>14}", flush=True)
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
