"""``inspector signatures figures``: a small table of an evaluation, for the pages of signatures."""

from __future__ import annotations

from pathlib import Path

import click

from inspector.cli.output import fail, one_line, output_console, show_logs
from inspector.data import figures_file
from inspector.errors import InspectorError


@click.command("figures")
@click.argument("evaluation", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the table goes.  [default: the one that pages show]",
)
def figures_command(evaluation: Path, output: Path | None) -> None:
    """Keep of EVALUATION what the pages of signatures show: how right each family is.

    EVALUATION is what 'inspector evaluate LABELS ROOT --json' prints. Its date is the file's.
    """
    from inspector.analysis.shelf.figures import (
        made_on,
        read_evaluation,
        table_of,
        write_figures,
    )

    show_logs()
    target = output or figures_file()
    try:
        table = table_of(read_evaluation(evaluation), made_on(evaluation))
    except InspectorError as error:
        fail(error)
    write_figures(table, target)
    output_console().print(
        f"{len(table.families):,} families in {table.files:,} models, "
        f"written to {one_line(str(target))}",
        markup=False,
    )
