"""The library: listed and shown by the page; what recurs in a model, and how rare it is."""

from __future__ import annotations

from inspector.analysis.discovery.records import Heat, Suggestions
from inspector.analysis.shelf.records import Entry, Page
from inspector.layout.packed import PackedScene
from inspector.worker.messages.base import Answer, Request


class Browse(Request, tag=True):
    """All signatures of some folders: Browsed."""

    libraries: list[str]


class ReadPage(Request, tag=True):
    """Everything told of a signature, and its picture: PageReady.

    Attributes:
        name: Its id, or the family that it reports.
        libraries: Signature folders.
        figures: File with the figures of an evaluation.
    """

    name: str
    libraries: list[str]
    figures: str = ""


class Survey(Request, tag=True):
    """Read a file, count its neighbourhoods, and forget it again: Surveyed.

    Attributes:
        path: The file or folder.
        radius: Of the neighbourhoods.
        libraries: Signature folders, to tell the family of the file; none: it is known already.
    """

    path: str
    radius: int
    libraries: list[str] = []


class AskHeat(Request, tag=True):
    """How common each node's neighbourhood is: HeatReady.

    Attributes:
        tables: Files with neighbourhoods; the first that can be read is used.
    """

    tables: list[str]


class Suggest(Request, tag=True):
    """What recurs in the open document: Suggested.

    Attributes:
        tables: Files with neighbourhoods; the first that can be read is used.
    """

    tables: list[str]


class Browsed(Answer, tag=True):
    """All signatures by title, and the files that could not be used, a sentence each."""

    entries: list[Entry]
    problems: list[str] = []


class PageReady(Answer, tag=True):
    """A signature's page; the scene is empty where the picture cannot be arranged."""

    page: Page
    scene: PackedScene | None = None


class Surveyed(Answer, tag=True):
    """The neighbourhoods in a file.

    Attributes:
        family: Of the verdict, empty where there is none or it was not asked for.
        classes: Different neighbourhoods.
    """

    family: str
    classes: list[int]


class HeatReady(Answer, tag=True):
    """How common the nodes' neighbourhoods are."""

    heat: Heat


class Suggested(Answer, tag=True):
    """What recurs."""

    suggestions: Suggestions
