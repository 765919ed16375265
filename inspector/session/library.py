"""The folders of signatures: which there are, where saved ones go."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from inspector.data import signatures_dir, user_signatures_dir
from inspector.errors import InspectorError
from inspector.session.settings import write_atomically

SUFFIXES = (".yaml", ".yml")
_KEY = re.compile(r"^(family|block|title)\s*:\s*['\"]?([^'\"#\n]+)", re.MULTILINE)
_MAX_BYTES = 1 << 20


class SignatureFileError(InspectorError):
    """A signature file could not be read or written."""

    code = "signature-file"


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """A signature on disk.

    Attributes:
        id: What its ``family`` or ``block`` key says.
        title: For a person; the id when the file has none.
        path: The file.
        own: Whether it is in the user's folder.
    """

    id: str
    title: str
    path: Path
    own: bool


class Library:
    """The shipped folder and the user's; the user's overrides.

    Args:
        shipped: Signatures of the program; found by itself when None.
        own: The user's folder; from the environment or the platform's place when None.
    """

    def __init__(self, shipped: Path | None = None, own: Path | None = None) -> None:
        self.shipped = shipped or signatures_dir()
        self.own = own or user_signatures_dir()

    @property
    def folders(self) -> list[str]:
        """Existing folders, later ones override earlier ones."""
        return [str(folder) for folder in (self.shipped, self.own) if folder.is_dir()]

    def files(self) -> list[SignatureFile]:
        """All signatures by title; an own one hides the shipped one of the same id."""
        found: dict[str, SignatureFile] = {}
        for folder, own in ((self.shipped, False), (self.own, True)):
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                if path.suffix in SUFFIXES and path.is_file():
                    file = _describe(path, own)
                    found[file.id] = file
        return sorted(found.values(), key=lambda file: (file.title.casefold(), file.id))

    def find(self, signature: str) -> SignatureFile | None:
        """The file of a signature's id."""
        return next((file for file in self.files() if file.id == signature), None)

    def text_of(self, signature: str) -> str:
        """The text of a signature by its id, empty where there is none."""
        file = self.find(signature)
        try:
            return read_signature(file.path) if file is not None else ""
        except SignatureFileError:
            return ""

    def is_shipped(self, path: Path) -> bool:
        """Whether a file belongs to the program and is not to be overwritten."""
        return path.resolve().is_relative_to(self.shipped.resolve())

    def place_for(self, text: str) -> Path:
        """Where a new signature with this text is saved: the user's folder, named by its id."""
        return self.own / f"{safe_name(identifier(text) or 'signature')}.yaml"


def read_signature(path: Path) -> str:
    """The text of a signature file.

    Raises:
        SignatureFileError: It is not there, no text, or larger than any signature.
    """
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise SignatureFileError(
                f"{path.name} is larger than 1 MiB: this is no signature.", where=str(path)
            )
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SignatureFileError(f"{path.name} cannot be read: {error}", where=str(path)) from error


def write_signature(path: Path, text: str, base: str | None = None) -> Path | None:
    """Write a signature file whole or not at all; what another window saved there is kept.

    Args:
        path: The file.
        text: Its content.
        base: What the draft was made from, None when it is new: content that differs from it was
            written by somebody else and is moved aside.

    Returns:
        Where the other content is now, None when there was none.

    Raises:
        SignatureFileError: The folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path.parent):
            aside = _set_aside(path, text, base)
            write_atomically(path, text if text.endswith("\n") else text + "\n")
            return aside
    except OSError as error:
        raise SignatureFileError(
            f"{path.name} cannot be saved: {error.strerror or error}",
            where=str(path),
            help="Choose another folder with Save As.",
        ) from error


def _set_aside(path: Path, text: str, base: str | None) -> Path | None:
    """Copies what stands in a file beside it, unless it is what the draft was made from."""
    if not path.exists():
        return None
    present = path.read_text(encoding="utf-8", errors="replace")
    if present.strip() in (text.strip(), (base or "").strip()):
        return None
    number = 1
    while (aside := path.with_name(f"{path.name}.other-{number}")).exists():
        number += 1
    write_atomically(aside, present)
    return aside


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds a folder against other windows that save into it.

    Raises:
        OSError: The folder cannot be written, or is held for long.
    """
    with (folder / ".lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            if sys.platform == "win32":
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)


def identifier(text: str) -> str:
    """What the ``family`` or ``block`` key of a text says, empty when it has none."""
    return _keys(text)[0]


def safe_name(name: str) -> str:
    """A file name made of an identifier: nothing in it leads out of the folder."""
    return re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_") or "signature"


def _keys(text: str) -> tuple[str, str]:
    keys = {match[1]: match[2].strip() for match in reversed(list(_KEY.finditer(text)))}
    return keys.get("family") or keys.get("block") or "", keys.get("title", "")


def _describe(path: Path, own: bool) -> SignatureFile:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            name, title = _keys(file.read(8192))
    except OSError:
        name, title = "", ""
    name = name or path.stem
    return SignatureFile(name, title or name, path, own)
