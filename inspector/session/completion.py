"""What can stand at the cursor of a signature text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from inspector.analysis.workbench.records import Vocabulary

FIELDS = {
    "format": "version of the file format: 1",
    "block": "name of a part that recurs, in CamelCase",
    "family": "name of a family of models, in snake_case",
    "signature": "name of a statement of architecture and type only",
    "reports": "the family that a verdict names",
    "part": "which part of a model this is",
    "title": "name for people",
    "category": "colour of the fold",
    "architecture": "e.g. transformer",
    "type": "e.g. text encoder",
    "hallmark": "what to point at in the graph",
    "description": "what it is, in a sentence",
    "references": "papers",
    "folds": "false: evidence only, hides nothing",
    "inputs": "order of the fold's inputs",
    "attributes": "what the fold exports",
    "pattern": "what it looks like",
    "forms": "several patterns, tried in order",
    "where": "clauses that must match",
    "means": "what each clause looks for, in words",
    "order": "which clause leads to which",
    "never": "what must be absent",
    "over": "families this one wins against",
    "examples": "models it must match",
    "counterexamples": "models it must not match",
}
"""Fields of a signature file and what each is for."""

_OF_EXAMPLES = {"file": "name of the model", "matches": "how often each clause matches"}
_OF_VALUES = ("dtype", "last", "rank", "shape", "size")
_PATTERNS = frozenset({"pattern", "forms", "where", "never"})
_MOST = 60
_WORD = re.compile(r"[A-Za-z_][\w.]*$|\$[a-z]\w*$|\$$")


@dataclass(frozen=True, slots=True)
class Item:
    """A word that fits, and what it is."""

    word: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What fits at the cursor.

    Attributes:
        start: Where the word begins that is being written.
        items: The likeliest first, empty when nothing fits.
    """

    start: int
    items: tuple[Item, ...] = ()


def complete(text: str, position: int, vocabulary: Vocabulary) -> Completion:
    """Words that fit at a place of a signature text.

    Args:
        text: The whole file.
        position: Where the cursor stands.
        vocabulary: What a signature may say on the open model.
    """
    line = text[text.rfind("\n", 0, position) + 1 : position]
    word = _WORD.search(line)
    start = position - len(word[0]) if word else position
    if re.search(r"(^|\s)#", line):
        return Completion(position)
    # Without the word that is being written: it is no name that the text knows already.
    rest = text[:start] + re.sub(r"^\w*", "", text[position:])
    found = _ranked(word[0] if word else "", _fitting(rest, start, vocabulary))
    return Completion(start, tuple(found))


def _ranked(prefix: str, items: Iterable[Item]) -> list[Item]:
    """Items that begin with a prefix, letters' case first kept, then ignored; then within words."""
    lower = prefix.lower()
    groups: tuple[list[Item], ...] = ([], [], [])
    seen: set[str] = set()
    for item in items:
        if item.word in seen:
            continue
        seen.add(item.word)
        if item.word.startswith(prefix):
            groups[0].append(item)
        elif item.word.lower().startswith(lower):
            groups[1].append(item)
        elif len(prefix) > 2 and lower in item.word.lower():
            groups[2].append(item)
    return [item for group in groups for item in group][:_MOST]


