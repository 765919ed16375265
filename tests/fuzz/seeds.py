"""The sound files that are damaged, one folder a format.

A folder ``beside`` in a format's folder holds what must lie around the damaged file.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SEEDS, REGRESSIONS = HERE / "seeds", HERE / "regressions"
BESIDE = "beside"

_PLACES = {
    "coreml-package": ("model.mlpackage/Manifest.json", "model.mlpackage"),
    "tensorflow-variables": ("variables/variables.index", "saved_model.pb"),
}
"""What is damaged, and which file is opened then, where these are two."""


@dataclass(slots=True, frozen=True)
class Seeds:
    """The sound files of one format.

    Attributes:
        format: Name of the folder.
        sound: Their bytes.
        damaged: Where the damaged file goes.
        opened: What is opened.
    """

    format: str
    sound: list[bytes]
    damaged: str
    opened: str

    @property
    def ending(self) -> str:
        """Some formats are told by the names of their files."""
        return Path(self.damaged).suffix

    def lay_out(self, folder: Path) -> tuple[Path, Path]:
        """Copies what must lie around the damaged file.

        Args:
            folder: An empty one.

        Returns:
            The path to write the damaged file to, and the one to open.
        """
        beside = SEEDS / self.format / BESIDE
        if beside.is_dir():
            shutil.copytree(beside, folder, dirs_exist_ok=True)
        damaged = folder / self.damaged
        damaged.parent.mkdir(parents=True, exist_ok=True)
        return damaged, folder / self.opened


def formats() -> list[str]:
    """Names of all formats that have seeds."""
    return sorted(path.name for path in SEEDS.iterdir() if path.is_dir())


def seeds(format: str) -> Seeds:
    """The sound files of a format."""
    files = [path for path in sorted((SEEDS / format).iterdir()) if path.is_file()]
    plain = f"input{files[0].suffix}"
    damaged, opened = _PLACES.get(format, (plain, plain))
    return Seeds(format, [path.read_bytes() for path in files], damaged, opened)
