"""Where the signatures and resources are that ship with the program."""

from __future__ import annotations

import os
from pathlib import Path

from inspector.errors import InspectorError

_PACKAGE = Path(__file__).resolve().parent

_NEIGHBOURHOODS = "neighbourhoods.msgpack"

USER_SIGNATURES = "INSPECTOR_SIGNATURES"
"""Environment variable that names another folder than the user's own."""


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


def user_signatures_dir() -> Path:
    """The folder in which the user's signatures are saved.

    Returns:
        An absolute path; it need not exist yet.
    """
    import platformdirs

    other = os.environ.get(USER_SIGNATURES)
    if other:
        return Path(other).expanduser().absolute()
    return Path(platformdirs.user_data_dir("inspector", appauthor=False)) / "signatures"


def neighbourhood_tables() -> list[Path]:
    """Where tables of neighbourhoods may be, the user's own before the one that ships.

    Returns:
        Absolute paths; they need not exist.
    """
    return [user_neighbourhoods(), resources_dir() / _NEIGHBOURHOODS]


def user_neighbourhoods() -> Path:
    """The table of neighbourhoods of the user's own models.

    Returns:
        An absolute path; it need not exist yet.
    """
    return user_signatures_dir().with_name(_NEIGHBOURHOODS)


def figures_file() -> Path:
    """The table of how right each family is on a labelled corpus; it need not be there."""
    return resources_dir() / "figures.json"


def signature_folders() -> list[Path]:
    """All folders of signatures, later ones override earlier ones; the last need not exist."""
    return [signatures_dir(), user_signatures_dir()]


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
