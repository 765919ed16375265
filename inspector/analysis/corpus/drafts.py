"""A draft compiled once and matched on one imprint after the other."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from inspector.analysis.corpus.restored import Restored
from inspector.analysis.families import FamilyResult
from inspector.analysis.program import CompiledFamily, Program, compile_family, plain_call
from inspector.analysis.verdict import decide
from inspector.analysis.workbench.matched import Part, match_parts, prepare, stratum_of
from inspector.patterns import Pattern
from inspector.signatures import Signature, read_signature
from inspector.signatures.library import references


@dataclass(slots=True)
class Found:
    """What a draft found in a model.

    Attributes:
        fires: Whether a block occurs, or a family is the verdict.
        count: Matches of a block; of a family, matches of its clauses.
        exhausted: Whether the search was given up.
    """

    fires: bool
    count: int = 0
    exhausted: bool = False


class CorpusDraft:
    """A signature text, ready to be matched on imprints.

    Args:
        text: The whole file.
        program: The library it would join.

    Raises:
        SignatureError: The text is no signature.
    """

    def __init__(self, text: str, program: Program) -> None:
        self.signature = read_signature(text)
        self._program = program
        self._parts: list[Part] = []
        self._family: CompiledFamily | None = None
        if self.signature.kind == "block":
            used = references(self.signature)
            self._stratum = stratum_of(program, used, self.signature.name)
            forms = self.signature.forms
            self._parts = [prepare(form.pattern, number) for number, form in enumerate(forms)]
        else:
            self._family = compile_family(self.signature)
            self._joined = _join(program, self.signature, self._family)

    def possible(self, words: AbstractSet[str]) -> bool:
        """Whether operators and blocks that every match needs are among a model's; cheap."""
        if self._family is not None:
            return all(
                _has(clause.pattern, part.required if part else None, words)
                for clause, part in (
                    (compiled.clause, compiled.plan) for compiled in self._family.where
                )
                if clause.minimum > 0
            )
        return any(
            all(not words.isdisjoint(operators) for operators, _ in part.plan.required)
            for part in self._parts
        )

    def match(self, model: Restored) -> Found:
        """Matches it on a model."""
        if self._family is not None:
            return self._judge(model, self._family)
        graph = model.level(self._stratum).graph
        found = match_parts(graph, self._parts)
        return Found(bool(found.matches), len(found.matches), found.exhausted)

    def _judge(self, model: Restored, family: CompiledFamily) -> Found:
        result = model.judge.judge(family)
        if result is None or not result.satisfied:
            return Found(False, 0)
        winner = decide(model.judge, self._joined).winner
        wins = winner is not None and winner.family.signature.name == self.signature.name
        return Found(wins, _count(result) if wins else 0)


def _has(
    pattern: Pattern,
    required: Collection[tuple[frozenset[str], int]] | None,
    words: AbstractSet[str],
) -> bool:
    if required is None:
        call = plain_call(pattern)
        return call is None or not words.isdisjoint(call.operators)
    return all(not words.isdisjoint(operators) for operators, _ in required)


def _count(result: FamilyResult) -> int:
    return sum(clause.found for clause in result.clauses if not clause.negative)


def _join(program: Program, signature: Signature, family: CompiledFamily) -> Program:
    """The library with a family in the place of the one of its name."""
    others = [f for f in program.families if f.signature.name != signature.name]
    signatures = {**program.signatures, signature.name: signature}
    return Program(program.digest, program.strata, [*others, family], program.blocks, signatures)
