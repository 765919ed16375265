"""One way to write a pattern: spacing, blank lines and line breaks.

The text is taken apart into words and signs, not into a syntax tree, so that comments stay where
they are. A statement that fits on a line stands on one. A longer one is broken inside its longest
brackets: inputs stand on a line each, operators and constraints fill lines.
"""

from __future__ import annotations

import re
import textwrap

from inspector.patterns.parser import parse_pattern

WIDTH = 100
"""Columns of a line."""

_WORD = re.compile(
    r"""
      \#[^\n]*
    | \n
    | \.\.\.?
    | \.\d+
    | \w+(?:\.\w+)*\.[A-Z]\w*
    | \d+(?:\.\d+)?(?:[eE][-+]?\d+)?
    | \$?\w+
    | !=|<=|>=
    | [^ \t\r]
    """,
    re.VERBOSE,
)

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_BINARY = frozenset("+-*/|=") | {"!="}
_INDENT = "  "


def format_pattern(text: str, width: int = WIDTH) -> str:
    """Writes a pattern in its canonical form; the canonical form stays as it is.

    Args:
        text: The pattern.
        width: Columns that a line should have at most.

    Returns:
        The same statements and comments, without a line break at the end.

    Raises:
        PatternError: The text is no pattern.
    """
    parse_pattern(text)
    return arrange_pattern(text, width)


def arrange_pattern(text: str, width: int = WIDTH) -> str:
    """The same for a text that is known to be a pattern."""
    lines: list[str] = []
    for statement in _statements(_words(text)):
        if statement or (lines and lines[-1]):
            lines += _lines(statement, width) or [""]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def _words(text: str) -> list[str]:
    """Words, signs, line breaks and comments; a sign belongs to a number where nothing precedes."""
    found: list[str] = []
    for word in _WORD.findall(text):
        if found and found[-1] == "-" and word[0].isdigit():
            if len(found) < 2 or not _ends_operand(found[-2]):
                found[-1] = f"-{word}"
                continue
        found.append(word.rstrip())
    return [word or "\n" for word in found]


def _ends_operand(word: str) -> bool:
    return word[-1].isalnum() or word[-1] in "_$)]}!?"


def _statements(words: list[str]) -> list[list[str]]:
    """Tokens per statement; a blank line is a statement without any."""
    found: list[list[str]] = [[]]
    depth = 0
    for word in words:
        depth += (word in _CLOSING) - (word in _CLOSING.values())
        if word == "\n" and depth <= 0:
            found.append([])
        else:
            found[-1].append(word)
    return found


def _lines(statement: list[str], width: int) -> list[str]:
    comment = statement[-1] if statement and statement[-1].startswith("#") else ""
    code = statement[:-1] if comment else statement
    if any(word.startswith("#") for word in code):
        return _pinned(statement)
    flat = _join([word for word in code if word != "\n"])
    lines = _broken(flat, width) if flat else []
    if not comment:
        return lines
    behind = f"{flat}  {comment}"
    return [behind] if lines == [flat] and len(behind) <= width else [comment, *lines]


def _pinned(statement: list[str]) -> list[str]:
    """A statement with comments inside keeps its lines."""
    lines: list[str] = []
    stack: list[str] = []
    row: list[str] = []
    for word in [*statement, "\n"]:
        if word != "\n":
            row.append(word)
        elif row:
            depth = len(stack) - (row[0] in _CLOSING.values())
            comment = row.pop() if row[-1].startswith("#") else ""
            text = _join(row, stack)
            lines.append(_INDENT * depth + "  ".join(part for part in (text, comment) if part))
            row = []
    return lines


def _join(words: list[str], stack: list[str] | None = None) -> str:
    """Tokens on one line; ``stack`` holds the brackets that are open, and is kept up to date."""
    opened = [] if stack is None else stack
    text, previous = "", ""
    for word in words:
        if previous and _is_apart(previous, word, "[" in opened):
            text += " "
        text += word
        previous = word
        if word in _CLOSING:
            opened.append(word)
        elif word in _CLOSING.values() and opened:
            opened.pop()
    return text


def _is_apart(previous: str, word: str, constrained: bool) -> bool:
    """Whether a space stands between two words."""
    if word[0] in ",)]}:?" or word[0] == "." or previous in _CLOSING:
        return word == "..." and previous == ","
    if previous in (",", ":"):
        return True
    if constrained:
        return (word == "in" and _ends_operand(previous)) or (previous, word) == ("in", "{")
    if word in _BINARY or previous in _BINARY or previous == "not":
        return True
    return word not in ("!", "(", "[", "{") and _ends_operand(previous)


def _broken(text: str, width: int) -> list[str]:
    """A statement, or a part of one, on as many lines as it needs."""
    groups = _groups(text) if len(text) > width else []
    if not groups:
        return [text]
    start, end = max(groups, key=lambda group: group[1] - group[0])
    items = _items(text[start + 1 : end])
    inner = width - len(_INDENT)
    if text[start] == "(":
        rows = [f"{item}," for item in items[:-1]] + items[-1:]
        lines = [line for row in rows for line in _broken(row, inner)]
    else:
        lines = _filled(items, inner)
    return [
        *_broken(text[: start + 1], width),
        *(_INDENT + line for line in lines),
        *_broken(text[end:], width),
    ]


def _filled(items: list[str], width: int) -> list[str]:
    """Items one after the other, as many on a line as fit."""
    kept = [item.replace(" ", "\0") for item in items]
    rows = textwrap.wrap(", ".join(kept), width, break_long_words=False, break_on_hyphens=False)
    return [row.replace("\0", " ") for row in rows]


def _groups(text: str) -> list[tuple[int, int]]:
    """Places of the outermost brackets that close; empty ones are left out."""
    found: list[tuple[int, int]] = []
    stack: list[int] = []
    for place, character in enumerate(text):
        if character in _CLOSING:
            stack.append(place)
        elif character in _CLOSING.values() and stack:
            start = stack.pop()
            found = [group for group in found if group[0] < start]
            if place > start + 1:
                found.append((start, place))
    return found


def _items(text: str) -> list[str]:
    """What stands between commas that are in no brackets."""
    items, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth += (character in _CLOSING) - (character in _CLOSING.values())
        if character == "," and depth == 0:
            items.append(text[start:place].strip())
            start = place + 1
    return [*items, text[start:].strip()]
