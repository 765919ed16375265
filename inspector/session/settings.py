"""What the program remembers between runs: recent files, theme, geometry of the window."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from typing import Literal

import msgspec
import platformdirs

from inspector.session.signal import Signal
from inspector.worker.corpus.sets import ModelSet

ThemeChoice = Literal["system", "light", "dark"]

MAX_RECENT = 12
_FILE = "settings.json"
_log = logging.getLogger(__name__)


class Kept(msgspec.Struct):
    """How a document was left.

    Attributes:
        path: Absolute path.
        opened: Ids of the open boxes.
        direction: Of the data flow.
        view: Where the canvas looked: x, y and scale; None when it was never shown.
        selected: Selected stored nodes.
        by_names: Whether its folds were scopes of names.
    """

    path: str
    opened: list[int] = []
    direction: str = "down"
    view: tuple[float, float, float] | None = None
    selected: list[int] = []
    by_names: bool = False


class Stored(msgspec.Struct):
    """The content of the settings file; unknown fields are ignored, missing ones have defaults.

    Attributes:
        recent: Absolute paths, the newest first.
        theme: Follow the system, or not.
        geometry: The window's, as Qt writes it, base64.
        layout: Where the docks are, as Qt writes it, base64.
        folder: Where a file was opened last.
        kept: Documents that were open when the window closed.
        shown: Path of the one that was shown.
        sets: Sets of models that signatures are held against, none for the usual ones.
    """

    recent: list[str] = []
    theme: ThemeChoice = "system"
    geometry: str = ""
    layout: str = ""
    folder: str = ""
    kept: list[Kept] = []
    shown: str = ""
    sets: list[ModelSet] = []


class Settings:
    """Settings in a JSON file of a folder.

    Args:
        folder: Where the file is; the user's configuration folder by default.

    Signals:
        recent_changed: The list of recent files.
        theme_changed: The choice.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(platformdirs.user_config_dir("inspector", appauthor=False))
        self._stored = self._read()
        self.recent_changed: Signal[[list[str]]] = Signal()
        self.theme_changed: Signal[[ThemeChoice]] = Signal()

    @property
    def recent(self) -> list[str]:
        """Absolute paths of files opened before, the newest first."""
        return list(self._stored.recent)

    def remember(self, path: str) -> None:
        """Put a file at the top of the recent ones."""
        path = os.path.abspath(path)
        self._set_recent([path, *(old for old in self._stored.recent if old != path)])

    def forget(self, path: str) -> None:
        """Take a file out of the recent ones."""
        self._set_recent([old for old in self._stored.recent if old != path])

    def forget_all(self) -> None:
        """Empty the list of recent files."""
        self._set_recent([])

    @property
    def theme(self) -> ThemeChoice:
        """Light, dark, or as the system."""
        return self._stored.theme

    @theme.setter
    def theme(self, theme: ThemeChoice) -> None:
        if theme != self._stored.theme:
            self._stored.theme = theme
            self.save()
            self.theme_changed.emit(theme)

    @property
    def window(self) -> tuple[str, str]:
        """Geometry and layout of the window as it was closed, both empty at first."""
        return self._stored.geometry, self._stored.layout

    @window.setter
    def window(self, state: tuple[str, str]) -> None:
        self._stored.geometry, self._stored.layout = state
        self.save()

    @property
    def last_folder(self) -> str:
        """Where a file was opened last, empty at first."""
        return self._stored.folder

    @last_folder.setter
    def last_folder(self, folder: str) -> None:
        self._stored.folder = folder
        self.save()

    @property
    def kept_open(self) -> tuple[list[Kept], str]:
        """Documents open when the window closed, and the path of the one that was shown."""
        return list(self._stored.kept), self._stored.shown

    def keep_open(self, kept: list[Kept], shown: str) -> None:
        """Remember what is open."""
        self._stored.kept, self._stored.shown = kept, shown
        self.save()

    @property
    def model_sets(self) -> list[ModelSet]:
        """Sets of models that signatures are held against, none for the usual ones."""
        return list(self._stored.sets)

    @model_sets.setter
    def model_sets(self, sets: list[ModelSet]) -> None:
        self._stored.sets = sets
        self.save()

    def save(self) -> None:
        """Write the file; a folder that cannot be written costs a warning, never the program."""
        try:
            text = msgspec.json.encode(self._stored).decode()
            write_atomically(self.folder / _FILE, text, durable=False)
        except OSError as error:
            _log.warning("settings are not kept: %s", error)

    def _set_recent(self, recent: list[str]) -> None:
        self._stored.recent = recent[:MAX_RECENT]
        self.save()
        self.recent_changed.emit(self.recent)

    def _read(self) -> Stored:
        try:
            return msgspec.json.decode((self.folder / _FILE).read_bytes(), type=Stored)
        except FileNotFoundError:
            return Stored()
        except (OSError, msgspec.DecodeError) as error:
            _log.warning("settings are read as new: %s", error)
            return Stored()


def write_atomically(path: Path, text: str, *, durable: bool = True) -> None:
    """Write a text file whole or not at all: beside it first, then renamed over it.

    Args:
        path: The file; its folder is made when it is missing.
        text: Its whole content.
        durable: Wait until it is on the disk, which can take a tenth of a second: for what a
            person wrote.

    Raises:
        OSError: It could not be written; what was there before is untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
