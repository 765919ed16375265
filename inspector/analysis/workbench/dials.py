"""What can be done to one clause: dials from exact to any, and edits, each with its matches."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inspector.analysis.categories import CATEGORIES, category_of
from inspector.analysis.workbench import edits
from inspector.analysis.workbench.changes import changed_matches
from inspector.analysis.workbench.clauses import value_of
from inspector.analysis.workbench.draft_patterns import (
    Draft,
    Written,
    home_match,
    kept,
    matches_with,
    offer,
    weigh,
)
from inspector.analysis.workbench.matched import stored_of
from inspector.analysis.workbench.records import Dial, Offer, Place, Refinement
from inspector.analysis.workbench.regions import simple_attributes
from inspector.ir.normal import LAYOUT
from inspector.matching.state import Binding
from inspector.patterns import Pattern
from inspector.patterns.places import Path, get, walk
from inspector.patterns.syntax import (
    Anything,
    Call,
    Comparison,
    Constant,
    Expression,
    Literal,
    Term,
    Variable,
    Width,
)
from inspector.patterns.write import write_comparison, write_expression, write_operators

NOTABLE = (
    "kernel", "stride", "dilation", "group", "in", "out", "axis", "perm", "activation", "bias",
    "ratio", "heads",
)  # fmt: skip
"""Attributes that get a dial even where the pattern says nothing of them."""

_LEAST = 3
"""Nodes of a pattern below which it is not shortened."""

Changed = tuple[str, Pattern | None, bool]
"""A notch: its title, the pattern after it, whether the pattern says so already."""


def refine(
    draft: Draft, place: Place, interrupted: Callable[[], bool] = lambda: False
) -> Refinement:
    """Dials and edits of one clause, counted until something more urgent comes.

    Args:
        draft: The draft as matched.
        place: The clause; an empty path speaks of the whole pattern.
        interrupted: Asked between two counts.

    Raises:
        LookupError: The draft has no such place.
    """
    written = draft.at(place)
    found = Refinement(place)
    groups: list[tuple[str, list[Changed]]] = []
    if place.path:
        groups = list(_dials(draft, written, place.path))
    for title, changes in groups:
        notches, done = _weighed(draft, written, changes, interrupted, exact=True)
        found.complete &= done
        if len(notches) > 1 or (notches and not notches[0].active):
            found.dials.append(Dial(title, notches))
    changes = list(_edits(draft, written, place.path, interrupted))
    found.edits, done = _weighed(draft, written, changes, interrupted, exact=False)
    found.complete &= done
    return found


def _weighed(
    draft: Draft,
    written: Written,
    changes: list[Changed],
    interrupted: Callable[[], bool],
    *,
    exact: bool,
) -> tuple[list[Offer], bool]:
    """The notches that keep the match of the selection, with their matches."""
    found: list[Offer] = []
    for title, new, active in changes:
        if interrupted():
            return found, False
        if new is None:
            continue
        if active:
            found.append(Offer(title, draft.text, len(draft.matches), active=True))
            continue
        made = offer(draft, written, title, new)
        if made is None:
            continue
        made.count, made.keeps = weigh(draft, written, new, whole=exact)
        if made.keeps or not exact:
            found.append(made)
    return found, True


def home_binding(draft: Draft, written: Written) -> Binding | None:
    """The match of the selection, else the first one."""
    home = home_match(draft)
    bindings = written.part.bindings
    own = (b for b in bindings if home and not home.isdisjoint(stored_of(draft.graph, b)))
    return next(own, bindings[0] if bindings else None)


def _dials(draft: Draft, written: Written, path: Path) -> Iterator[tuple[str, list[Changed]]]:
    pattern = written.part.pattern
    at = get(pattern, path)
    binding = home_binding(draft, written)
    if isinstance(at, Call):
        node = written.part.nodes(binding).get(path, -1) if binding else -1
        if node >= 0 and binding is not None:
            yield "operator", _operators(draft, pattern, path, at, node)
            attributes = simple_attributes(draft.graph.attributes[node])
            spoken = [c.key for c in at.constraints]
            for key in [*spoken, *(k for k in NOTABLE if k in attributes and k not in spoken)]:
                if key in attributes:
                    changes = _attribute(draft, pattern, path, at, key, attributes[key], binding)
                    yield key, changes
    elif isinstance(at, Constant | Literal):
        yield "constant", _constants(pattern, path, at)
    elif isinstance(at, Variable):
        yield from _values(draft, written, path, at, binding)


def _operators(draft: Draft, pattern: Pattern, path: Path, at: Call, node: int) -> list[Changed]:
    graph = draft.graph
    actual = graph.ops[node]
    kind = category_of(actual)
    alike = sorted(
        op for op in CATEGORIES.get(kind, ()) if graph.by_operator.get(op) or op == actual
    )
    sets: list[tuple[str, ...]] = [(actual,)]
    if at.operators and at.operators not in sets:
        sets.append(at.operators)
    if len(alike) > 1:
        sets.append(tuple(alike))
    whole = tuple(sorted(CATEGORIES.get(kind, ())))
    if 1 < len(whole) <= 24 and actual not in LAYOUT:
        sets.append(whole)
    found = []
    for operators in dict.fromkeys(sets):
        title = f"any {kind}" if operators == whole else write_operators(operators)
        new = edits.swap(pattern, path, operators)
        found.append((title, new, operators == at.operators))
    if not at.nary and actual not in LAYOUT:
        found.append(("any operator", edits.swap(pattern, path, ()), not at.operators))
    return found


def _attribute(
    draft: Draft,
    pattern: Pattern,
    path: Path,
    at: Call,
    key: str,
    actual: int | float | str | list[int],
    binding: Binding,
) -> list[Changed]:
    present = next((c for c in at.constraints if c.key == key), None)
    options: list[Comparison | None] = [exactly(key, actual)]
    spread = _spread(draft, at, key)
    if spread is not None:
        options.append(spread)
    options += [Comparison(key, "=", (width,)) for width in _related(actual, binding)]
    if present is not None:
        options.append(present)
    options.append(None)
    found: list[Changed] = []
    titles: set[str] = set()
    shown = "any" if present is None else write_comparison(present)
    for option in options:
        title = "any" if option is None else write_comparison(option)
        if title in titles:
            continue
        titles.add(title)
        found.append((title, edits.constrain(pattern, path, key, option), title == shown))
    return found


def exactly(key: str, actual: int | float | str | list[int]) -> Comparison:
    """The constraint that only this value satisfies."""
    if isinstance(actual, list):
        terms: tuple[Term, ...] = tuple(Width(offset=entry) for entry in actual)
        if len(set(actual)) == 1:
            return Comparison(key, "=", terms[:1])
        return Comparison(key, "=", terms, is_tuple=True)
    return Comparison(key, "=", (actual if isinstance(actual, str) else Width(offset=actual),))


def _spread(draft: Draft, at: Call, key: str) -> Comparison | None:
    """The range that holds the values of all such nodes of the model."""
    graph = draft.graph
    seen: set[float] = set()
    for node in graph.nodes_with(at.operators):
        value = graph.attributes[node].get(key)
        entries = value if isinstance(value, list) else [value]
        if not all(isinstance(e, int | float) and not isinstance(e, bool) for e in entries):
            return None
        seen.update(float(e) for e in entries if isinstance(e, int | float))
    if len(seen) < 2 or min(seen) < 0:
        return None
    return Comparison(key, "range", (Width(offset=min(seen)), Width(offset=max(seen))))


def _related(actual: object, binding: Binding) -> list[Width]:
    """Widths of the match that this value is, or is a small multiple of."""
    if isinstance(actual, list) and len(set(actual)) == 1:
        actual = actual[0]
    if not isinstance(actual, int) or actual < 2:
        return []
    found = []
    for name, width in sorted(binding.widths.items()):
        if width == actual:
            found.append(Width(name))
        elif width >= 2 and actual % width == 0 and actual // width <= 8:
            found.append(Width(name, factor=int(actual // width)))
    return found[:3]


def _constants(pattern: Pattern, path: Path, at: Constant | Literal) -> list[Changed]:
    options: list[Expression] = [at, Constant(), Anything()]
    if isinstance(at, Literal):
        size = Comparison("size", "=", (Width(offset=1),))
        options.insert(1, Constant("", (size,)))
    found: list[Changed] = []
    for option in options:
        title = write_expression(option)
        words = {"$": "$ any constant", "_": "_ anything"}.get(title, title)
        if words not in [t for t, _, _ in found]:
            found.append((words, edits.become(pattern, path, option), option is at))
    return found


def _values(
    draft: Draft, written: Written, path: Path, at: Variable, binding: Binding | None
) -> Iterator[tuple[str, list[Changed]]]:
    pattern = written.part.pattern
    value = value_of(binding, written.part.plan.registers, at.name)
    if value < 0:
        return
    shape, dtype = draft.graph.shapes[value], draft.graph.dtypes[value]
    actual: dict[str, int | str] = {}
    if shape is not None:
        actual["rank"] = len(shape)
        if shape and isinstance(shape[-1], int):
            actual["last"] = shape[-1]
    if dtype:
        actual["dtype"] = dtype
    for key, found in actual.items():
        present = next((c for c in at.constraints if c.key == key), None)
        exact = exactly(key, found)
        shown = "any" if present is None else write_comparison(present)
        options = [exact, *([present] if present else []), None]
        changes: list[Changed] = []
        for option in options:
            title = "any" if option is None else write_comparison(option)
            if title not in [t for t, _, _ in changes]:
                new = edits.constrain(pattern, path, key, option)
                changes.append((title, new, title == shown))
        yield key, changes


def _edits(
    draft: Draft, written: Written, path: Path, interrupted: Callable[[], bool]
) -> Iterator[Changed]:
    pattern = written.part.pattern
    if not path:
        yield from _whole(draft, written, interrupted)
        return
    at = get(pattern, path)
    if isinstance(at, Call):
        words = "Make required" if at.optional else "Make optional"
        yield words, edits.make_optional(pattern, path), False
        yield "Drop", edits.drop(pattern, path), False
        words = "Let others read it" if at.sealed else "Seal: nothing else reads it"
        yield words, edits.seal(pattern, path), False
        words = "Just once" if at.maximum is None else "Repeat: one or more in a row"
        yield words, edits.repeat(pattern, path), False
        words = "No further inputs" if at.open_end else "Allow further inputs"
        yield words, edits.open_inputs(pattern, path), False


def _whole(draft: Draft, written: Written, interrupted: Callable[[], bool]) -> Iterator[Changed]:
    """Growing along an edge, and the shortest pattern that matches as often."""
    pattern, graph = written.part.pattern, draft.graph
    binding = home_binding(draft, written)
    if binding is None or written.section != "form":
        return
    registers = written.part.plan.registers
    for register in written.part.plan.inputs:
        name, value = registers[register], binding.values[register]
        if name.startswith("$") or value < 0:
            continue
        maker = graph.producer[graph.roots[value]]
        if maker >= 0:
            operator = graph.ops[maker]
            new = edits.grow_back(pattern, name, operator, _carrying(draft, maker))
            yield f"Grow before {name}: {operator}", new, False
    root = graph.roots[binding.result]
    for reader in [r for r in graph.live_readers(root) if r >= 0][:3]:
        inputs = graph.inputs[reader]
        place = next((n for n, v in enumerate(inputs) if v >= 0 and graph.roots[v] == root), 0)
        count = max(place + 1, _carrying(draft, reader))
        new = edits.grow_forth(pattern, graph.ops[reader], place, count)
        yield f"Grow behind the result: {graph.ops[reader]}", new, False
    shorter = shortest(draft, written, interrupted)
    if shorter is not None:
        yield "Shorten while it matches the same places", shorter, False


def _carrying(draft: Draft, node: int) -> int:
    """Number of inputs up to the last one that carries data."""
    graph = draft.graph
    carrying = [n for n, v in enumerate(graph.inputs[node]) if v >= 0 and not graph.constant[v]]
    return carrying[-1] + 1 if carrying else 1


def shortest(
    draft: Draft, written: Written, interrupted: Callable[[], bool] = lambda: False
) -> Pattern | None:
    """Takes nodes out as long as the pattern matches the same places, None if none can go.

    Args:
        draft: The draft as matched.
        written: Its pattern.
        interrupted: Asked between two tries; what is short by then is the answer.
    """
    shorter: Pattern | None = None
    calls = [path for path, e in walk(written.part.pattern) if isinstance(e, Call)]
    for path in sorted(calls, key=lambda path: (-path[0], len(path), path)):
        current = shorter or written.part.pattern
        if len(calls) < _LEAST or interrupted():
            break
        new = _without(current, path)
        if new is None:
            continue
        matches = matches_with(draft, written, new)
        if kept(draft, matches) and changed_matches(draft.matches, matches) == ([], []):
            shorter = new
            calls = [p for p, e in walk(new) if isinstance(e, Call)]
    return shorter


def _without(pattern: Pattern, path: Path) -> Pattern | None:
    """A pattern without the node at a path; paths of nodes that stood behind it may have moved."""
    try:
        at = get(pattern, path)
    except IndexError:
        return None
    return edits.drop(pattern, path) if isinstance(at, Call) else None
