"""A signature from selected nodes, and a signature text matched on an open model."""

from __future__ import annotations

import re
import time
from pathlib import PurePath

from inspector.analysis.families import Judge
from inspector.analysis.folding import Folding, fold_graph
from inspector.analysis.program import compile_block, compile_clause, compile_family
from inspector.analysis.report import DraftMatches, TextProblem
from inspector.analysis.scanning import Scan
from inspector.analysis.whynot import explain_miss
from inspector.ir.normal import LAYOUT
from inspector.matching import FoldedGraph, Matcher, Miss
from inspector.matching.plan import COMMUTATIVE
from inspector.signatures import Library, Signature, SignatureError, read_signature
from inspector.signatures.library import references

MAX_MATCHES = 2000


def level(scan: Scan, strata: int) -> Folding:
    """The graph with the blocks of the first strata folded (kept)."""
    if strata >= len(scan.program.strata):
        return scan.folding
    known = scan.levels.get(strata)
    if known is None:
        known = scan.levels[strata] = fold_graph(scan.normal, scan.program, strata=strata)
    return known


def stratum_of(scan: Scan, signature: Signature) -> int:
    """How many strata must be folded before a block can be matched."""
    used = references(signature) - {signature.name}
    needed = 0
    for number, stratum in enumerate(scan.program.strata, start=1):
        if any(block.signature.name in used for block in stratum):
            needed = number
    return needed


def match_draft(scan: Scan, library: Library, text: str, stored: list[int]) -> DraftMatches:
    """Matches a signature text on a scanned model.

    Args:
        scan: The open model.
        library: The library the text would join.
        text: The whole file.
        stored: Stored nodes it was drafted from, may be empty.
    """
    start = time.perf_counter()
    if not text.strip():
        return DraftMatches("empty")
    try:
        signature = read_signature(text)
    except SignatureError as error:
        return DraftMatches("broken", [_problem(error)])
    if signature.kind == "block":
        result = _match_block(scan, signature)
    else:
        result = _match_family(scan, signature)
    result.problems = _warnings(scan, signature)
    if result.matches:
        chosen = set(stored)
        inside = bool(chosen) and all(chosen & set(match) for match in result.matches)
        result.state = "selection" if inside and len(result.matches) == 1 else "elsewhere"
    result.seconds = time.perf_counter() - start
    return result


def _problem(error: SignatureError) -> TextProblem:
    span = error.span
    return TextProblem(
        error.code,
        error.message,
        span.line,
        span.column,
        span.end_line,
        max(span.end_column, span.column + 1) if span.end_line == span.line else span.end_column,
        error.help,
    )


def _warnings(scan: Scan, signature: Signature) -> list[TextProblem]:
    """Operators that neither the library nor the model knows."""
    known = set(scan.program.blocks) | set(scan.normal.ops) | {signature.name} | LAYOUT
    problems = []
    for name in sorted(references(signature) - known):
        place = re.search(rf"\b{re.escape(name)}\b", signature.text)
        line = signature.text.count("\n", 0, place.start()) + 1 if place else 1
        column = place.start() - signature.text.rfind("\n", 0, place.start()) if place else 1
        problems.append(
            TextProblem(
                "operator-not-here",
                f"'{name}' is no block of the library and does not occur in this model",
                line, column, line, column + len(name),
                "Check the spelling, or open a model that has it", "warning",
            )
        )  # fmt: skip
    return problems


def _match_block(scan: Scan, signature: Signature) -> DraftMatches:
    folding = level(scan, stratum_of(scan, signature))
    graph = folding.graph
    matcher = Matcher(graph)
    compiled = compile_block(signature)
    matches: list[list[int]] = []
    claimed: set[int] = set()
    results: set[int] = set()
    for form in compiled.forms:
        for binding in matcher.matches(form.plan):
            moving = [n for n in binding.nodes if not graph.node_constant(n)]
            if binding.result in results or not claimed.isdisjoint(moving):
                continue
            results.add(binding.result)
            claimed.update(moving)
            matches.append(sorted({i for n in binding.nodes for i in graph.stored(n)}))
    if matcher.exhausted.results and not matches:
        return DraftMatches(
            "nowhere", failure="The search was given up: there are too many ways to match this"
        )
    if matches:
        matches.sort()
        return DraftMatches("elsewhere", matches=matches[:MAX_MATCHES])
    miss = Miss()
    for form in compiled.forms:
        Matcher(graph).matches(form.plan, miss)
    failure, blamed = explain_miss(graph, compiled.forms[0].plan, miss)
    return DraftMatches("nowhere", failure=failure, blamed=blamed)


