"""``python -m inspector.robustness``: makes all changes to labelled files and counts what stays."""

from __future__ import annotations

import csv
from pathlib import Path

import click
import msgspec

from inspector.robustness.child import CHANGES
from inspector.robustness.running import Outcome, choose, run
from inspector.robustness.table import differences, refusals, rows, table

MEBIBYTE = 1 << 20


@click.command()
@click.argument("labels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--files", default=120, show_default=True, help="Number of files.")
@click.option("--largest", default=64, show_default=True, help="Megabytes of a file's weights.")
@click.option("--seconds", default=60.0, show_default=True, help="Longest time for one change.")
@click.option("--jobs", default=1, show_default=True, help="Files at a time.")
@click.option(
    "--change", "only", multiple=True, type=click.Choice(CHANGES[1:]), help="Only this; repeatable."
)
@click.option("--match", default="", help="Only files whose name holds this.")
@click.option(
    "--keep", type=click.Path(file_okay=False, path_type=Path),
    help="Keep the changed files here, without weights, and take them from here next time.",
)  # fmt: skip
@click.option(
    "--json", "target", type=click.Path(dir_okay=False, path_type=Path),
    help="Write outcomes here, one a line; files that stand there already are not run again.",
)  # fmt: skip
def main(
    labels: Path,
    root: Path,
    files: int,
    largest: int,
    seconds: float,
    jobs: int,
    only: tuple[str, ...],
    match: str,
    keep: Path | None,
    target: Path | None,
) -> None:
    """Change the models that LABELS names below ROOT and tell which verdicts stay.

    LABELS is a table with tabs between the columns 'file' and 'family'. Exit status: 0 when every
    change kept every verdict, 1 otherwise.
    """
    choice = choose(_labelled(labels, match), root, files, largest * MEBIBYTE)
    outcomes = _known(target)
    done = {outcome.file for outcome in outcomes}
    left = [file for file in choice.files if file not in done]
    changes = only or CHANGES[1:]
    for found in run(left, root, changes, seconds=seconds, jobs=jobs, keep=keep):
        outcomes += found
        _keep(target, found)
        click.echo(f"{len({o.file for o in outcomes})}/{len(choice.files)}", err=True)
    counted = rows(outcomes)
    click.echo(table(counted))
    click.echo(f"\n{choice.too_large} files had more than {largest} MB of weights.")
    click.echo("\n".join(["", *refusals(counted), "", *differences(outcomes)]))
    raise SystemExit(any(row.same_verdict < row.files for row in counted))


def _labelled(labels: Path, match: str) -> list[tuple[str, str]]:
    with labels.open(encoding="utf-8", newline="") as file:
        entries = csv.DictReader(file, delimiter="\t")
        return [(e["file"], e["family"]) for e in entries if match in e["file"]]


def _known(target: Path | None) -> list[Outcome]:
    if target is None or not target.exists():
        return []
    lines = target.read_bytes().splitlines()
    return [msgspec.json.decode(line, type=Outcome) for line in lines]


def _keep(target: Path | None, outcomes: list[Outcome]) -> None:
    if target is not None:
        with target.open("ab") as file:
            file.writelines(msgspec.json.encode(outcome) + b"\n" for outcome in outcomes)


if __name__ == "__main__":
    main()
