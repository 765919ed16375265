"""``inspector suggest``: what recurs in a model, each the begin of a signature."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click
import msgspec

from inspector.analysis.discovery.words import compared, told
from inspector.analysis.report import Problem
from inspector.cli.conversation import Conversation
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import Bar, ProblemError, fail, one_line, output_console, show_logs
from inspector.data import neighbourhood_tables
from inspector.worker.messages import Draft, Drafted, Open, SceneReady, Suggest, Suggested

if TYPE_CHECKING:
    from inspector.analysis.discovery.records import Suggestions


@click.command("suggest")
@click.argument("model", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--signature",
    "number",
    type=click.IntRange(min=1),
    metavar="N",
    help="Print a signature of the region in this row instead.",
)
@reading_options
def suggest(model: str, as_json: bool, number: int | None, reading: Reading) -> None:
    """List what recurs in MODEL: how large, how often, and how rare in the library's examples."""
    show_logs()
    try:
        with Bar(None) as bar, Conversation(reading.limits(), bar.tell) as child:
            child.ask(Open(1, 1, model, reading.libraries()))
            child.expect(SceneReady)
            child.ask(Suggest(1, 2, [str(path) for path in neighbourhood_tables()]))
            suggestions = child.expect(Suggested).suggestions
            text = _draft(child, suggestions, number) if number is not None else ""
    except ProblemError as error:
        fail(error, model)
    if text:
        click.echo(text, nl=False)
    elif as_json:
        sys.stdout.buffer.write(msgspec.json.encode(suggestions) + b"\n")
    else:
        _print(suggestions)


def _draft(child: Conversation, suggestions: Suggestions, number: int) -> str:
    if number > len(suggestions.found):
        message = f"There is no row {number}: {len(suggestions.found)} regions recur."
        raise ProblemError(Problem("no-such-region", message))
    first, *others = suggestions.found[number - 1].occurrences
    child.ask(Draft(1, 3, first, others))
    return child.expect(Drafted).text


def _print(suggestions: Suggestions) -> None:
    from rich.table import Table

    console = output_console()
    if not suggestions.found:
        console.print("Nothing recurs in this model.")
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    total = len(suggestions.corpus.families)
    for number, each in enumerate(suggestions.found, start=1):
        table.add_row(str(number), one_line(each.name), told(each, total))
    console.print(table)
    console.print()
    console.print(compared(suggestions.corpus), markup=False)
