"""The linter of signature files: one class per finding, each with a recommendation."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar

import msgspec

from inspector.patterns import (
    Alternative,
    Anything,
    Call,
    Constant,
    Expression,
    Pattern,
    Variable,
)
from inspector.signatures.library import Library, operators_of, references
from inspector.signatures.model import Signature


class LintFinding(msgspec.Struct, frozen=True):
    """What is doubtful about a signature.

    Attributes:
        code: The lint.
        signature: Whose.
        message: What was found.
        recommendation: What to do.
        path: The file.
        line: Counted from 1.
    """

    code: str
    signature: str
    message: str
    recommendation: str
    path: str
    line: int = 1


class Lint:
    """A lint: a code, a recommendation, and a check of one signature in its library."""

    code: ClassVar[str]
    recommendation: ClassVar[str]

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Yields a message and a line per finding."""
        raise NotImplementedError


class NoExample(Lint):
    """A signature that nothing shows to match."""

    code = "no-example"
    recommendation = "Name a model file it must match under 'examples'"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks at the list."""
        if not signature.examples:
            yield "There is no example", 1


class NoCounterexample(Lint):
    """A family that nothing shows not to match too much."""

    code = "no-counterexample"
    recommendation = "Name a near relative's model file under 'counterexamples'"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks at the list."""
        if not signature.counterexamples:
            yield "There is no counterexample", 1


class MatchesEverything(Lint):
    """A pattern that any value or any node satisfies."""

    code = "matches-everything"
    recommendation = "Name an operator"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks at each pattern's result."""
        for pattern, line in patterns_with_lines(signature):
            if not operators_of(pattern):
                yield "The pattern names no operator", line


class DeadAlternative(Lint):
    """An alternative behind one that matches whatever it would."""

    code = "dead-alternative"
    recommendation = "Take it out, or put it first"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Compares alternatives with those before them."""
        for pattern, line in patterns_with_lines(signature):
            defined = {name for d in pattern.definitions for name in d.names}
            for expression in walk(pattern):
                if not isinstance(expression, Alternative):
                    continue
                for place, option in enumerate(expression.options):
                    earlier = expression.options[:place]
                    if any(covers(first, option, defined) for first in earlier):
                        yield (
                            f"Alternative {place + 1} can never match: one before it does",
                            line + expression.span.line - 1,
                        )
        texts = [normal_form(form.pattern) for form in signature.forms]
        for place, text in enumerate(texts):
            if text in texts[:place]:
                yield f"Form {place + 1} repeats an earlier one", signature.forms[place].line


class UnusedName(Lint):
    """A name that leads nowhere."""

    code = "unused-name"
    recommendation = "Correct the name or take it out"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks at inputs, exported attributes and the order of clauses."""
        names: set[str] = set()
        for pattern in signature.patterns():
            names |= names_of(pattern)
        for name in signature.inputs:
            if name not in names:
                yield f"The input '{name}' does not occur in the pattern", 1
        for form in signature.forms:
            own = names_of(form.pattern) | {n for f in signature.forms for n in names_of(f.pattern)}
            for key, source in form.attributes.items():
                if isinstance(source, str) and source.startswith("@"):
                    name = source[1:].partition(".")[0]
                    if name not in own:
                        yield f"The attribute '{key}' exports '{name}', which is no node", form.line
        clauses = {clause.name for clause in signature.where}
        for pair in signature.order:
            for name in pair:
                if name not in clauses:
                    yield f"'order' speaks of '{name}', which is no clause", 1


class SingleNode(Lint):
    """A block that is any node of an operator."""

    code = "single-node"
    recommendation = "Constrain it, seal it, or use the operator itself"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks for a lone call without constraints over plain inputs."""
        if len(signature.forms) != 1:
            return
        pattern = signature.forms[0].pattern
        value = pattern.definitions[0].value
        lone = len(pattern.definitions) == 1 and isinstance(value, Call) and not pattern.negatives
        if lone and isinstance(value, Call) and not value.constraints and not value.sealed:
            if all(isinstance(a, Variable | Anything) for a in value.arguments):
                yield "The block is a single node without any condition", signature.forms[0].line


class UnusedBlock(Lint):
    """A block that no other signature names."""

    code = "unused-block"
    recommendation = "Use it, or keep it as evidence with 'folds: false'"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks through the library."""
        if signature.kind != "block" or not signature.folds:
            return
        others = (s for s in library.signatures.values() if s.name != signature.name)
        if not any(signature.name in references(other) for other in others):
            yield "No signature uses the block", 1


