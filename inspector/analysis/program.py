"""A library compiled once: plans for every form and clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from inspector.matching import Plan, compile_pattern, needed_operators
from inspector.patterns import Alternative, Call, Pattern
from inspector.signatures import Clause, Form, Library, Signature


class CompiledForm:
    """A form of a block; its plan is made when a graph could hold it.

    Args:
        signature: The block.
        form: One of its forms.

    Attributes:
        needed: Operator sets of which a graph must hold a node each.
    """

    def __init__(self, signature: Signature, form: Form) -> None:
        self.form = form
        self.needed = needed_operators(form.pattern)
        self._declared = signature.inputs

    @cached_property
    def plan(self) -> Plan:
        """The compiled pattern."""
        return compile_pattern(self.form.pattern)

    @cached_property
    def inputs(self) -> list[int]:
        """Registers of the declared inputs, -1 for one that the form does not have."""
        plan = self.plan
        names = {name: register for register, name in enumerate(plan.registers)}
        declared = self._declared or tuple(
            plan.registers[r] for r in plan.inputs if not plan.registers[r].startswith("$")
        )
        return [names.get(name, -1) for name in declared]


@dataclass(slots=True)
class CompiledBlock:
    """A block ready to fold."""

    signature: Signature
    forms: list[CompiledForm]


class CompiledClause:
    """A clause; its plan is made when it is to be counted.

    Args:
        clause: The clause.

    Attributes:
        plain: The call, where the pattern only names operators (``Block[...]``): then folds are
            counted at every level, nested ones included.
    """

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.plain = plain_call(clause.pattern)

    @cached_property
    def plan(self) -> Plan | None:
        """The compiled pattern, None for a plain one."""
        return None if self.plain is not None else compile_pattern(self.clause.pattern)


@dataclass(slots=True)
class CompiledFamily:
    """A statement about a model, ready to be judged."""

    signature: Signature
    where: list[CompiledClause]
    never: list[CompiledClause]


@dataclass(slots=True)
class Program:
    """A compiled library."""

    digest: str
    strata: list[list[CompiledBlock]] = field(default_factory=list)
    families: list[CompiledFamily] = field(default_factory=list)
    blocks: dict[str, Signature] = field(default_factory=dict)
    signatures: dict[str, Signature] = field(default_factory=dict)


_CACHE: dict[str, Program] = {}


def compile_library(library: Library) -> Program:
    """Compiles a library (kept by its digest)."""
    program = _CACHE.get(library.digest)
    if program is None:
        strata = [[compile_block(s) for s in stratum] for stratum in library.strata]
        families = [compile_family(s) for s in library.families()]
        blocks = {block.name: block for block in library.blocks()}
        program = Program(library.digest, strata, families, blocks, dict(library.signatures))
        _CACHE.clear()
        _CACHE[library.digest] = program
    return program


def compile_block(signature: Signature) -> CompiledBlock:
    """Compiles a block's forms."""
    return CompiledBlock(signature, [CompiledForm(signature, form) for form in signature.forms])


def compile_family(signature: Signature) -> CompiledFamily:
    """Compiles a family's clauses."""
    return CompiledFamily(
        signature,
        [compile_clause(clause) for clause in signature.where],
        [compile_clause(clause) for clause in signature.never],
    )


def compile_clause(clause: Clause) -> CompiledClause:
    """Compiles one clause."""
    return CompiledClause(clause)


def plain_call(pattern: Pattern) -> Call | None:
    """The call of a pattern that only names operators: ``Block``, ``{A, B}[x=1]``."""
    calls = plain_calls(pattern)
    return calls[0] if len(calls) == 1 else None


def plain_calls(pattern: Pattern) -> list[Call]:
    """Each call of a pattern that only names operators, as alternatives; none where it does not."""
    if len(pattern.definitions) != 1 or pattern.negatives:
        return []
    value = pattern.definitions[0].value
    options = value.options if isinstance(value, Alternative) else (value,)
    calls = [option for option in options if isinstance(option, Call) and _is_plain(option)]
    return calls if len(calls) == len(options) else []


def _is_plain(call: Call) -> bool:
    bare = not call.arguments and call.open_end and bool(call.operators)
    return bare and call.minimum == call.maximum == 1
