"""One signature counted alone on a labelled corpus."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.analysis.corpus.labels import Label
from inspector.analysis.report import Report
from inspector.signatures import read_signature
from inspector.signatures.model import Signature


@dataclass(frozen=True, slots=True)
class Judged:
    """The signature; a family counts where it is the verdict, a block where it occurs."""

    signature: Signature

    @property
    def name(self) -> str:
        """What its models are labelled with: a family by its id, a block by its name."""
        return self.signature.family or self.signature.name

    def relabel(self, rows: Sequence[Label], expected: Sequence[str]) -> list[Label]:
        """The labels with this signature's name where it should match, where that is said."""
        wanted = set(expected) or {self.name}
        return [
            replace(label, family=self.name if label.family in wanted else self._other(label))
            for label in rows
        ]

    def found(self, report: Report) -> str | None:
        """Its name where it was found, another family, or None."""
        own = self.signature.name
        if self.signature.kind == "block":
            return self.name if any(match.signature == own for match in report.matches) else None
        verdict = report.verdict
        if verdict is not None and verdict.signature == own:
            return self.name
        return verdict.family if verdict is not None else None

    def _other(self, label: Label) -> str:
        return "" if label.family == self.name else label.family


def join(path: Path, folder: Path) -> Judged:
    """Puts a signature file into a folder of signatures.

    A block is put there as evidence: it counts where it occurs, also inside of larger folds.

    Raises:
        SignatureError: It is no signature.
    """
    text = path.read_text(encoding="utf-8")
    signature = read_signature(text, str(path))
    if signature.kind == "block":
        text = re.sub(r"^folds:.*\n", "", text, flags=re.MULTILINE)
        text = re.sub(r"^(block:.*)$", r"\1\nfolds: false", text, count=1, flags=re.MULTILINE)
    (folder / "judged.yaml").write_text(text, encoding="utf-8")
    return Judged(signature)
