"""Where the signatures and resources are that ship with the program."""

from __future__ import annotations

from pathlib import Path

from inspector.errors import InspectorError

_PACKAGE = Path(__file__).resolve().parent


class DataMissingError(InspectorError):
    """A folder that ships with the program is not there: the installation is incomplete."""

    code = "data-missing"


def signatures_dir() -> Path:
    """The folder of the signatures that ship with the program.

    Returns:
        An absolute path: in the checkout, or inside an installed package.

    Raises:
        DataMissingError: The installation is incomplete.
    """
    return _shipped("signatures")


def resources_dir() -> Path:
    """The folder of icons, samples and other data that ship with the program.

    Returns:
        An absolute path: in the checkout, or inside an installed package.

    Raises:
        DataMissingError: The installation is incomplete.
    """
    return _shipped("resources")


def _shipped(name: str) -> Path:
    """Find a folder in an installed package, else beside the package in a checkout."""
    candidates = (_PACKAGE / "_data" / name, _PACKAGE.parent / name)
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise DataMissingError(
        f"The program's folder {name!r} is missing.",
        where=str(candidates[0]),
        help="Install Inspector again.",
    )
