"""What a signature may say on an open model: operators, blocks, attributes, usual values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from inspector.analysis.scanning import Scan
from inspector.analysis.workbench.records import Vocabulary, Word
from inspector.ir.normal import LAYOUT
from inspector.ir.normal.vocabulary import known_operators
from inspector.patterns import Pattern
from inspector.patterns.places import walk
from inspector.patterns.syntax import Call
from inspector.signatures import Library, Signature

_KEYS = ("architecture", "type", "category", "part")


def vocabulary(scan: Scan, library: Library) -> Vocabulary:
    """All words, those of the open model first.

    Args:
        scan: The model.
        library: Gives blocks, and what the keys of its signatures say.
    """
    counts = Counter(
        op for node, op in enumerate(scan.normal.ops) if scan.normal.alive[node]
    )  # fmt: skip
    blocks = {block.name: block for block in library.blocks()}
    found = {name: len(scan.folding.occurrences.get(name, ())) for name in blocks}
    words = [Word(name, "block", found[name], blocks[name].title) for name in blocks]
    operators = {*counts, *LAYOUT, *known_operators()} - set(blocks)
    words += [Word(name, "operator", counts.get(name, 0)) for name in operators]
    words.sort(key=lambda word: (-word.count, word.name))
    return Vocabulary(
        words, _attributes(scan, library), _values(library), sorted(library.signatures)
    )


def _attributes(scan: Scan, library: Library) -> dict[str, list[str]]:
    """Per operator what a constraint may ask of it: what nodes have, what signatures ask for."""
    found: dict[str, set[str]] = {}
    graph = scan.folding.graph
    for node, operator in enumerate(graph.ops):
        found.setdefault(operator, set()).update(graph.attributes[node])
    for signature in library.signatures.values():
        for form in signature.forms:
            found.setdefault(signature.name, set()).update(form.attributes)
        for operator, key in _asked(signature.patterns()):
            found.setdefault(operator, set()).add(key)
    return {operator: sorted(keys) for operator, keys in found.items() if keys}


def _asked(patterns: Iterable[Pattern]) -> Iterable[tuple[str, str]]:
    for pattern in patterns:
        for _, expression in walk(pattern):
            if isinstance(expression, Call):
                for operator in expression.operators:
                    yield from ((operator, c.key) for c in expression.constraints)


def _values(library: Library) -> dict[str, list[str]]:
    """What the library's signatures say under keys with few values, the most frequent first."""

    def said(signature: Signature, key: str) -> str:
        return str(getattr(signature, key))

    signatures = library.signatures.values()
    counts = {key: Counter(said(s, key) for s in signatures) for key in _KEYS}
    return {key: [word for word, _ in c.most_common() if word] for key, c in counts.items()}
