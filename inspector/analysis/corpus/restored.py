"""A model as its imprint tells it: drafts match on it as on a scanned one."""

from __future__ import annotations

from inspector.analysis.corpus.imprint import Imprint, restore_folding, restore_normal
from inspector.analysis.families import Judge
from inspector.analysis.folding import Folding
from inspector.analysis.program import Program
from inspector.ir.normal import NormalGraph


class Restored:
    """Restores what is asked for, and keeps the level asked for last beside the whole folding.

    Args:
        imprint: Of the model; it must not be used for another one afterwards.
        program: The library whose blocks were folded in it.

    Attributes:
        program: That library.
    """

    def __init__(self, imprint: Imprint, program: Program) -> None:
        self.program = program
        self._imprint = imprint
        self._normal: NormalGraph | None = None
        self._level: tuple[int, Folding] | None = None
        self._whole: Folding | None = None
        self._judge: Judge | None = None

    @property
    def size(self) -> int:
        """Nodes and values that are held, of all levels: a measure of memory."""
        levels = (self._level is not None) + (self._whole is not None)
        columns = len(self._imprint.operators) + len(self._imprint.producer)
        return columns * (1 + levels)

    @property
    def normal(self) -> NormalGraph:
        """The normal graph."""
        if self._normal is None:
            self._normal = restore_normal(self._imprint)
        return self._normal

    @property
    def folding(self) -> Folding:
        """The normal graph with all blocks folded."""
        if self._whole is None:
            self._whole = restore_folding(self._imprint, self.normal)
        return self._whole

    @property
    def judge(self) -> Judge:
        """Judges families on it."""
        if self._judge is None:
            self._judge = Judge(self.folding)
        return self._judge

    def level(self, strata: int) -> Folding:
        """The normal graph with the blocks of the first strata folded."""
        if strata >= len(self.program.strata):
            return self.folding
        if self._level is None or self._level[0] != strata:
            self._level = strata, restore_folding(self._imprint, self.normal, strata)
        return self._level[1]
