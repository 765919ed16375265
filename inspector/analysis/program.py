"""A library compiled once: plans for every form and clause."""

from __future__ import annotations

from dataclasses import dataclass, field

from inspector.matching import Plan, compile_pattern
from inspector.patterns import Alternative, Call, Pattern
from inspector.signatures import Clause, Form, Library, Signature


@dataclass(slots=True)
class CompiledForm:
    """A form of a block with its plan and the registers of the declared inputs."""

    form: Form
    plan: Plan
    inputs: list[int]


@dataclass(slots=True)
class CompiledBlock:
    """A block ready to fold."""

    signature: Signature
    forms: list[CompiledForm]


@dataclass(slots=True)
class CompiledClause:
    """A clause ready to be counted.

    Attributes:
        plain: The call, where the pattern only names operators (``Block[...]``): then folds are
            counted at every level, nested ones included.
        plan: Of any other pattern.
    """

    clause: Clause
    plain: Call | None
    plan: Plan | None


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
    forms = []
    for form in signature.forms:
        plan = compile_pattern(form.pattern)
        names = {name: register for register, name in enumerate(plan.registers)}
        declared = signature.inputs or tuple(
            plan.registers[r] for r in plan.inputs if not plan.registers[r].startswith("$")
        )
        forms.append(CompiledForm(form, plan, [names.get(name, -1) for name in declared]))
    return CompiledBlock(signature, forms)


def compile_family(signature: Signature) -> CompiledFamily:
    """Compiles a family's clauses."""
    return CompiledFamily(
        signature,
        [compile_clause(clause) for clause in signature.where],
        [compile_clause(clause) for clause in signature.never],
    )


def compile_clause(clause: Clause) -> CompiledClause:
    """Compiles one clause."""
    call = plain_call(clause.pattern)
    plan = None if call is not None else compile_pattern(clause.pattern)
    return CompiledClause(clause, call, plan)


def plain_call(pattern: Pattern) -> Call | None:
    """The call of a pattern that only names operators: ``Block``, ``{A, B}[x=1]``."""
    if len(pattern.definitions) != 1 or pattern.negatives:
        return None
    value = pattern.definitions[0].value
    if isinstance(value, Alternative) or not isinstance(value, Call):
        return None
    bare = not value.arguments and value.open_end and bool(value.operators)
    return value if bare and value.minimum == value.maximum == 1 else None
