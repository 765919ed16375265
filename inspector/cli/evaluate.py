"""``inspector evaluate``: how right the verdicts are on a labelled corpus."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table

from inspector.analysis.corpus.labels import Label, place_of, read_labels
from inspector.analysis.evaluation import Evaluation, Outcome, evaluate
from inspector.analysis.report import Report
from inspector.cli.judged import Judged, join
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import Bar, one_line, output_console, show_logs
from inspector.signatures import load_library
from inspector.worker.pool import Pool, default_jobs


class Kept(msgspec.Struct):
    """A line of the file that makes an evaluation resumable."""

    library: str
    scrub: bool
    outcome: Outcome
    leave_out: bool = False


@click.command("evaluate")
@click.argument("labels", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("root", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jobs", type=click.IntRange(min=1), help="Files at the same time.")
@click.option("--scrub", is_flag=True, help="Take away all names and metadata first.")
@click.option(
    "--leave-out",
    is_flag=True,
    help="Scan each file without its own family: every claim is wrong then.",
)
@click.option(
    "--relatives",
    is_flag=True,
    help="Print what was taken for what among families that are near one another.",
)
@click.option(
    "--signature",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Add this signature file and count its family, or its block, alone.",
)
@click.option(
    "--expect",
    multiple=True,
    metavar="FAMILY",
    help="Families whose models the signature should match; by default its own.",
)
@click.option(
    "--resume",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Keep results in this file and do not repeat those it holds.",
)
@reading_options
def evaluate_command(
    labels: Path,
    root: Path,
    as_json: bool,
    jobs: int | None,
    scrub: bool,
    leave_out: bool,
    relatives: bool,
    signature: Path | None,
    expect: tuple[str, ...],
    resume: Path | None,
    reading: Reading,
) -> None:
    """Scan the models that LABELS names below ROOT and count right and wrong verdicts.

    LABELS is a tab-separated table with the columns "file" and "family" (empty for a model of no
    family that the library knows). Columns "architecture" and "type" are counted too.
    """
    show_logs()
    rows = read_labels(labels)
    with tempfile.TemporaryDirectory(prefix="inspector-") as folder:
        libraries = reading.libraries()
        judged = None
        if signature is not None:
            judged = join(signature, Path(folder))
            libraries = [*libraries, folder]
            rows = judged.relabel(rows, expect)
        jobs = min(jobs or default_jobs(), max(1, len(rows)))
        digest = load_library([Path(library) for library in libraries]).digest
        run = Run(root, digest, scrub, leave_out, resume, judged)
        known = _known(run)
        pool = Pool(jobs, reading.limits(jobs), libraries, scrub=scrub)
        try:
            outcomes = list(_outcomes(rows, run, pool, known))
        finally:
            pool.close()
    result = evaluate(outcomes, judged.name if judged is not None else None)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(result) + b"\n")
    else:
        print_evaluation(result)
        if relatives:
            print_relatives(result, output_console())


@dataclass(frozen=True, slots=True)
class Run:
    """What the outcomes of one evaluation have in common."""

    root: Path
    library: str
    scrub: bool
    leave_out: bool
    resume: Path | None
    judged: Judged | None = None


def _known(run: Run) -> dict[str, Outcome]:
    """Outcomes kept by an earlier evaluation of the same kind."""
    if run.resume is None or not run.resume.exists():
        return {}
    known: dict[str, Outcome] = {}
    for line in run.resume.read_bytes().splitlines():
        try:
            kept = msgspec.json.decode(line, type=Kept)
        except msgspec.DecodeError:
            continue
        if (kept.library, kept.scrub, kept.leave_out) == (run.library, run.scrub, run.leave_out):
            known[kept.outcome.file] = kept.outcome
    return known


def _outcomes(
    rows: list[Label], run: Run, pool: Pool, known: dict[str, Outcome]
) -> Iterator[Outcome]:
    left = [label for label in rows if label.file not in known]
    for label in rows:
        if label.file in known:
            outcome = known[label.file]
            outcome.family, outcome.kind = "" if run.leave_out else label.family, label.kind
            yield outcome
    unknown = [label.family for label in left] if run.leave_out else []
    with Bar(len(left)) as bar:
        reports = pool.scan([str(place_of(label, run.root)) for label in left], bar.tell, unknown)
        for label, report in zip(left, reports, strict=True):
            outcome = outcome_of(label, report)
            if run.judged is not None:
                outcome.found = run.judged.found(report)
            if run.leave_out:
                outcome.family = ""
            if run.resume is not None:
                kept = Kept(run.library, run.scrub, outcome, run.leave_out)
                with run.resume.open("ab") as keep:
                    keep.write(msgspec.json.encode(kept) + b"\n")
            bar.step()
            yield outcome


def outcome_of(label: Label, report: Report) -> Outcome:
    """What a report says of a labelled file."""
    verdict = report.verdict
    seconds = report.seconds
    return Outcome(
        label.file,
        label.family,
        verdict.family if verdict is not None else None,
        verdict.confidence if verdict is not None else 0.0,
        report.coverage,
        seconds.read + seconds.normalise + seconds.match,
        report.nodes,
        report.error.code if report.error is not None else "",
        (verdict.architecture, verdict.type) if verdict is not None else (None, None),
        label.kind,
    )


def print_evaluation(result: Evaluation) -> None:
    """Prints the table per family, the confusions and the sums."""
    console = output_console()
    table = Table(box=None, pad_edge=False)
    table.add_column("Family")
    for heading in ("Files", "Right", "Missed", "Wrongly claimed", "Explained"):
        table.add_column(heading, justify="right")
    for score in result.families:
        table.add_row(
            score.family,
            str(score.files),
            str(score.true_positives),
            _unless_zero(score.false_negatives),
            _unless_zero(score.false_positives),
            f"{score.coverage:.0%}" if score.files else "",
        )
    console.print(table)
    _print_confusions(result, console.print)
    _print_buckets(result, console)
    median, high, greatest = result.seconds
    console.print()
    console.print(
        f"Files                     {result.files}, of them not read {len(result.errors)}"
    )
    console.print(f"Mean true positive rate   {result.mean_true_positive_rate:.2%}")
    console.print(f"Precision                 {result.precision:.2%}")
    if result.foreign[1]:
        console.print(f"Foreign models claimed    {result.foreign[0]} of {result.foreign[1]}")
        middle, most = result.foreign_confidence
        console.print(f"Confidence of those       {middle:.2f} median, {most:.2f} most")
    for name, told in (("Architecture", result.architectures), ("Type", result.types)):
        if told.right + told.unknown + told.wrong:
            console.print(
                f"{name:<26}{told.right} told right, {told.unknown} not told, {told.wrong} wrong"
            )
    console.print(f"Nodes explained           {result.coverage:.1%}")
    console.print(
        f"Seconds a file            {median:.3f} median, {high:.3f} at 95 %, {greatest:.3f} most"
    )


def _print_buckets(result: Evaluation, console: Console) -> None:
    """Prints how sure the right and the wrong claims were."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Claims by confidence", "Right", "Wrong"):
        table.add_column(heading, justify="left" if not table.columns else "right")
    above = ""
    for bucket in result.buckets:
        name = f"{bucket.least:.0%} and more" if not above else f"{bucket.least:.0%} to {above}"
        table.add_row(name, _unless_zero(bucket.right), _unless_zero(bucket.wrong))
        above = f"{bucket.least:.0%}"
    console.print()
    console.print(table)


