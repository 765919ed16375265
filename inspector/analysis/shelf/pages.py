"""Entries and pages made of a library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from inspector.analysis.examples import find_example
from inspector.analysis.shelf.figures import FigureTable
from inspector.analysis.shelf.records import Condition, Entry, Page, Sample
from inspector.errors import InspectorError
from inspector.ir.normal.vocabulary import known_operators
from inspector.signatures import Library, Signature, load_library
from inspector.signatures.library import references
from inspector.signatures.lint import lint
from inspector.signatures.model import Clause, Example


class UnknownSignatureError(InspectorError):
    """The library has no signature of that id."""

    code = "unknown-signature"


def entries_of(library: Library, folders: Sequence[Path]) -> list[Entry]:
    """All signatures by title.

    Args:
        library: Of those folders.
        folders: The program's first, then the user's.
    """
    hidden = _hidden(library, folders)
    found = [_entry(s, library, folders, hidden) for s in library.signatures.values()]
    return sorted(found, key=lambda entry: (entry.title.casefold(), entry.name))


def page_of(library: Library, folders: Sequence[Path], name: str, figures: FigureTable) -> Page:
    """Everything told of a signature.

    Args:
        library: Of those folders.
        folders: The program's first, then the user's.
        name: The signature's id, or the family that it reports.
        figures: Of an evaluation.

    Raises:
        UnknownSignatureError: There is none of that name.
    """
    signature = _find(library, name)
    users = [s.name for s in library.signatures.values() if signature.name in references(s)]
    return Page(
        _entry(signature, library, folders, _hidden(library, folders)),
        signature.hallmark.strip(),
        signature.description.strip(),
        list(signature.references),
        list(signature.over),
        _conditions(signature),
        [_sample(example, folders) for example in signature.examples],
        [_sample(example, folders) for example in signature.counterexamples],
        _blocks(signature, library),
        sorted(users),
        figures.of(signature.family) if signature.kind == "family" else None,
        lint(library, known_operators(), {signature.name}),
        signature.text,
    )


def _find(library: Library, name: str) -> Signature:
    signature = library.signatures.get(name)
    if signature is None:
        reported = (s for s in library.families() if s.family == name)
        signature = next(reported, None)
    if signature is None:
        help = "'inspector signatures list' names all"
        raise UnknownSignatureError(f"There is no signature '{name}'.", help=help)
    return signature


def _hidden(library: Library, folders: Sequence[Path]) -> set[str]:
    """Built-in signatures that the user's take the place of."""
    if not any(_own(signature, folders) for signature in library.signatures.values()):
        return set()
    built_in = load_library(folders[:1]).signatures
    return {name for name in built_in if _own(library.signatures[name], folders)}


def _own(signature: Signature, folders: Sequence[Path]) -> bool:
    return any(Path(signature.path).is_relative_to(folder) for folder in folders[1:])


def _entry(
    signature: Signature, library: Library, folders: Sequence[Path], hidden: set[str]
) -> Entry:
    return Entry(
        signature.name,
        signature.kind,
        signature.title,
        signature.architecture,
        signature.type,
        signature.family,
        " ".join(signature.description.split()),
        _own(signature, folders),
        signature.name in hidden,
        signature.path,
        _blocks(signature, library),
    )


def _blocks(signature: Signature, library: Library) -> list[str]:
    blocks = (library.signatures.get(name) for name in references(signature))
    names = {block.name for block in blocks if block is not None and block.kind == "block"}
    return sorted(names - {signature.name})


def _sample(example: Example, folders: Sequence[Path]) -> Sample:
    path = find_example(example.file, folders)
    return Sample(example.file, dict(example.matches), str(path) if path is not None else "")


def _conditions(signature: Signature) -> list[Condition]:
    several = len(signature.forms) > 1
    forms = [
        Condition(f"Form {number}" if several else "Pattern", "", "", form.text.strip())
        for number, form in enumerate(signature.forms, start=1)
    ]
    wanted = [Condition(c.name, wanted_of(c), c.means, c.text.strip()) for c in signature.where]
    never = [Condition(c.name, "absent", c.means, c.text.strip()) for c in signature.never]
    return [*forms, *wanted, *never]


def wanted_of(clause: Clause) -> str:
    """How often a clause must match, in words."""
    least, most = clause.minimum, clause.maximum
    if most is None:
        times = f"{least} times or more" if least > 1 else "once or more"
        times = "any number of times" if least == 0 else times
    elif most == least:
        times = "once" if least == 1 else f"{least} times"
    else:
        times = f"{least} to {most} times"
    if clause.chained:
        times += ", each behind the one before"
    if clause.share:
        times += f", in {clause.share:.0%} of the operators"
    return times
