"""Fixes for what is wrong with a signature's text; each is tried before it is offered.

A fix is the whole file afterwards. It is kept when the file can be read then, or at least fails
later than before.
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Collection, Iterator

from inspector.analysis.report import TextFix, TextProblem
from inspector.patterns import Span
from inspector.signatures import SignatureError, read_signature
from inspector.signatures.read import KEYS

_MOST = 3
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_NEW_BLOCK = "block: NewBlock\n"
_NEW_PATTERN = "pattern: |\n  out = Relu(x)\n"
_NEW_CLAUSE = "where:\n  part: Relu\n"
_STATEMENT = re.compile(r"\s*[a-z]\w*(\s*,\s*[a-z]\w*)*\s*=[^=]")
_OPERATOR = re.compile(r"[A-Za-z_][\w.]*")

Candidate = tuple[str, str]
"""Title and text of a fix that is not tried yet."""


def mend(text: str, error: SignatureError, words: Collection[str] = ()) -> list[TextFix]:
    """Fixes of an error that keeps a text from being read.

    Args:
        text: The whole file.
        error: What reading it raised.
        words: Operators and blocks that are known.
    """
    found: dict[str, tuple[tuple[int, int], TextFix]] = {}
    for title, changed in _candidates(text, error, words):
        if changed != text and changed not in found:
            reached = _reached(changed, error)
            if reached is not None:
                found[changed] = reached, TextFix(title, changed)
    ranked = sorted(found.values(), key=lambda each: each[0], reverse=True)
    return [fix for _, fix in ranked[:_MOST]]


def misspelt(text: str, name: str, words: Collection[str]) -> list[TextFix]:
    """Names like one that nobody knows, put in its place wherever it stands."""
    here = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w.])")
    return [TextFix(f"Write {word}", here.sub(word, text)) for word in near(name, words)]


def near(name: str, words: Collection[str]) -> list[str]:
    """Words that a person may have meant, the likeliest first; case counts less than letters."""
    lower: dict[str, str] = {}
    for word in words:
        lower.setdefault(word.lower(), word)
    close = difflib.get_close_matches(name.lower(), list(lower), _MOST, 0.7)
    return [lower[word] for word in close if lower[word] != name]


def offset(text: str, line: int, column: int) -> int:
    """Where a line and a column, both from 1, are in a text."""
    lines = text.split("\n")
    before = sum(len(each) + 1 for each in lines[: line - 1])
    return min(before + column - 1, len(text))


def _reached(text: str, error: SignatureError) -> tuple[int, int] | None:
    """How far reading comes with a fix, None where it is no further than before."""
    try:
        read_signature(text)
    except SignatureError as after:
        place = (after.span.line, after.span.column)
        further = place > (error.span.line, error.span.column)
        return place if further or after.code != error.code else None
    return (sys.maxsize, 0)


def _candidates(text: str, error: SignatureError, words: Collection[str]) -> Iterator[Candidate]:
    span = error.span
    start, end = offset(text, span.line, span.column), offset(text, span.end_line, span.end_column)
    match error.code:
        case "unknown-key":
            key = text[start:end]
            for word in difflib.get_close_matches(key, sorted(KEYS), _MOST):
                yield f"Write {word}", text[:start] + word + text[end:]
        case "signature-format":
            without = re.sub(r"^format\s*:.*\n?", "", text, flags=re.MULTILINE)
            yield "Write format: 1", f"format: 1\n{without}"
        case "signature-empty":
            yield "Begin a block", f"format: 1\n{_NEW_BLOCK}{_NEW_PATTERN}"
        case "signature-name":
            if not re.search(r"^(block|family|signature)\s*:", text, re.MULTILINE):
                yield "Add a name: block", _below_format(text, _NEW_BLOCK)
        case "no-pattern":
            yield "Add a pattern", text.rstrip("\n") + "\n" + _NEW_PATTERN
        case "no-clause":
            yield "Add a clause", text.rstrip("\n") + "\n" + _NEW_CLAUSE
        case "key-twice" | "range-operator" | "forms-list" | "name-defined-twice":
            yield from _small(text, error.code, span, start, end)
        case "yaml":
            yield from _yaml(text, span)
        case _:
            yield from _brackets(text, span)
            yield from _letters(text, start, end, words)


def _below_format(text: str, line: str) -> str:
    first = re.search(r"^format\s*:.*\n?", text, re.MULTILINE)
    at = first.end() if first else 0
    return f"{text[:at]}{'' if text[:at].endswith(chr(10)) or not at else chr(10)}{line}{text[at:]}"


def _small(text: str, code: str, span: Span, start: int, end: int) -> Iterator[Candidate]:
    lines = text.split("\n")
    if code == "key-twice":
        left = [line for number, line in enumerate(lines, start=1) if number != span.line]
        yield "Take the second out", "\n".join(left)
    elif code == "range-operator":
        changed = re.sub(r"(!=|<=|>=|<|>)", "=", text[start:end], count=1)
        yield "Write =", text[:start] + changed + text[end:]
    elif code == "forms-list":
        yield "Write pattern:", re.sub(r"^forms(\s*:)", r"pattern\1", text, flags=re.MULTILINE)
    elif name := re.match(r"\w+", text[start:]):
        base = name[0].rstrip("0123456789")
        number = next(n for n in range(2, 1000) if not re.search(rf"\b{base}{n}\b", text))
        yield f"Call it {base}{number}", f"{text[:start]}{base}{number}{text[start + name.end() :]}"


def _yaml(text: str, span: Span) -> Iterator[Candidate]:
    if "\t" in text:
        yield "Write spaces for tabs", text.replace("\t", "  ")
    lines = text.split("\n")
    for number in (span.line - 1, span.line - 2):
        if not 0 <= number < len(lines):
            continue
        line = re.match(r"(\s*(?:- )?[\w-]+:\s+|\s*- )(.+)$", lines[number])
        if line and not line[2].startswith(('"', "'", "|", ">")):
            quoted = "'" + line[2].strip().replace("'", "''") + "'"
            changed = [*lines[:number], line[1] + quoted, *lines[number + 1 :]]
            yield "Put it in quotes", "\n".join(changed)
    yield from _brackets(text, span)


def _brackets(text: str, span: Span) -> Iterator[Candidate]:
    """Brackets that are missing, too many or of the wrong kind, around the line of an error."""
    lines = text.split("\n")
    number = min(span.line, len(lines)) - 1
    while number >= 0 and not lines[number].strip():
        number -= 1
    first = _first_of_statement(lines, number)
    for last in dict.fromkeys((number, number - 1)):
        if last < first:
            continue
        at = offset(text, first + 1, 1)
        end = offset(text, last + 1, len(lines[last]) + 1)
        for title, changed in _balanced(text[at:end]):
            yield title, text[:at] + changed + text[end:]


def _first_of_statement(lines: list[str], number: int) -> int:
    """The line on which the statement around a line begins."""
    for first in range(number, max(number - 30, -1), -1):
        if _STATEMENT.match(lines[first]) or re.match(r"\s*(- )?[\w-]+:", lines[first]):
            if first < number or _open_brackets(lines[first]) or first == 0:
                return first
            before = lines[first - 1]
            return first - 1 if _STATEMENT.match(before) and _open_brackets(before) else first
    return max(number, 0)


def _open_brackets(text: str) -> list[str]:
    """Brackets that stay open, the innermost last; closing ones that fit nothing are left out."""
    stack: list[str] = []
    for letter in text:
        if letter in _PAIRS:
            stack.append(letter)
        elif stack and letter == _PAIRS[stack[-1]]:
            stack.pop()
    return stack


def _balanced(text: str) -> Iterator[Candidate]:
    stack: list[str] = []
    for at, letter in enumerate(text):
        if letter in _PAIRS:
            stack.append(letter)
        elif letter in _PAIRS.values():
            if not stack:
                yield f"Take {letter} out", text[:at] + text[at + 1 :]
                return
            wanted = _PAIRS[stack.pop()]
            if letter != wanted:
                yield f"Close with {wanted}", text[:at] + wanted + text[at:]
                yield f"Write {wanted} for {letter}", text[:at] + wanted + text[at + 1 :]
                return
    if stack:
        closing = "".join(_PAIRS[letter] for letter in reversed(stack))
        body = text.rstrip()
        yield f"Close with {closing}", f"{body}{closing}{text[len(body) :]}"


def _letters(text: str, start: int, end: int, words: Collection[str]) -> Iterator[Candidate]:
    """A comma that is missing, an operator in small letters, something too much."""
    before = text[:start].rstrip()
    yield "Put a comma before it", f"{before}, {text[start:]}"
    called = re.search(r"([a-z][\w.]*)\s*$", text[:start])
    if text[start : start + 1] in ("(", "[") and called:
        for word in near(called[1], words):
            yield f"Write {word}", text[: called.start(1)] + word + text[called.end(1) :]
    here = _OPERATOR.match(text, start)
    if here:
        for word in near(here[0], words):
            yield f"Write {word}", text[:start] + word + text[here.end() :]
    if end > start and "\n" not in text[start:end]:
        yield f"Take {text[start:end]} out", text[:start] + text[end:]


def as_problem(text: str, error: SignatureError, words: Collection[str]) -> TextProblem:
    """An error as the window shows it, with its fixes."""
    span = error.span
    one_line = span.end_line == span.line
    return TextProblem(
        error.code,
        error.message,
        span.line,
        span.column,
        span.end_line,
        max(span.end_column, span.column + 1) if one_line else span.end_column,
        error.help,
        fixes=mend(text, error, words),
    )
