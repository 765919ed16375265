"""Models beside a draft: read once, matched again and again, turned into counterexamples."""

from __future__ import annotations

from inspector.analysis.corpus.records import DraftFound
from inspector.analysis.corpus.records import Repair as CorpusRepair
from inspector.worker.messages.base import Answer, Request


class ListModels(Request, tag=True):
    """Which files below a folder are models: ModelsListed, or Failed."""

    path: str


class TakeImprint(Request, tag=True):
    """Read and scan a file and keep what drafts match on: ImprintTaken, or Failed.

    Attributes:
        path: The file or folder.
        libraries: Signature folders.
        known: An imprint of the same content that other blocks were folded in, empty for none.
    """

    path: str
    libraries: list[str]
    known: str = ""


class MatchCorpus(Request, tag=True):
    """Match a draft on imprints: CorpusMatched; it stops half-way when something else is asked.

    Attributes:
        text: The whole signature file.
        libraries: Signature folders.
        imprints: Files with imprints.
    """

    text: str
    libraries: list[str]
    imprints: list[str]


class Repair(Request, tag=True):
    """Edits after which a draft is not found in some models any more: Repaired.

    Attributes:
        text: The whole signature file.
        libraries: Signature folders.
        wrong: Imprints of models that it should not be found in.
        right: Imprints of models that it should be found in.
    """

    text: str
    libraries: list[str]
    wrong: list[str]
    right: list[str]


class PackExample(Request, tag=True):
    """The graph of an ONNX file as a small file that signatures can name: ExamplePacked."""

    path: str
    libraries: list[str] = []


class ModelsListed(Answer, tag=True):
    """The model files below a folder."""

    paths: list[str]


class ImprintTaken(Answer, tag=True):
    """The imprint of a file, for the cache.

    Attributes:
        digest: Of the file's content.
        data: See ``analysis.corpus.imprint``.
    """

    digest: str
    data: bytes


class CorpusMatched(Answer, tag=True):
    """What a draft found on the first imprints asked about; fewer when it was interrupted."""

    found: list[DraftFound]


class Repaired(Answer, tag=True):
    """Edits, those that cost least first."""

    repairs: list[CorpusRepair]


class ExamplePacked(Answer, tag=True):
    """The graph without names and weights, as ONNX."""

    data: bytes