def _fitting(text: str, at: int, vocabulary: Vocabulary) -> Iterator[Item]:
    """Everything that may stand at a place, likelier things first."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:at]
    key = section_at(text, at)
    if not line:
        yield from _fields(text)
    elif key in _PATTERNS:
        yield from _of_pattern(text, at, key, vocabulary)
    elif key in ("examples", "counterexamples"):
        yield from (Item(word, detail) for word, detail in _OF_EXAMPLES.items())
    elif key == "folds":
        yield from (Item("false", "evidence only, hides nothing"), Item("true"))
    elif key == "over":
        yield from (Item(name, "signature") for name in vocabulary.signatures)
    elif key == "order":
        yield from (Item(name, "clause") for name in _clause_names(text))
    elif key == "means" and not line.strip():
        yield from (Item(f"{name}:", "clause") for name in _clause_names(text))
    elif key in ("inputs", "attributes"):
        yield from (Item(name, "value") for name in _names(text))
    else:
        yield from (Item(word) for word in vocabulary.values.get(key, ()))


def _fields(text: str) -> Iterator[Item]:
    """Fields that the file lacks."""
    present = set(re.findall(r"^([a-z]+)\s*:", text, re.MULTILINE))
    if present & {"block", "family", "signature"}:
        present |= {"block", "family", "signature"}
    for field, detail in FIELDS.items():
        if field not in present:
            yield Item(f"{field}:", detail)


def section_at(text: str, at: int) -> str:
    """The field that a place belongs to, empty for none."""
    begun = [m for m in re.finditer(r"^([a-z]+)\s*:", text, re.MULTILINE) if m.end() <= at]
    return begun[-1][1] if begun else ""


def _of_pattern(text: str, at: int, key: str, vocabulary: Vocabulary) -> Iterator[Item]:
    before = _statement_before(text, at, key)
    if before is None:
        return
    inner = _innermost(before)
    if inner is not None and before[inner] == "[":
        yield from _constraints(before, inner, text, vocabulary)
        return
    for name in _names(text, at):
        yield Item(name, "constant" if name.startswith("$") else "value")
    for word in vocabulary.words:
        here = f" ×{word.count}" if word.count else ""
        title = f", {word.title}" if word.title and word.title != word.name else ""
        yield Item(word.name, f"{word.kind}{title}{here}")
    if not before.strip():
        yield Item("not", "nothing like this stands around")


def _statement_before(text: str, at: int, key: str) -> str | None:
    """The pattern's text before a place; None where no pattern stands."""
    begin = text.rfind("\n", 0, at) + 1
    line = text[begin:at]
    head = re.match(r"(\s*(?:- )?(?:[A-Za-z_]\w*\s*:\s+)?)(.*)$", line)
    assert head is not None
    if ":" in head[1] or head[1].strip().startswith("-"):
        inner = head[1].strip().rstrip(":").lstrip("- ")
        return None if key == "forms" and inner == "attributes" else head[2].lstrip("'\"")
    if key in ("where", "never") and not line.strip():
        return None
    start = begin
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        written = text[above : start - 1]
        if not written.strip() or _closed(text[above:begin]) or re.match(r"\s*(- )?\w+:", written):
            break
        start = above
    return text[start:at]


def _closed(text: str) -> bool:
    return _innermost(text) is None


def _innermost(text: str) -> int | None:
    """Where the innermost bracket that is open stands."""
    stack: list[int] = []
    for place, letter in enumerate(text):
        if letter in "([{":
            stack.append(place)
        elif letter in ")]}" and stack:
            stack.pop()
    return stack[-1] if stack else None


def _constraints(before: str, bracket: int, text: str, vocabulary: Vocabulary) -> Iterator[Item]:
    """What may stand in the brackets behind an operator or a value."""
    owner, inside = before[:bracket], before[bracket + 1 :]
    if re.search(r"(=|<|>|\*|/|\+|\()\s*$", inside):
        yield from (Item(width, "width") for width in dict.fromkeys(_widths(text)))
        yield from (Item(word.name, word.kind) for word in vocabulary.words if word.count)
        return
    several = re.search(r"\{([^{}]*)\}\s*$", owner)
    named = re.search(r"([A-Z][\w.]*|[a-z]\w*(?:\.\w+)+)\s*$", owner)
    operators = re.findall(r"[\w.]+", several[1]) if several else [named[1]] if named else []
    if not operators:
        yield from (Item(key, "of a value") for key in _OF_VALUES)
    for operator in operators:
        for key in vocabulary.attributes.get(operator, ()):
            yield Item(key, f"of {operator}")


def _widths(text: str) -> list[str]:
    return re.findall(r"(?<=[=*(, ])[A-Z][A-Z0-9]*(?=[\],)/*+ ])", text)


def _clause_names(text: str) -> list[str]:
    where = re.search(r"^where\s*:.*\n((?:[ -].*\n?)*)", text, re.MULTILINE)
    return re.findall(r"^\s+([a-z]\w*)\s*:", where[1], re.MULTILINE) if where else []


def _names(text: str, at: int | None = None) -> list[str]:
    """Values and constants that the patterns name, those before a place first."""
    body = "\n".join(
        m[0] for m in re.finditer(r"^(?:pattern|forms|where|never)\s*:.*\n?(?:[ -].*\n?|\n)*", text,
                                  re.MULTILINE)
    )  # fmt: skip
    body = re.sub(r"#.*|\[[^\]\n]*\]", "", body)
    found = re.findall(r"(?<![\w.$])(\$?[a-z]\w*)(?=\s*(?:[,)=|+*/!\n-]|$))(?!\s*:)", body)
    known = dict.fromkeys(
        name for name in found if name not in ("not", "in") and name not in FIELDS
    )
    return list(known)