class UnknownReference(Lint):
    """A name that is neither a block nor an operator."""

    code = "unknown-reference"
    recommendation = "Check the spelling"

    def __init__(self, operators: Collection[str]) -> None:
        self._operators = operators

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks every name up."""
        blocks = {block.name for block in library.blocks()}
        for pattern, line in patterns_with_lines(signature):
            for name in sorted(operators_of(pattern) - blocks - set(self._operators)):
                yield f"'{name}' is no block and no operator", line
        for name in signature.over:
            if name not in library.signatures:
                yield f"'over' names '{name}', which does not exist", 1


class SameMeaning(Lint):
    """Two signatures that say the same."""

    code = "same-meaning"
    recommendation = "Keep one of them"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Compares meanings without names of values."""
        mine = meaning(signature)
        for other in library.signatures.values():
            if other.name < signature.name and meaning(other) == mine:
                yield f"'{other.name}' means the same", 1


def lints(operators: Collection[str]) -> list[Lint]:
    """All lints; ``operators`` are the names that need no block."""
    return [
        NoExample(), NoCounterexample(), MatchesEverything(), DeadAlternative(), UnusedName(),
        SingleNode(), UnusedBlock(), UnknownReference(operators), SameMeaning(),
    ]  # fmt: skip


def lint(
    library: Library, operators: Collection[str], only: Collection[str] | None = None
) -> list[LintFinding]:
    """Checks a library's signatures (``only`` those names), problems of reading first."""
    found = [
        LintFinding(p.code, "", p.message, p.help, p.path, p.span.line) for p in library.problems
    ]
    checks = lints(operators)
    for signature in library.signatures.values():
        if only is not None and signature.name not in only:
            continue
        for check in checks:
            for message, line in check.check(signature, library):
                found.append(
                    LintFinding(
                        check.code, signature.name, message, check.recommendation,
                        signature.path, line,
                    )
                )  # fmt: skip
    return found


def patterns_with_lines(signature: Signature) -> list[tuple[Pattern, int]]:
    """All patterns with the lines they start at."""
    forms = [(form.pattern, form.line) for form in signature.forms]
    clauses = [(c.pattern, c.line) for c in (*signature.where, *signature.never)]
    return forms + clauses


def walk(pattern: Pattern) -> Iterator[Expression]:
    """Every expression of a pattern."""
    stack: list[Expression] = [d.value for d in pattern.definitions]
    stack += [n.value for n in pattern.negatives]
    while stack:
        expression = stack.pop()
        yield expression
        if isinstance(expression, Call):
            stack.extend(expression.arguments)
        elif isinstance(expression, Alternative):
            stack.extend(expression.options)


def names_of(pattern: Pattern) -> set[str]:
    """Names of values and nodes."""
    found = {name for d in pattern.definitions for name in d.names}
    for expression in walk(pattern):
        name = getattr(expression, "name", "")
        if name:
            found.add(f"${name}" if isinstance(expression, Constant) else name)
    return found


def covers(first: Expression, second: Expression, defined: set[str]) -> bool:
    """Whether the first alternative matches whatever the second does (as far as it is easy)."""
    if isinstance(first, Anything):
        return True
    return without_spans(first) == without_spans(second)


def without_spans(expression: Expression) -> object:
    """An expression as plain data, places left out."""
    return _strip(msgspec.to_builtins(expression))


def _strip(data: object) -> object:
    if isinstance(data, dict):
        return {key: _strip(value) for key, value in data.items() if key != "span"}
    if isinstance(data, list | tuple):
        return [_strip(entry) for entry in data]
    return data


def normal_form(pattern: Pattern) -> str:
    """A pattern's meaning as text: places left out, values numbered in order of appearance."""
    numbers: dict[str, str] = {}
    defined = {name for d in pattern.definitions for name in d.names}

    def rename(data: object) -> object:
        if isinstance(data, dict):
            changed = {key: rename(value) for key, value in data.items()}
            name = data.get("name")
            if data.get("type") in ("Variable", "Constant") and isinstance(name, str):
                if name and name not in defined:
                    changed["name"] = numbers.setdefault(name, f"v{len(numbers)}")
            return changed
        if isinstance(data, list):
            return [rename(entry) for entry in data]
        return data

    return repr(rename(_strip(msgspec.to_builtins(pattern))))


def meaning(signature: Signature) -> tuple[object, ...]:
    """What a signature says and looks for, without its name."""
    forms = tuple(
        (normal_form(f.pattern), repr(sorted(f.attributes.items()))) for f in signature.forms
    )
    clauses = tuple(
        sorted(
            (normal_form(c.pattern), c.minimum, c.maximum or -1, c.chained, c.share)
            for c in signature.where
        )
    )
    never = tuple(sorted(normal_form(c.pattern) for c in signature.never))
    reported = signature.family if signature.kind == "family" else ""
    return (signature.kind, reported and "family", forms, clauses, never)
