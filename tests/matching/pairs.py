"""Random small graphs and patterns for them, the same ones for the same seed.

A pattern is mostly read off the graph and then loosened, so that about half of them match; the
rest is made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

import numpy as np

from inspector.ir.normal import NormalGraph
from inspector.matching import FoldedGraph, Matcher, compile_pattern
from inspector.patterns import PatternError, parse_pattern
from inspector.patterns.syntax import Pattern

UNARY = ("Relu", "Tanh", "Neg")
PAIRS = ("Add", "Mul", "MatMul", "Add")
MANY = ("Concat", "Max")
COMMUTATIVE = ("Add", "Mul", "Max")
LAYOUT = ("Reshape", "Transpose")
LONGEST_CHAIN = 5
"""The oracle writes out chains of so many links."""

COUNTS = ("{0..}", "{1..2}", "{2}", "{2..}")
NEGATIVES = ("Relu({})", "Add({}, _)", "Concat(..., {}, ...)", "Tanh(Neg?({}))", "Transpose({})")
FOLDABLE = ("Relu(Add(x, y))", "Tanh(MatMul(x, y))", "h = Relu(x)\nout = Mul(h, Neg(h))")


@dataclass
class Pair:
    """A graph, a pattern, and the pattern's text."""

    graph: FoldedGraph
    pattern: Pattern
    text: str

    def __str__(self) -> str:
        graph = self.graph
        lines = []
        for node, op in enumerate(graph.ops):
            if graph.alive[node]:
                outputs = ", ".join(f"v{v}" for v in graph.outputs[node])
                inputs = ", ".join(
                    "_" if v < 0 else f"${v}" if graph.constant[v] else f"v{v}"
                    for v in graph.inputs[node]
                )
                lines.append(f"  #{node}: {outputs} = {op}{graph.attributes[node]}({inputs})")
        outputs = ", ".join(f"v{v}" for v in graph.normal.graph_outputs)
        return "\n".join([*lines, f"  return {outputs}", "pattern:", self.text])


def make_pair(seed: int, *, plain: bool = False) -> Pair:
    """The pair of a seed.

    Args:
        seed: Any number.
        plain: Only what a subgraph monomorphism can say: nodes, ports, names that all differ.
    """
    random = Random(seed)
    while True:
        graph = FoldedGraph(_graph(random, plain=plain))
        if not plain and random.random() < 0.2:
            _fold(graph, random)
        writer = _Writer(graph, random, plain=plain)
        text = writer.pattern()
        try:
            pattern = parse_pattern(text)
        except PatternError:
            continue  # e.g. a name defined twice
        longest = max(graph.ops.count(op) for op in UNARY)
        if writer.calls <= 6 and longest <= LONGEST_CHAIN:
            return Pair(graph, pattern, text)


def _graph(random: Random, *, plain: bool) -> NormalGraph:
    graph = NormalGraph()
    shapes = [(2, 3), (2, 3, 4), None]
    values = [graph.add_value("", "float32", random.choice(shapes)) for _ in range(2)]
    graph.graph_inputs = list(values)
    numbers = [graph.add_constant(np.asarray(n, dtype=np.float32)) for n in (0.5, 2.0)]
    numbers.append(graph.add_value("", "float32", (3,)))
    graph.constant[numbers[-1]] = True
    for place in range(random.randint(4, 10)):
        again = place and graph.ops[-1] in UNARY and random.random() < 0.3
        again = again and graph.ops.count(graph.ops[-1]) < 3
        op, count, results = _operator(random) if place else ("Relu", 1, 1)
        if again:
            op, count, results = graph.ops[-1], 1, 1
        given = [] if plain else numbers
        recent = graph.outputs[-1] if again else values
        inputs = [_input(random, recent, given, first=port == 0) for port in range(count)]
        if op == "Concat" and not plain and random.random() < 0.2:
            inputs[random.randrange(1, len(inputs))] = -1
        outputs = [graph.add_value("", "float32", random.choice(shapes)) for _ in range(results)]
        attributes = {key: random.randint(1, 3) for key in "ab" if random.random() < 0.6}
        graph.add_node(op, inputs, outputs, dict(attributes))
        if all(value < 0 or graph.constant[value] for value in inputs):
            for value in outputs:
                graph.constant[value] = True
            numbers += outputs
        else:
            values += outputs
    unread = [value for value in values if not graph.uses[value]]
    graph.graph_outputs = unread + [v for v in values if graph.uses[v] and random.random() < 0.1]
    return graph


def _operator(random: Random) -> tuple[str, int, int]:
    kind = random.random()
    if kind < 0.3:
        return random.choice(UNARY), 1, 1
    if kind < 0.65:
        return random.choice(PAIRS), 2, 1
    if kind < 0.75:
        return random.choice(MANY), random.randint(2, 3), 1
    if kind < 0.82:
        return "Split", 1, 2
    return random.choice(LAYOUT), 1, 1


