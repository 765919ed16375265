"""A signature in work: drafted, matched, changed, explained and checked."""

from __future__ import annotations

from inspector.analysis.report import DraftMatches
from inspector.analysis.workbench.records import (
    Clause,
    Explanation,
    Finding,
    Merging,
    Place,
    Refinement,
    Region,
    Vocabulary,
)
from inspector.worker.messages.base import Answer, Request


class Draft(Request, tag=True):
    """A signature text from selected stored nodes: Drafted.

    Attributes:
        stored: The selection.
        others: Stored nodes of regions that the signature should match too.
    """

    stored: list[int]
    others: list[list[int]] = []


class MatchDraft(Request, tag=True):
    """Match a signature text on the open document: DraftMatched.

    Attributes:
        text: The whole signature file.
        stored: The nodes it was drafted from (its first example), may be empty.
        base: The text as it was saved last: what changed since is told; empty for a new one.
    """

    text: str
    stored: list[int]
    base: str = ""


class Cut(Request, tag=True):
    """Selected stored nodes as regions that another process can compare: CutReady."""

    stored: list[int]


class Merge(Request, tag=True):
    """The least general signature of selections, of this model and of others: MergeReady.

    Attributes:
        selections: Of the open document.
        others: Of other documents, each on several levels of folding.
        text: The draft whose patterns they replace, empty for a new one.
    """

    selections: list[list[int]]
    others: list[list[Region]] = []
    text: str = ""


class Outline(Request, tag=True):
    """The clauses of a draft and what each bound: Outlined.

    Attributes:
        text: The whole signature file.
        stored: The nodes it was drafted from, may be empty.
    """

    text: str
    stored: list[int]


class Refine(Request, tag=True):
    """What can be done to a clause of a draft, with the matches of each edit: Refined.

    Attributes:
        place: The clause.
        others: Further ones; then only what can be done to all of them together is told.
    """

    text: str
    stored: list[int]
    place: Place
    others: list[Place] = []


class Explain(Request, tag=True):
    """Why nodes are in no match of a draft, and what would repair it: Explained.

    Attributes:
        nodes: What should match.
    """

    text: str
    stored: list[int]
    nodes: list[int]


class Check(Request, tag=True):
    """Hold a signature against linter and examples before it is saved: Checked.

    Attributes:
        text: The whole signature file.
        libraries: Signature folders that it would join.
        models: Paths of open models by file name: examples that are not beside the library.
        fresh: Whether the counts in its examples were written by nobody yet.
    """

    text: str
    libraries: list[str]
    models: dict[str, str] = {}
    fresh: bool = False


class Speak(Request, tag=True):
    """What a signature may say on the open document: Spoken."""


class Prepare(Request, tag=True):
    """Load code and signatures ahead of the first file: answered by nothing.

    Attributes:
        libraries: Signature folders.
        layout: Whether scenes will be asked for.
    """

    libraries: list[str]
    layout: bool = True


class Drafted(Answer, tag=True):
    """A signature text for the selection."""

    text: str


class MergeReady(Answer, tag=True):
    """What selections have in common, and the signature they would become."""

    merging: Merging


class DraftMatched(Answer, tag=True):
    """Where the draft matches."""

    result: DraftMatches


class CutReady(Answer, tag=True):
    """The selection on every level that holds it whole."""

    regions: list[Region]


class Outlined(Answer, tag=True):
    """The clause tree, empty for a text that is no signature."""

    clauses: list[Clause]


class Spoken(Answer, tag=True):
    """Operators, blocks, attributes, and what is usual under keys."""

    vocabulary: Vocabulary


class Refined(Answer, tag=True):
    """Dials and edits of the clause asked for."""

    refinement: Refinement


class Explained(Answer, tag=True):
    """Why the nodes asked for are in no match."""

    explanation: Explanation


class Checked(Answer, tag=True):
    """What linter and examples say.

    Attributes:
        text: The file in canonical form.
        findings: The worst first, empty when there is nothing to say.
    """

    text: str
    findings: list[Finding]
