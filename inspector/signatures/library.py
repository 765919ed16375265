"""The library: all signatures of some folders, later folders overriding earlier ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from inspector.patterns.syntax import Alternative, Call, Expression, Pattern, Span
from inspector.signatures.cache import cache_file, key_of, read_cache, write_cache
from inspector.signatures.model import Signature, SignatureError

SUFFIX = ".yaml"

MANY = 32
"""Texts from which on what was read is kept for the next time."""

LARGEST = 1 << 20
"""Most bytes of a signature file."""


@dataclass(slots=True)
class Library:
    """Signatures by name, blocks in strata (each uses only blocks of earlier ones).

    Attributes:
        signatures: By name, in order of path.
        strata: Blocks to fold one after the other.
        problems: Files that could not be used; the others still are.
        digest: BLAKE2b-128 of all texts.
    """

    signatures: dict[str, Signature] = field(default_factory=dict)
    strata: list[list[Signature]] = field(default_factory=list)
    problems: list[SignatureError] = field(default_factory=list)
    digest: str = ""

    def blocks(self) -> list[Signature]:
        """All blocks."""
        return [s for s in self.signatures.values() if s.kind == "block"]

    def families(self) -> list[Signature]:
        """All statements about models."""
        return [s for s in self.signatures.values() if s.kind == "family"]


def load_library(folders: Sequence[Path], files: Sequence[Path] = ()) -> Library:
    """Reads all signature files below some folders (missing ones are skipped), then some more."""
    texts: dict[Path, str] = {}
    unreadable: list[SignatureError] = []
    below = (path for folder in folders for path in sorted(Path(folder).rglob(f"*{SUFFIX}")))
    for path in (*below, *files):
        try:
            texts[path] = read_text(path)
        except SignatureError as error:
            unreadable.append(error)
    kept = cache_file(folders)
    known = read_cache(kept) if len(texts) >= MANY else {}
    before = len(known)
    library = make_library({str(path): text for path, text in texts.items()}, known)
    library.problems[:0] = unreadable
    if len(known) > before and len(texts) >= MANY:
        write_cache(kept, known, {key_of(text) for text in texts.values()})
    return library


def read_text(path: Path) -> str:
    """The text of a signature file.

    Raises:
        SignatureError: It cannot be read; a pipe or a device is not even tried.
    """
    try:
        if not path.is_file():
            why = "it is no regular file"
        elif path.stat().st_size > LARGEST:
            why = f"it has more than {LARGEST:,} bytes"
        else:
            return path.read_text(encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
    except UnicodeDecodeError:
        why = "it is no text in UTF-8"
    message = f"The file cannot be read: {why}"
    help = "Save it as text in UTF-8 that you may read, or move it out of the signatures' folder"
    raise SignatureError("unreadable", message, Span(), path=str(path), help=help)


def make_library(texts: dict[str, str], known: dict[str, Signature] | None = None) -> Library:
    """Makes a library of texts by path.

    Args:
        texts: File contents by path, later ones overriding earlier ones of the same name.
        known: Signatures read before, by key; what is read now is added.
    """
    library = Library()
    digest = hashlib.blake2b(digest_size=16)
    known = {} if known is None else known
    for path, text in texts.items():
        digest.update(text.encode())
        key = key_of(text)
        try:
            signature = known.get(key)
            if signature is None:
                from inspector.signatures.read import read_signature

                signature = known[key] = read_signature(text, path)
        except SignatureError as error:
            library.problems.append(error)
            continue
        if signature.path != path:
            signature = replace(signature, path=path)
        library.signatures[signature.name] = signature
    library.digest = digest.hexdigest()
    library.strata = list(_strata(library))
    return library


def joined(library: Library, signature: Signature) -> Library:
    """The library with one signature more, or in place of the one of the same name.

    Args:
        library: Stays as it is.
        signature: What joins it.
    """
    made = Library({**library.signatures, signature.name: signature})
    digest = hashlib.blake2b(f"{library.digest}{signature.text}".encode(), digest_size=16)
    made.digest = digest.hexdigest()
    made.strata = list(_strata(made))
    return made


def _strata(library: Library) -> Iterator[list[Signature]]:
    blocks = {block.name: block for block in library.blocks()}
    needs = {name: references(block) & set(blocks) - {name} for name, block in blocks.items()}
    done: set[str] = set()
    while len(done) < len(blocks):
        ready = [name for name in blocks if name not in done and needs[name] <= done]
        if not ready:
            stuck = sorted(set(blocks) - done)
            for name in stuck:
                library.problems.append(
                    SignatureError(
                        "cyclic-reference",
                        f"Block '{name}' refers to itself through other blocks",
                        blocks[name].patterns()[0].definitions[0].span,
                        path=blocks[name].path,
                        help="Break the cycle: " + " → ".join(stuck),
                    )
                )
                del library.signatures[name]
            return
        yield [blocks[name] for name in ready]
        done.update(ready)


def references(signature: Signature) -> set[str]:
    """Operators and blocks that a signature's patterns name."""
    found: set[str] = set()
    for pattern in signature.patterns():
        found |= operators_of(pattern)
    return found


def operators_of(pattern: Pattern) -> set[str]:
    """Operators and blocks that a pattern names."""
    found: set[str] = set()
    stack: list[Expression] = [d.value for d in pattern.definitions]
    stack += [n.value for n in pattern.negatives]
    while stack:
        expression = stack.pop()
        if isinstance(expression, Call):
            found.update(expression.operators)
            stack.extend(expression.arguments)
        elif isinstance(expression, Alternative):
            stack.extend(expression.options)
    return found
