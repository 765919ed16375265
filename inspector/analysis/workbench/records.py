"""What the workbench tells of a draft, as plain records that travel as MessagePack."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field

Section = Literal["form", "where", "never"]


class Place(Struct, frozen=True):
    """A part of a signature.

    Attributes:
        section: Forms of a block, clauses of a family, or what must be absent.
        number: Which of them.
        path: Where in its pattern (see ``patterns.places``); empty for the whole pattern.
        key: A constraint of what stands there, empty for none.
    """

    section: Section
    number: int
    path: tuple[int, ...] = ()
    key: str = ""


class Clause(Struct):
    """A line of the clause tree.

    Attributes:
        title: As it is written, without what stands below it.
        bound: What it is in the match looked at, may be empty.
        line, column, end_line, end_column: Where it stands in the text, from 1.
        nodes: Stored nodes it bound, per match.
    """

    place: Place
    title: str
    bound: str = ""
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1
    nodes: list[list[int]] = []
    children: list[Clause] = []


class Offer(Struct):
    """An edit at a click.

    Attributes:
        title: What it does.
        text: The whole file afterwards.
        count: Matches afterwards, -1 while unknown.
        active: Whether the text already says so.
        keeps: Whether the match that the draft comes from stays.
        block: Another file that the text needs: a new block, empty for none.
    """

    title: str
    text: str
    count: int = -1
    active: bool = False
    keeps: bool = True
    block: str = ""


class Dial(Struct):
    """One property of a clause from exact to any; each notch with its matches."""

    title: str
    notches: list[Offer]


class Refinement(Struct):
    """What can be done to one clause.

    Attributes:
        others: Further clauses that are meant together with the first.
        complete: False when something more urgent came between.
    """

    place: Place
    others: list[Place] = []
    dials: list[Dial] = []
    edits: list[Offer] = []
    complete: bool = True


class MergedRow(Struct):
    """A statement of a merged pattern.

    Attributes:
        became: The statement.
        had: What each selection has there, empty for nothing.
        alike: Whether all have the same.
    """

    became: str
    had: list[str]
    alike: bool


class Merging(Struct):
    """Several selections as one signature, before it is taken.

    Attributes:
        text: The whole file afterwards.
        count: Its matches in the current model.
        before: Matches of the draft until now.
        rows: What each selection had and what it became; empty where they have no pattern in
            common and each becomes a form of its own.
        selections: How many there are.
    """

    text: str
    count: int = 0
    before: int = 0
    rows: list[MergedRow] = []
    selections: int = 0


class Explanation(Struct):
    """Why a place does not match.

    Attributes:
        matched: It does match.
        sentence: What failed, for a person.
        expected: What the pattern asks for.
        found: What is there.
        place: The clause that failed.
        blamed: Stored nodes at which it failed.
        bound: Stored nodes of the best partial match.
        repairs: Edits after which the place matches, the least change first.
    """

    matched: bool = False
    sentence: str = ""
    expected: str = ""
    found: str = ""
    place: Place | None = None
    blamed: list[int] = []
    bound: list[int] = []
    repairs: list[Offer] = []


class Word(Struct):
    """An operator or a block that a pattern may name.

    Attributes:
        kind: ``operator`` or ``block``.
        count: How often the open model has it.
        title: Of a block, for a person.
    """

    name: str
    kind: Literal["operator", "block"]
    count: int = 0
    title: str = ""


class Vocabulary(Struct):
    """What a signature may say.

    Attributes:
        words: Operators and blocks, the most frequent of the open model first.
        attributes: What a constraint may ask, by operator or block.
        values: What is usual under keys such as ``architecture``, the most frequent first.
        signatures: Names of all signatures.
    """

    words: list[Word] = []
    attributes: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)
    signatures: list[str] = []


class Finding(Struct):
    """What a check before saving found.

    Attributes:
        severity: An ``error`` is not saved, a ``warning`` is asked about, a ``hint`` is told.
        code: The lint, or ``example``.
        message: What is wrong.
        recommendation: What to do.
        line: Where in the file, from 1.
    """

    severity: Literal["error", "warning", "hint"]
    code: str
    message: str
    recommendation: str = ""
    line: int = 1


class RegionValue(Struct):
    """A value that a node of the region reads.

    Attributes:
        root: The value at the start of the layout chain behind it: equal roots, equal values.
        constant: Whether it depends on constants only.
        number: The number that a constant with one element holds.
    """

    root: int
    constant: bool = False
    number: float | None = None


class RegionNode(Struct):
    """A node or fold of the region.

    Attributes:
        operator: Its operator or block.
        inputs: Values in port order, None for an omitted one.
        outputs: Roots of the values it makes, -1 for one that is not there.
        attributes: Those that people compare.
        stored: Stored nodes behind it.
    """

    operator: str
    inputs: list[RegionValue | None]
    outputs: list[int]
    attributes: dict[str, int | float | str | list[int]] = field(default_factory=dict)
    stored: list[int] = []


class Region(Struct):
    """The nodes of a selection on one level of folding, in graph order.

    Attributes:
        level: How many strata of blocks are folded.
        nodes: Its data-flow nodes.
    """

    level: int
    nodes: list[RegionNode]
