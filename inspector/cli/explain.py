"""``inspector explain``: the evidence behind one file's verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click
import msgspec

from inspector.analysis.report import Evidence, Report
from inspector.cli.conversation import Conversation
from inspector.cli.options import libraries, limit_options, limits_of
from inspector.cli.output import Bar, ProblemError, fail, one_line, output_console, show_logs
from inspector.cli.scan import describe
from inspector.worker.messages import NodeReference, Open, Refer, Referred, Scanned
from inspector.worker.paths import printable

if TYPE_CHECKING:
    from rich.text import Text

_MOST_NODES = 6
"""Nodes named behind one line of the tree."""


class Explanation(msgspec.Struct):
    """What ``explain --json`` prints.

    Attributes:
        report: As ``scan --json`` prints it.
        evidence: Its trees; ``stored`` names nodes by index.
        nodes: Every node that the evidence names.
    """

    report: Report
    evidence: list[Evidence]
    nodes: list[NodeReference]


@click.command()
@click.argument("model", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--signature", metavar="ID", help="Only the evidence of this signature.")
@limit_options
def explain(model: str, as_json: bool, signature: str | None, timeout: float, memory: int) -> None:
    """Show why MODEL gets its verdict: signature, clauses, matches and nodes."""
    show_logs()
    try:
        with Bar(None) as bar, Conversation(limits_of(timeout, memory), bar.tell) as child:
            explanation = _ask(child, model, signature)
    except ProblemError as error:
        fail(error, model)
    if as_json:
        sys.stdout.buffer.write(msgspec.json.encode(explanation) + b"\n")
    else:
        _print_tree(explanation)


def _ask(child: Conversation, model: str, signature: str | None) -> Explanation:
    child.ask(Open(1, 1, model, libraries()))
    scanned = child.expect(Scanned)
    scanned.report.path = printable(model)
    evidence = scanned.evidence
    if signature is not None:
        evidence = list(_of_signature(evidence, signature))
    child.ask(Refer(1, 2, sorted({index for item in evidence for index in item.stored})))
    return Explanation(scanned.report, evidence, child.expect(Referred).nodes)


def _of_signature(evidence: Iterable[Evidence], signature: str) -> Iterator[Evidence]:
    """Yields the topmost entries that speak of a signature."""
    waiting = list(evidence)[::-1]
    while waiting:
        item = waiting.pop()
        if item.signature == signature:
            yield item
        else:
            waiting.extend(reversed(item.children))


def _print_tree(explanation: Explanation) -> None:
    from rich.text import Text
    from rich.tree import Tree

    report = explanation.report
    root = Tree(Text(describe(report.verdict), "bold"), guide_style="dim")
    nodes = {node.index: node for node in explanation.nodes}
    waiting = [(root, item) for item in reversed(explanation.evidence)]
    while waiting:
        branch, item = waiting.pop()
        line = branch.add(_line(item, nodes))
        waiting.extend((line, child) for child in reversed(item.children))
    console = output_console()
    console.print(root)
    if report.verdict is not None:
        console.print(
            f"confidence {report.verdict.confidence:.0%}, "
            f"{report.coverage:.0%} of {report.nodes:,} nodes explained"
        )


def _line(item: Evidence, nodes: dict[int, NodeReference]) -> Text:
    from rich.text import Text

    line = Text.assemble(
        ("" if item.satisfied else "✗ ", "red"),
        (one_line(item.title), "" if item.satisfied else "red"),
    )
    if item.detail:
        line.append(f"  {one_line(item.detail)}", "dim")
    if not item.children and item.stored:
        line.append(f"  {_name_nodes(item.stored, nodes)}", "cyan")
    return line


def _name_nodes(stored: list[int], nodes: dict[int, NodeReference]) -> str:
    known = [nodes[index] for index in stored[:_MOST_NODES] if index in nodes]
    named = [f"#{node.index} {one_line(node.op_type)}" for node in known]
    more = len(stored) - len(known)
    return ", ".join([*named, *([f"and {more} more"] if more else [])])