def _input(random: Random, values: list[int], numbers: list[int], *, first: bool) -> int:
    if numbers and random.random() < (0.05 if first else 0.2):
        return random.choice(numbers)
    return random.choice(values[-4:] if random.random() < 0.8 else values)


def _fold(graph: FoldedGraph, random: Random) -> None:
    """Makes nodes of the matches of a small block."""
    plan = compile_pattern(parse_pattern(random.choice(FOLDABLE)))
    claimed: set[int] = set()
    for binding in Matcher(graph).matches(plan):
        moving = {node for node in binding.nodes if not graph.node_constant(node)}
        if moving and claimed.isdisjoint(moving):
            claimed |= moving
            inputs = [binding.values[register] for register in plan.inputs]
            graph.fold("Block", binding.nodes, inputs, binding.result, {"a": 1})


@dataclass
class _Writer:
    """Writes a pattern after a place of the graph."""

    graph: FoldedGraph
    random: Random
    plain: bool
    calls: int = 0
    names: dict[int, str] = field(default_factory=dict)
    defined: dict[int, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def pattern(self) -> str:
        graph, random = self.graph, self.random
        makers = [node for node, alive in enumerate(graph.alive) if alive]
        if self.plain:
            makers = [node for node in makers if graph.ops[node] not in LAYOUT]
        node = random.choice(makers)
        if not self.plain and random.random() < 0.15:
            result = self.made_up(2)
        else:
            result = self.expression(graph.outputs[node][0], 3, top=True)
        self.lines.append(f"out = {result}")
        if self.plain:
            names = sorted({*self.names.values(), *self.defined.values(), "out"})
            self.lines += [f"{a} != {b}" for a in names for b in names if a < b]
        else:
            self.statements()
        return "\n".join(self.lines)

    def statements(self) -> None:
        """A side branch, values that must differ, and what must not be there."""
        random, names = self.random, [*self.names.values()]
        if names and random.random() < 0.12:
            self.calls += 1
            self.lines.insert(0, f"side = {random.choice(UNARY)}({random.choice(names)})")
        if len(set(names)) > 1 and random.random() < 0.1:
            first, second = random.sample(sorted(set(names)), 2)
            self.lines.append(f"{first} != {second}")
        if random.random() < 0.12:
            self.calls += 1
            inside = random.choice([*names, "out"])
            form = random.choice(NEGATIVES)
            self.lines.append("not " + form.format(inside))

    def expression(self, value: int, depth: int, *, top: bool = False) -> str:
        graph, random = self.graph, self.random
        if value < 0:
            return "_"
        if not self.plain and graph.constant[value] and random.random() < 0.7:
            return self.constant(value)
        root = graph.roots[value]
        if root in self.defined:
            return self.defined[root]
        chain = self.layout_before(value)
        node = chain if chain >= 0 else graph.producer[root]
        if node < 0 or (not top and (depth <= 0 or random.random() < 0.25)):
            return self.leaf(value)
        text = self.call(node, value, depth)
        if self.plain:
            return self.define(root, text) if not top else text
        if top:
            return self.loosened(text, depth)
        if random.random() < 0.25 and chain < 0:
            return self.define(root, text)
        return self.loosened(text, depth)

    def layout_before(self, value: int) -> int:
        """A layout node behind a value, to be named now and then."""
        node = self.graph.producer[value]
        named = node >= 0 and self.graph.ops[node] in LAYOUT and self.graph.alive[node]
        return node if named and not self.plain and self.random.random() < 0.4 else -1

    def define(self, root: int, text: str) -> str:
        name = f"d{len(self.defined)}"
        names = name
        node = self.graph.producer[root]
        port = self.graph.outputs[node].index(root)
        if len(self.graph.outputs[node]) > 1 and self.graph.ops[node] == "Split":
            text = text.removesuffix(".0").removesuffix(".1")
            names = f"{name}, {name}o" if port == 0 else f"{name}o, {name}"
        self.lines.append(f"{names} = {text}")
        self.defined[root] = name
        return name

    def leaf(self, value: int) -> str:
        random = self.random
        if not self.plain and random.random() < 0.2:
            return "_"
        root = self.graph.roots[value]
        if root not in self.names or (not self.plain and random.random() < 0.1):
            self.names[root] = f"x{len(self.names)}"
        if self.plain:
            return self.names[root]
        shape = self.graph.shapes[value]
        rank = f"[rank={len(shape)}]" if shape is not None and random.random() < 0.1 else ""
        return self.names[root] + rank + ("!" if random.random() < 0.05 else "")

    def constant(self, value: int) -> str:
        number = self.graph.scalar(value)
        if number is not None and self.random.random() < 0.6:
            return f"{number:g}"
        return "$" if self.random.random() < 0.7 else f"$c{self.graph.roots[value] % 3}"

    def call(self, node: int, value: int, depth: int) -> str:
        graph, random = self.graph, self.random
        self.calls += 1
        op = graph.ops[node]
        inputs = list(graph.inputs[node])
        if op in COMMUTATIVE and random.random() < 0.5:
            random.shuffle(inputs)
        if not self.plain and op in ("Add", "Mul") and random.random() < 0.3:
            inputs = self.flattened(op, inputs)
        arguments = [self.expression(entry, depth - 1) for entry in inputs]
        if not self.plain:
            arguments = self.cut(op, arguments, inputs)
        head = self.head(op) + self.constraints(node)
        if not self.plain and op in UNARY and head[0] != "_" and random.random() < 0.15:
            head += random.choice(COUNTS)
        port = ""
        if op in ("Split", "Block"):
            at = graph.outputs[node].index(graph.roots[value])
            port = f".{at}" if self.plain or random.random() < 0.7 else ""
        return f"{head}({', '.join(arguments)}){port}"

    def head(self, op: str) -> str:
        if not self.plain and self.random.random() < 0.08:
            other = self.random.choice([*UNARY, *PAIRS, "Transpose"])
            return f"{{{op}, {other}}}" if other != op else op
        return "_" if not self.plain and op in UNARY and self.random.random() < 0.05 else op

    def flattened(self, op: str, inputs: list[int]) -> list[int]:
        """Operands of a sum with the sums among them opened."""
        graph = self.graph
        found: list[int] = []
        for value in inputs:
            node = graph.producer[graph.roots[value]]
            opens = node >= 0 and graph.ops[node] == op and not graph.constant[value]
            if opens and len(found) < 3:
                self.calls += 1
            found += graph.inputs[node] if opens and len(found) < 3 else [value]
        self.random.shuffle(found)
        return found

    def cut(self, op: str, arguments: list[str], inputs: list[int]) -> list[str]:
        """Leaves inputs out: constants at the end, or with dots."""
        random = self.random
        while arguments and inputs and inputs[-1] >= 0 and self.graph.constant[inputs[-1]]:
            if random.random() < 0.6 or len(arguments) == 1 or len(arguments) != len(inputs):
                break
            arguments, inputs = arguments[:-1], inputs[:-1]
        if op in (*MANY, "Add") and random.random() < 0.25 and len(arguments) <= 3:
            start = random.randrange(len(arguments))
            end = random.randint(start, len(arguments) - 1) + 1
            before = ["..."] if start or random.random() < 0.5 else []
            after = ["..."] if end < len(arguments) or random.random() < 0.5 else []
            return [*before, *arguments[start:end], *after]
        return arguments

    def constraints(self, node: int) -> str:
        attributes, random = self.graph.attributes[node], self.random
        found = []
        for key in "ab":
            number = attributes.get(key)
            if random.random() > (0.1 if not isinstance(number, int) else 0.3):
                continue
            if not isinstance(number, int):
                found.append(f"!{key}")
            elif self.plain:
                found.append(f"{key}={number}")
            else:
                widths = [f"{key}=C", f"{key}=D", f"{key}=2*C", f"{key}=C+1", f"{key}!=C"]
                plain = [f"{key}={number}", f"{key}>1", f"{key}=1..2", f"{key} in {{1, 3}}", key]
                found.append(random.choice(widths + plain + [f"{key}!=2", f"{key}<=C"]))
        return f"[{', '.join(found)}]" if found else ""

    def loosened(self, text: str, depth: int) -> str:
        random = self.random
        kind = random.random()
        if kind < 0.07:
            text = f"{text}!"
        elif kind < 0.15:
            self.calls += 1
            text = f"{random.choice((*UNARY, 'Transpose'))}?({text})"
            text += "!" if random.random() < 0.2 else ""
        elif kind < 0.25:
            options = [text, self.made_up(min(1, depth))]
            random.shuffle(options)
            text = f"({' | '.join(options)})"
            text += "!" if random.random() < 0.15 else ""
        elif kind < 0.31 and not text.startswith(("_", "{")):
            self.calls += 1
            text = f"{random.choice(UNARY)}{random.choice(COUNTS)}({text})"
            text += "!" if random.random() < 0.2 else ""
        return text

    def made_up(self, depth: int) -> str:
        """An expression that has nothing to do with the graph."""
        random = self.random
        known = [*self.names.values(), *self.defined.values()]
        if depth < 0 or random.random() < 0.3:
            fresh = random.choice(["_", "$", "x0", "x1", "y"])
            return random.choice(known) if known and random.random() < 0.6 else fresh
        self.calls += 1
        op = random.choice((*UNARY, *PAIRS, "Block", "Concat", *LAYOUT))
        count = 2 if op in (*PAIRS, "Concat") else 1
        mark = "?" if random.random() < 0.1 else ""
        arguments = ", ".join(self.made_up(depth - 1) for _ in range(count))
        return f"{op}{mark}({arguments})"
