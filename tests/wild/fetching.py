"""Gets packages by pip and npm, and takes single files out of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path


def package(source: str, name: str, version: str, cache: Path) -> Path:
    """The archive of a package, downloaded unless it is there.

    Args:
        source: ``pip`` or ``npm``.
        name: Of the package.
        version: Of the package.
        cache: Folder that keeps what was downloaded.

    Raises:
        RuntimeError: It cannot be had.
    """
    folder = cache / source / name.replace("/", "+") / version
    if folder.is_dir() and (found := _only_file(folder)) is not None:
        return found
    folder.mkdir(parents=True, exist_ok=True)
    if source == "pip":
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--dest", ".", f"{name}=={version}"]
    else:
        command = ["npm", "pack", "--silent", f"{name}@{version}"]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found = _only_file(folder)
    if result.returncode or found is None:
        shutil.rmtree(folder)
        words = (result.stderr or result.stdout).strip().splitlines()
        raise RuntimeError(words[-1] if words else "it was not downloaded")
    return found


def _only_file(folder: Path) -> Path | None:
    return next((path for path in folder.iterdir() if path.is_file()), None)


def take(archive: Path, wanted: str) -> Path:
    """Unpacks one file, or a folder, beside its archive.

    Args:
        archive: A wheel or a tar archive.
        wanted: Its path inside, without the folder at the top of a tar archive.

    Returns:
        Where it is.

    Raises:
        RuntimeError: There is none.
    """
    folder = archive.parent / "files"
    if not (folder / wanted).exists():
        unpack = _from_wheel if zipfile.is_zipfile(archive) else _from_tar
        unpack(archive, wanted, folder)
    if not (folder / wanted).exists():
        raise RuntimeError(f"the package has no {wanted}")
    return folder / wanted


def _is_wanted(name: str, wanted: str) -> bool:
    return name == wanted or name.startswith(f"{wanted}/")


def _from_wheel(archive: Path, wanted: str, folder: Path) -> None:
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            if _is_wanted(name, wanted):
                packed.extract(name, folder)


def _from_tar(archive: Path, wanted: str, folder: Path) -> None:
    with tarfile.open(archive) as packed:
        for entry in packed.getmembers():
            entry.name = entry.name.partition("/")[2]
            if _is_wanted(entry.name, wanted):
                packed.extract(entry, folder, filter="data")