def _match_family(scan: Scan, signature: Signature) -> DraftMatches:
    judge = Judge(scan.folding)
    family = compile_family(signature)
    result = judge.judge(family)
    graph = scan.folding.graph
    if result is None:
        for clause in signature.where:
            compiled = compile_clause(clause)
            if judge.occurrences(compiled):
                continue
            if compiled.plan is None:
                return DraftMatches("nowhere", failure=f"{clause.name}: no {clause.text} here")
            miss = Miss()
            Matcher(graph).matches(compiled.plan, miss)
            failure, blamed = explain_miss(graph, compiled.plan, miss)
            return DraftMatches("nowhere", failure=f"{clause.name}: {failure}", blamed=blamed)
        return DraftMatches("nowhere", failure="No connected region holds all clauses")
    found = [o for c in result.clauses if not c.negative for o in c.occurrences]
    matches = [sorted({i for n in o.leaves for i in graph.stored(n)}) for o in found]
    if result.satisfied:
        return DraftMatches("elsewhere", matches=matches[:MAX_MATCHES])
    failed = next((c for c in result.clauses if not c.satisfied), None)
    if failed is None:
        return DraftMatches("nowhere", failure="The clauses do not stand in the order asked for")
    word = "must be absent but occurs" if failed.negative else "is there"
    failure = f"{failed.clause.name}: {failed.clause.text} {word} {failed.found} times"
    blamed = sorted({i for o in failed.occurrences for n in o.leaves for i in graph.stored(n)})
    return DraftMatches("nowhere", failure=failure, blamed=blamed[:MAX_MATCHES])


def draft(scan: Scan, stored: list[int]) -> str:
    """A signature text that matches at least the selected stored nodes.

    The selection is written with the largest blocks that lie wholly inside it; a single fold is
    written as what it is made of.
    """
    wanted = set(stored)
    for strata in range(len(scan.program.strata), -1, -1):
        graph = level(scan, strata).graph
        nodes = _selected(graph, wanted, whole=strata > 0)
        if len(nodes) > 1 or (nodes and nodes[0] not in graph.folds):
            break
    name = _free_name(scan)
    pattern, inputs = _Writer(graph, nodes).write()
    lines = [
        "format: 1",
        f"block: {name}",
        "title: New block",
        "description: What these nodes do, in one sentence.",
        "folds: false",
        f"inputs: [{', '.join(inputs)}]",
        "pattern: |",
        *(f"  {line}" for line in pattern),
        "examples:",
        f"  - {{file: {_quoted(PurePath(scan.model.path).name)}, matches: {{{name}: 1}}}}",
    ]
    text = "\n".join(lines) + "\n"
    count = len(match_draft(scan, Library(), text, stored).matches)
    return text.replace(f"{{{name}: 1}}", f"{{{name}: {count}}}")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _free_name(scan: Scan) -> str:
    number = 1
    while f"NewBlock{number if number > 1 else ''}" in scan.program.signatures:
        number += 1
    return f"NewBlock{number if number > 1 else ''}"


def _selected(graph: FoldedGraph, wanted: set[int], *, whole: bool) -> list[int]:
    """Live nodes that make up the selection; none when one reaches beyond it."""
    found = []
    for node in range(len(graph.ops)):
        if not graph.alive[node] or graph.node_constant(node):
            continue
        stored = graph.stored(node)
        inside = sum(1 for index in stored if index in wanted)
        if inside == 0:
            continue
        if whole and inside < len(stored):
            return []
        if not whole and inside * 2 < len(stored):
            continue
        found.append(node)
    compute = [node for node in found if graph.ops[node] not in LAYOUT]
    return sorted(compute or found, key=lambda n: (graph.order[n], n))


INPUT_NAMES = ("x", "y", "z", "u", "v", "w")
WIDTH_NAMES = "CDEFGHKMN"