def print_relatives(result: Evaluation, console: Console) -> None:
    """Prints a table of confusions per group of near relatives: rows are labels.

    A column stands for each family that a file of the group was taken for.
    """
    for group in result.relatives:
        columns = [row.family for row in group.rows]
        columns += sorted({name for row in group.rows for name in row.found} - {*columns, ""})
        table = Table(box=None, pad_edge=False)
        table.add_column("")
        for place in range(len(columns)):
            table.add_column(_letter(place), justify="right")
        table.add_column("none", justify="right")
        for row in group.rows:
            counts = [row.found.get(name, 0) for name in [*columns, ""]]
            name = f"{_letter(columns.index(row.family))}  {row.family}"
            table.add_row(name, *(str(count) if count else "·" for count in counts))
        console.print()
        console.print(f"{group.title}: {group.right} of {group.files} on the diagonal")
        for name in columns[len(group.rows) :]:
            console.print(f"{_letter(columns.index(name))}  {name} (of another group)")
        console.print(table)


def _letter(place: int) -> str:
    return chr(ord("A") + place % 26) * (place // 26 + 1)


def _unless_zero(count: int) -> str:
    return str(count) if count else "–"


def _print_confusions(result: Evaluation, show: object) -> None:
    lines: Iterable[str] = (
        f"  {confusion.family or '(no family)'} taken for {confusion.found or 'nothing known'}: "
        f"{len(confusion.files)}, e.g. {one_line(confusion.files[0])}"
        for confusion in result.confusions
    )
    if result.confusions and callable(show):
        show("\nWrong verdicts")
        for line in lines:
            show(line, highlight=False)
    for outcome in result.errors:
        if callable(show):
            show(f"  not read ({outcome.error}): {one_line(outcome.file)}", highlight=False)
