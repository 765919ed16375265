"""``inspector explain``: the evidence behind one file's verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from inspector.analysis.report import DraftMatches, Evidence, Problem, Report
from inspector.cli.conversation import Conversation
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import (
    Bar,
    ProblemError,
    describe,
    fail,
    one_line,
    output_console,
    show_logs,
)
from inspector.errors import InspectorError
from inspector.worker.messages import (
    DraftMatched,
    MatchDraft,
    NodeReference,
    Open,
    Refer,
    Referred,
    Scanned,
)
from inspector.worker.paths import printable


class Explanation(msgspec.Struct):
    """What ``explain --json`` prints.

    Attributes:
        report: As ``scan --json`` prints it.
        evidence: Its trees; ``stored`` names nodes by index.
        nodes: Every node that the evidence names.
        why_not: For a signature that was asked for and is no part of the evidence: how far it got.
    """

    report: Report
    evidence: list[Evidence]
    nodes: list[NodeReference]
    why_not: DraftMatches | None = None


@click.command()
@click.argument("model", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--signature", metavar="ID", help="Only this signature: why it matches, or why not.")
@click.option("--all", "everything", is_flag=True, help="Show every match down to its nodes.")
@reading_options
def explain(
    model: str,
    as_json: bool,
    signature: str | None,
    everything: bool,
    reading: Reading,
) -> None:
    """Show why MODEL gets its verdict: signature, clauses, matches and nodes."""
    show_logs()
    try:
        with Bar(None) as bar, Conversation(reading.limits(), bar.tell) as child:
            explanation = _ask(child, model, signature, reading.libraries())
    except InspectorError as error:
        fail(error, model)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(explanation) + b"\n")
    else:
        _print(explanation, everything=everything, blocks=signature is not None)


def _text_of(signature: str, libraries: list[str]) -> str:
    """The text of a signature's file.

    Raises:
        ProblemError: There is no such signature.
    """
    from inspector.signatures import load_library

    found = load_library([Path(folder) for folder in libraries]).signatures.get(signature)
    if found is None:
        raise ProblemError(
            Problem(
                "unknown-signature",
                f"There is no signature '{signature}'.",
                help="'inspector signatures list' shows all.",
            )
        )
    return found.text


def _ask(
    child: Conversation, model: str, signature: str | None, libraries: list[str]
) -> Explanation:
    child.ask(Open(1, 1, model, libraries))
    scanned = child.expect(Scanned)
    scanned.report.path = printable(model)
    evidence, why_not = scanned.evidence, None
    if signature is not None:
        evidence = list(_of_signature(evidence, signature))
        if not evidence:
            child.ask(MatchDraft(1, 2, _text_of(signature, libraries), []))
            why_not = child.expect(DraftMatched).result
    stored = {index for item in evidence for index in item.stored}
    if why_not is not None:
        stored |= {*why_not.blamed, *(index for match in why_not.matches for index in match)}
    child.ask(Refer(1, 3, sorted(stored)))
    nodes = child.expect(Referred).nodes
    return Explanation(scanned.report, evidence, nodes, why_not)


def _of_signature(evidence: list[Evidence], signature: str) -> Iterator[Evidence]:
    """Yields the topmost entries that speak of a signature, the outermost ones alone if any."""
    waiting = evidence[::-1]
    outermost = [item for item in evidence if item.signature == signature]
    if outermost:
        yield from outermost
        return
    while waiting:
        item = waiting.pop()
        if item.signature == signature:
            yield item
        else:
            waiting.extend(reversed(item.children))


def _print(explanation: Explanation, *, everything: bool, blocks: bool) -> None:
    from inspector.cli.evidence_tree import EvidenceTree

    report, why_not = explanation.report, explanation.why_not
    console = output_console()
    tree = EvidenceTree(explanation.nodes, everything=everything, blocks=blocks)
    console.print(tree.draw(describe(report.verdict), explanation.evidence))
    if report.verdict is not None:
        click.echo(f"confidence: {report.verdict.confidence:.0%}")
    click.echo(f"explained: {report.coverage:.0%} of {report.nodes:,} nodes")
    for finding in report.findings:
        where = f" ({one_line(finding.where)})" if finding.where else ""
        click.echo(f"{finding.severity}[{finding.code}]: {one_line(finding.message)}{where}")
    for skipped in report.skipped:
        click.echo(f"not looked at: {one_line(skipped)}")
    if why_not is not None:
        _print_why_not(why_not, explanation.nodes)


def _print_why_not(why_not: DraftMatches, nodes: list[NodeReference]) -> None:
    """Says what a signature that is no part of the evidence lacks."""
    for problem in why_not.problems:
        click.echo(f"line {problem.line}: {one_line(problem.message)}")
    if why_not.matches:
        click.echo(f"matches: {len(why_not.matches)}, but another signature explains more")
        return
    click.echo(f"no match: {one_line(why_not.failure) or 'nothing in the graph is like it'}")
    blamed = [node for node in nodes if node.index in set(why_not.blamed)]
    for node in blamed:
        click.echo(f"  at #{node.index} {one_line(node.op_type)} {one_line(node.name)}".rstrip())