class _Writer:
    """Writes nodes as statements: one per node, values named after what makes them."""

    def __init__(self, graph: FoldedGraph, nodes: list[int]) -> None:
        self._graph = graph
        self._nodes = nodes
        self._names: dict[int, str] = {}
        self._inputs: dict[int, str] = {}
        self._widths: dict[int, str] = {}
        self._counts: dict[str, int] = {}

    def write(self) -> tuple[list[str], list[str]]:
        """The pattern's lines and the names of its inputs."""
        graph = self._graph
        members = set(self._nodes)
        sinks = [n for n in self._nodes if not self._read_inside(n, members)]
        last = sinks[-1] if sinks else (self._nodes[-1] if self._nodes else -1)
        ordered = [n for n in self._nodes if n != last] + ([last] if last >= 0 else [])
        for node in self._nodes:
            self._name_outputs(node, "out" if node == last else "")
        lines = []
        for node in ordered:
            targets = [self._names[v] for v in graph.outputs[node] if v in self._names]
            lines.append(f"{', '.join(targets)} = {self._expression(node)}")
        return lines, list(self._inputs.values())

    def _read_inside(self, node: int, members: set[int]) -> bool:
        graph = self._graph
        return any(
            reader in members
            for value in graph.outputs[node]
            if value >= 0
            for reader in graph.readers[graph.roots[value]]
        )

    def _name_outputs(self, node: int, name: str) -> None:
        graph = self._graph
        operator = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", graph.ops[node].rpartition(".")[2])
        base = re.sub(r"[^a-z0-9_]", "", operator.lower())[:24] or "node"
        base = base if base[0].isalpha() else f"n{base}"
        outputs = [v for v in graph.outputs[node] if v >= 0]
        if graph.ops[node] != "Split":
            outputs = outputs[:1]
        for place, value in enumerate(outputs):
            number = self._counts.get(base, 0) + 1
            self._counts[base] = number
            own = name if name and place == 0 else f"{base}{number}"
            self._names[value] = "not_" if own == "not" else own

    def _expression(self, node: int) -> str:
        graph = self._graph
        operator = graph.ops[node]
        arguments = [self._argument(value) for value in graph.inputs[node]]
        if operator == "Add" and len(arguments) == 2:
            return " + ".join(arguments)
        if operator == "Mul" and len(arguments) == 2:
            return " * ".join(arguments)
        while arguments and arguments[-1] in ("$", "_") and operator not in COMMUTATIVE:
            arguments.pop()
        if operator == "Concat" and len(arguments) > 8:
            arguments = [*arguments[:2], "..."]
        constraints = self._constraints(node)
        brackets = f"[{', '.join(constraints)}]" if constraints else ""
        return f"{operator}{brackets}({', '.join(arguments)})"

    def _argument(self, value: int) -> str:
        graph = self._graph
        if value < 0:
            return "_"
        if graph.constant[value]:
            number = graph.scalar(value)
            data = graph.normal.data[value]
            single = data is not None and data.size == 1
            return f"{number:.6g}" if number is not None and single and abs(number) < 1e6 else "$"
        root = graph.roots[value]
        if root in self._names:
            return self._names[root]
        if root not in self._inputs:
            count = len(self._inputs)
            free = INPUT_NAMES[count] if count < len(INPUT_NAMES) else f"x{count}"
            self._inputs[root] = free
        return self._inputs[root]

    def _constraints(self, node: int) -> list[str]:
        attributes = self._graph.attributes[node]
        found = []
        kernel = attributes.get("kernel")
        if isinstance(kernel, list):
            found.append(f"kernel={self._sizes(kernel)}")
            stride = attributes.get("stride")
            if isinstance(stride, list) and any(s != 1 for s in stride):
                found.append(f"stride={self._sizes(stride)}")
        if attributes.get("depthwise"):
            found.append("depthwise")
        elif isinstance(attributes.get("group"), int) and "kernel" in attributes:
            group = attributes["group"]
            found.append("group=1" if group == 1 else "group>1")
        for key in ("in", "out"):
            width = attributes.get(key)
            if isinstance(width, int) and width > 1:
                found.append(f"{key}={self._width(width)}")
        activation = attributes.get("activation")
        if isinstance(activation, str):
            found.append(f"activation={activation}")
        return found

    @staticmethod
    def _sizes(sizes: list[object]) -> str:
        if len(set(sizes)) == 1:
            return str(sizes[0])
        return f"({', '.join(str(s) for s in sizes)})"

    def _width(self, width: int) -> str:
        """A width as a variable, or as a small multiple of one seen before."""
        if width in self._widths:
            return self._widths[width]
        for known, name in self._widths.items():
            if "*" not in name and width % known == 0 and 2 <= width // known <= 8:
                self._widths[width] = f"{width // known}*{name}"
                return self._widths[width]
        free = [c for c in WIDTH_NAMES if c not in self._widths.values()]
        if not free:
            return "_"
        self._widths[width] = free[0]
        return free[0]
