"""What is told of the library's signatures."""

from __future__ import annotations

import msgspec

from inspector.signatures.lint import LintFinding


class Entry(msgspec.Struct):
    """A signature in the list of all.

    Attributes:
        name: Its id.
        kind: ``block`` or ``family``.
        title: For a person.
        architecture, type, family: What it says of a model, empty for a block.
        summary: Its description, on one line.
        own: Whether it is of the user's folder.
        overrides: Whether it takes the place of a built-in one.
        path: The file.
        blocks: Blocks that it names.
    """

    name: str
    kind: str
    title: str
    architecture: str = ""
    type: str = ""
    family: str = ""
    summary: str = ""
    own: bool = False
    overrides: bool = False
    path: str = ""
    blocks: list[str] = []


class Sample(msgspec.Struct):
    """An example or a counterexample.

    Attributes:
        file: Its name.
        matches: How often each clause or block must match in it.
        found: Where the file is, empty where it is not beside the library.
    """

    file: str
    matches: dict[str, int] = {}
    found: str = ""


class Condition(msgspec.Struct):
    """A part of a signature.

    Attributes:
        name: The clause's name, or ``Form 1``.
        wanted: How often, in words; ``absent`` for what must not be there.
        means: What it looks for in words, may be empty.
        text: Its pattern.
    """

    name: str
    wanted: str
    means: str
    text: str


class Figures(msgspec.Struct):
    """How right a family's claims are on a labelled corpus.

    Attributes:
        made: Date of the evaluation.
        corpus: Files in it, and families.
        files: Of this family.
        right: Of them told right.
        missed: Of them not told.
        wrong: Files of others that were claimed.
    """

    made: str
    corpus: tuple[int, int]
    files: int
    right: int
    missed: int
    wrong: int


class Page(msgspec.Struct):
    """Everything told of one signature.

    Attributes:
        entry: As in the list.
        hallmark: What tells it from others, in a sentence.
        description: In sentences.
        references: Papers and definitions, as text.
        over: Families that it wins against when both match.
        conditions: What is looked for.
        examples, counterexamples: Models that it must, and must not, match.
        uses: Blocks that it names, those of the library only.
        used_by: Signatures that name it.
        figures: How right it is, None for what was not counted.
        lint: What is doubtful about it.
        text: The whole file.
    """

    entry: Entry
    hallmark: str = ""
    description: str = ""
    references: list[str] = []
    over: list[str] = []
    conditions: list[Condition] = []
    examples: list[Sample] = []
    counterexamples: list[Sample] = []
    uses: list[str] = []
    used_by: list[str] = []
    figures: Figures | None = None
    lint: list[LintFinding] = []
    text: str = ""
