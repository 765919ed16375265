"""``python -m inspector.benchmark``: the measurements as commands."""

from __future__ import annotations

import click

from inspector.benchmark.corpus import corpus
from inspector.benchmark.drafting import drafting
from inspector.benchmark.matching import matching
from inspector.benchmark.merging import merging
from inspector.benchmark.scanning import scanning
from inspector.benchmark.window import window
from inspector.benchmark.workbench import workbench


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure, and hold the figures against the bars that the project sets itself.

    Exit status: 0 when every bar is met, 1 otherwise.
    """


for command in (corpus, drafting, matching, merging, scanning, window, workbench):
    main.add_command(command)

if __name__ == "__main__":
    main()
