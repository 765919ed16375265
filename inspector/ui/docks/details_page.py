"""The details of a box as HTML; everything that comes from the file is escaped."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from PySide6.QtGui import QTextDocument

from inspector.analysis.report import Details, Documentation, StoredNode
from inspector.analysis.tensors import TensorSummary
from inspector.layout.display import Box
from inspector.session.scene_map import SceneMap
from inspector.ui.theme import Theme
from inspector.ui.widgets.histogram import HEIGHT, WIDTH
from inspector.ui.words import plural

EMPTY = (
    "<p class='muted'>Select a node to see its operator, attributes, inputs and outputs, "
    "and the stored nodes behind it.</p>"
)
_MOST_NODES = 100

Ports = list[tuple[str, str, str, bool]]
Measured = Mapping[tuple[int, str], TensorSummary | None]


def style(theme: Theme) -> str:
    """The style sheet of the page."""
    t = theme
    return (
        f"<style>body {{ color: {t.text}; }} h2 {{ margin: 0 0 2px 0; font-size: large; }}"
        f"h3 {{ margin: 12px 0 3px 0; color: {t.muted}; font-size: small; }}"
        "table { margin: 0 0 6px 0; }"
        f".muted {{ color: {t.muted}; }} a {{ color: {t.accent}; text-decoration: none; }}"
        f"td {{ padding: 2px 14px 2px 0; }} code {{ color: {t.text}; }}</style>"
    )


def box_page(box: Box, scene: SceneMap) -> str:
    """What the scene itself tells of a box, until its details arrive."""
    parts = [f"<h2>{escape(box.label)}</h2>", _muted(box.detail), _differs(box)]
    if box.stored:
        parts.append(_muted(plural(len(box.stored), "stored node")))
    if box.kind == "run":
        parts.append(_muted(f"{box.count} equal folds in a chain"))
    return "".join(parts)


def details_page(details: Details, measured: Measured, box: Box | None = None) -> str:
    """The details of a box.

    Args:
        details: What the file's process told of it.
        measured: Constants whose elements were asked for.
        box: As it is drawn.
    """
    parts = [
        f"<h2>{escape(details.title)}</h2>",
        _muted(details.kind),
        f"<p>{escape(details.description)}</p>" if details.description else "",
        _differs(box) if box is not None else "",
        _pairs("Attributes", [pair for pair in details.attributes if pair[1] != "None"]),
        _ports("Inputs", details.inputs),
        _ports("Outputs", details.outputs),
    ]
    if details.stored:
        shown, total = min(len(details.stored), _MOST_NODES), details.stored_total
        count = plural(total, "stored node")
        title = count if shown >= total else f"{count}, the first {shown}"
        parts.append(f"<h3>{escape(title)}</h3>")
        parts += [stored_node(node, measured) for node in details.stored[:_MOST_NODES]]
    if details.documentation is not None:
        parts.append(documentation(details.documentation))
    return "".join(parts)


def stored_node(node: StoredNode, measured: Measured) -> str:
    """A stored node: where it is, what it reads and makes, and the constants asked for."""
    domain = f"{node.domain}::" if node.domain else ""
    head = (
        f"<p style='margin: 8px 0 0 0'><a href='node:{node.index}'>"
        f"<b>{escape(domain + node.op_type)}</b> #{node.index}</a> "
        f"<span class='muted'>{escape(node.name)}</span>"
    )
    place = " · ".join(part for part in (node.path, node.scope) if part)
    if place:
        head += f"<br><span class='muted'>{escape(place)}</span>"
    rows = [_row("in", port, node.index, str(at), measured) for at, port in enumerate(node.inputs)]
    rows += [_row("out", port) for port in node.outputs]
    rows += [_attribute(node.index, name, text, measured) for name, text in node.attributes]
    return f"{head}</p><table cellspacing='0'>{''.join(rows)}</table>"


def _row(
    side: str,
    port: tuple[str, str, str, bool],
    node: int = -1,
    place: str = "",
    measured: Measured | None = None,
) -> str:
    name, dtype, shape, constant = port
    kind = escape(" ".join(part for part in (dtype, shape) if part))
    row = f"<tr><td class='muted'>{side}</td><td>{escape(name or '–')}</td><td class='muted'>{kind}"
    if not constant or measured is None:
        return f"{row}{' · constant' if constant else ''}</td></tr>"
    return f"{row} · {_link(node, place)}</td></tr>{_asked(node, place, measured)}"


def _attribute(node: int, name: str, text: str, measured: Measured) -> str:
    row = f"<tr><td class='muted'>attr</td><td>{escape(name)}</td><td>{escape(text)}"
    if not text.startswith("tensor "):
        return f"{row}</td></tr>"
    return f"{row} · {_link(node, name)}</td></tr>{_asked(node, name, measured)}"


def _link(node: int, place: str) -> str:
    return f"<a href='values:{node}/{escape(place, quote=True)}'>values</a>"


def _asked(node: int, place: str, measured: Measured) -> str:
    """A row with what is known of a constant, none as long as nobody asked."""
    if (node, place) not in measured:
        return ""
    summary = measured[node, place]
    shown = "<span class='muted'>reading …</span>"
    if summary is not None:
        shown = tensor(summary, f"histogram:{node}/{escape(place, quote=True)}")
    return f"<tr><td></td><td colspan='2'>{shown}</td></tr>"


def tensor(summary: TensorSummary, picture: str) -> str:
    """What the elements of a constant are like.

    Args:
        summary: What was found.
        picture: Address of the picture of its histogram.
    """
    if summary.problem is not None:
        help_text = f" {summary.problem.help}" if summary.problem.help else ""
        return f"<span class='muted'>{escape(summary.problem.message + help_text)}</span>"
    facts = [plural(summary.elements, "element")]
    if summary.finite:
        facts += [
            f"from {summary.minimum:.6g} to {summary.maximum:.6g}",
            f"mean {summary.mean:.6g} ± {summary.deviation:.6g}",
        ]
    odd = (
        (summary.zeros, "zero"),
        (summary.nan, "NaN"),
        (summary.positive_infinite, "+∞"),
        (summary.negative_infinite, "-∞"),
    )
    facts += [f"{number:,} {name}".replace(",", "\u202f") for number, name in odd if number]
    lines = [escape(" · ".join(facts))]
    if summary.histogram:
        ends = f"<span class='muted'>{summary.minimum:.4g} … {summary.maximum:.4g}</span>"
        lines.append(f"<img src='{picture}' width='{WIDTH}' height='{HEIGHT}'><br>{ends}")
    if summary.first:
        more = ", …" if summary.elements > len(summary.first) else ""
        first = escape(", ".join(summary.first) + more)
        lines.append(f"<span class='muted'>{first}</span>")
    return "<br>".join(lines)


def documentation(told: Documentation) -> str:
    """What the standard says of an operator."""
    since = f"{escape(told.operator)}, as of version {told.since} of its operator set"
    parts = [f"<h3>Documentation</h3><p class='muted' style='margin: 0'>{since}</p>"]
    parts.append(_from_markdown(told.text))
    parts.append(_pairs("Reads", told.inputs))
    parts.append(_pairs("Makes", told.outputs))
    parts.append(_pairs("Can be told", told.attributes))
    return "".join(parts)


def _from_markdown(text: str) -> str:
    made = QTextDocument()
    features = QTextDocument.MarkdownFeature
    made.setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
    body = re.search(r"<body[^>]*>(.*)</body>", made.toHtml(), re.DOTALL)
    return body[1] if body is not None else ""


def _differs(box: Box) -> str:
    return f"<p>Differs from its equals: {escape(box.note)}</p>" if box.note else ""


def _pairs(title: str, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return ""
    rows = "".join(
        f"<tr><td class='muted'>{escape(name)}</td><td>{escape(text)}</td></tr>"
        for name, text in pairs
    )
    return f"<h3>{title}</h3><table cellspacing='0'>{rows}</table>"


def _ports(title: str, ports: Ports) -> str:
    if not ports:
        return ""
    rows = "".join(
        f"<tr><td>{escape(name or '–')}</td><td class='muted'>{escape(dtype)}</td>"
        f"<td>{escape(shape)}</td><td class='muted'>{'constant' if constant else ''}</td></tr>"
        for name, dtype, shape, constant in ports
    )
    return f"<h3>{title}</h3><table cellspacing='0'>{rows}</table>"


def _muted(text: str) -> str:
    return f"<p class='muted' style='margin: 0'>{escape(text)}</p>" if text else ""
