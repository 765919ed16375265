"""The linter of signature files: one class per finding, each with a recommendation."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar

import msgspec

from inspector.patterns import Alternative, Anything, Call, Variable
from inspector.signatures.library import Library, operators_of, references
from inspector.signatures.meaning import (
    covered,
    meaning,
    names_of,
    normal_form,
    patterns_with_lines,
    walk,
)
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

    def prepare(self, library: Library) -> None:
        """Looks once at the whole library, before the checks of its signatures."""

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


class NoReference(Lint):
    """A signature that does not say where its knowledge comes from."""

    code = "no-reference"
    recommendation = "Name the paper or the definition under 'references'"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks at the list."""
        if not signature.references:
            yield "There is no reference", 1


class NoDescription(Lint):
    """A signature that says nothing to people."""

    code = "no-description"
    recommendation = "Say in a sentence what it is, and what to point at in the graph"

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks at the texts: a block needs a description, a family a hallmark too."""
        if not signature.description:
            yield "There is no description", 1
        if signature.kind == "family" and not signature.hallmark:
            yield "There is no hallmark", 1


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
            for expression in walk(pattern):
                if isinstance(expression, Alternative):
                    for place in covered(expression.options):
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

    def prepare(self, library: Library) -> None:
        """Notes which signatures use which blocks."""
        self._users: dict[str, set[str]] = {}
        for signature in library.signatures.values():
            for name in references(signature):
                self._users.setdefault(name, set()).add(signature.name)

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks whether another signature is among the users."""
        if signature.kind != "block" or not signature.folds:
            return
        if not self._users.get(signature.name, set()) - {signature.name}:
            yield "No signature uses the block", 1


class UnknownReference(Lint):
    """A name that is neither a block nor an operator."""

    code = "unknown-reference"
    recommendation = "Check the spelling"

    def __init__(self, operators: Collection[str]) -> None:
        self._operators = operators

    def prepare(self, library: Library) -> None:
        """Notes all names that mean something."""
        self._known = {*self._operators, *(block.name for block in library.blocks())}

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Looks every name up."""
        for pattern, line in patterns_with_lines(signature):
            for name in sorted(operators_of(pattern) - self._known):
                yield f"'{name}' is no block and no operator", line
        for name in signature.over:
            if name not in library.signatures:
                yield f"'over' names '{name}', which does not exist", 1


class SameMeaning(Lint):
    """Two signatures that say the same."""

    code = "same-meaning"
    recommendation = "Keep one of them"

    def prepare(self, library: Library) -> None:
        """Groups the signatures by what they mean, the names of values left out."""
        self._meanings = {s.name: meaning(s) for s in library.signatures.values()}
        self._names: dict[object, list[str]] = {}
        for name, said in self._meanings.items():
            self._names.setdefault(said, []).append(name)

    def check(self, signature: Signature, library: Library) -> Iterator[tuple[str, int]]:
        """Names the others of its group that come first."""
        for other in self._names[self._meanings[signature.name]]:
            if other < signature.name:
                yield f"'{other}' means the same", 1


def lints(operators: Collection[str]) -> list[Lint]:
    """All lints; ``operators`` are the names that need no block."""
    return [
        NoExample(), NoCounterexample(), NoReference(), NoDescription(), MatchesEverything(),
        DeadAlternative(), UnusedName(), SingleNode(), UnusedBlock(), UnknownReference(operators),
        SameMeaning(),
    ]  # fmt: skip


def lint(
    library: Library, operators: Collection[str], only: Collection[str] | None = None
) -> list[LintFinding]:
    """Checks a library's signatures (``only`` those names), problems of reading first."""
    found = [
        LintFinding(p.code, "", p.message, p.help, p.path, p.span.line) for p in library.problems
    ]
    checks = lints(operators)
    for check in checks:
        check.prepare(library)
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
