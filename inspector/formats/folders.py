"""Folders that are one model, as they are downloaded: weights, settings and variants."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import msgspec

from inspector.diagnostics import Finding
from inspector.formats.coreml.package import model_of_package
from inspector.formats.errors import (
    FormatError,
    NotAModelError,
    SeveralModelsError,
    unreadable,
)
from inspector.formats.limits import Limits
from inspector.formats.log import FindingLog, some
from inspector.formats.reader import NUMBERED, SHARDED, Progress
from inspector.formats.source import Source
from inspector.ir import Model

CONFIGURATION = "config.json"
_LARGEST_CONFIGURATION = 1 << 20
_WHOLE = ("saved_model.pb", "model.safetensors.index.json", "model.safetensors")
"""Files that are the model of their folder, whatever else is there; the first one counts."""

_STATED = ("model_type", "architectures", "torch_dtype", "transformers_version", "_class_name")
_WEIGHTS = frozenset({"safetensors", "sharded-weights", "pytorch", "gguf"})
_ASIDE = frozenset(
    {"training_args.bin", "optimizer.pt", "optimizer.bin", "scheduler.pt", "scaler.pt"}
)
_VARIANTS = ("onnx",)
"""Folders with the same model in another format."""

ReadModel = Callable[[Path, Limits, Progress], Model]
Probe = Callable[[Path], str | None]


def read_folder(
    folder: Path, limits: Limits, progress: Progress, read: ReadModel, probe: Probe
) -> Model:
    """Reads a folder as one model.

    Args:
        folder: The folder.
        limits: What its files may ask for.
        progress: Told how far the work is.
        read: Reads one file.
        probe: Tells the format of a file.

    Raises:
        SeveralModelsError: It holds several models; the error names them.
        FormatError: It holds none, or the one that it holds cannot be read.
    """
    package = model_of_package(folder)
    if package is not None:
        return _complete(folder, read(package, limits, progress), [])
    files = _files(folder, limits)
    names = {file.name for file in files}
    whole = next((name for name in _WHOLE if name in names), None)
    if whole is not None:
        model = read(folder / whole, limits, progress)
        others = [file for file in files if file.name != whole and not _is_part(file)]
        held = [file for file in others if probe(file) is not None]
        return _complete(folder, model, [str(file.relative_to(folder)) for file in held])
    formats = {file: format for file in files if (format := probe(file)) is not None}
    groups = _groups(folder, formats)
    if not groups:
        inner = _one_below(folder, limits, probe)
        return _complete(folder, read_folder(inner, limits, progress, read, probe), [])
    chosen = _choose(folder, groups, formats, CONFIGURATION in names)
    parts = groups[chosen]
    if len(parts) > 1:
        from inspector.formats.weights.sharded import read_parts

        log = FindingLog(limits.findings_per_code)
        model = read_parts(folder, parts, limits, log, progress)
    else:
        model = read(parts[0], limits, progress)
    return _complete(folder, model, [name for name in groups if name != chosen])


def _files(folder: Path, limits: Limits) -> list[Path]:
    """Regular files of the folder and of those with variants of the model."""
    found: list[Path] = []
    for place in (folder, *(folder / name for name in _VARIANTS)):
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if len(found) < limits.folder_files and _is_regular(entry):
                        found.append(Path(entry.path))
        except OSError as error:
            if place == folder:
                raise unreadable(error, folder) from None
    return sorted(file for file in found if file.name not in _ASIDE)


def _one_below(folder: Path, limits: Limits, probe: Probe) -> Path:
    """The folder inside another that holds its model, as pipelines keep each of theirs.

    Raises:
        SeveralModelsError: Several do; the error names them.
        NotAModelError: None does.
    """
    try:
        with os.scandir(folder) as entries:
            inside = sorted(Path(e.path) for e in entries if e.is_dir(follow_symlinks=False))
    except OSError as error:
        raise unreadable(error, folder) from None
    held = [
        each
        for each in inside[: limits.inner_folders]
        if any(probe(file) is not None for file in _files(each, limits))
    ]
    if not held:
        raise NotAModelError(
            "The folder holds no model that can be read.",
            where=str(folder),
            help="Open a folder with a model file in it, or the file itself.",
        )
    if len(held) > 1:
        raise SeveralModelsError(
            f"The folder holds {len(held)} models, each in a folder of its own.",
            where=str(folder),
            help=f"Open one of them: {some([each.name for each in held], 12)}.",
            choices=[str(each) for each in held],
        )
    return held[0]


def _is_regular(entry: os.DirEntry[str]) -> bool:
    try:
        return stat.S_ISREG(entry.stat().st_mode)
    except OSError:
        return False


def _is_part(file: Path) -> bool:
    return NUMBERED.fullmatch(file.name) is not None


def _groups(folder: Path, formats: dict[Path, str]) -> dict[str, list[Path]]:
    """Candidates by name: files alone, and numbered files together."""
    indexed = any(format == SHARDED for format in formats.values())
    groups: dict[str, list[Path]] = {}
    for file in formats:
        match = NUMBERED.fullmatch(file.name)
        if match is None:
            groups.setdefault(str(file.relative_to(folder)), []).append(file)
        elif not indexed:
            groups.setdefault(match["stem"] + match["ending"], []).append(file)
    return groups


def _choose(
    folder: Path, groups: dict[str, list[Path]], formats: dict[Path, str], configured: bool
) -> str:
    """The one model of a folder; beside a configuration it is the weights."""
    candidates = list(groups)
    if len(candidates) > 1 and configured:
        weights = [n for n in candidates if formats[groups[n][0]] in _WEIGHTS]
        candidates = weights[:1] if len(weights) == 1 else weights or candidates
    if len(candidates) > 1:
        raise SeveralModelsError(
            f"The folder holds {len(candidates)} models.",
            where=str(folder),
            help=f"Open one of them: {some(candidates, 12)}.",
            choices=[str(groups[name][0]) for name in candidates if len(groups[name]) == 1],
        )
    return candidates[0]


def _complete(folder: Path, model: Model, others: list[str]) -> Model:
    """Adds what the folder says of the model, and what else it holds."""
    model.path = str(folder)
    model.metadata = {**_configuration(folder / CONFIGURATION), **model.metadata}
    if others:
        model.findings.append(
            Finding(
                "folder-other-files",
                "info",
                f"The folder holds more models, which were not opened: {some(others)}.",
            )
        )
    return model


def _configuration(path: Path) -> dict[str, str]:
    """A few facts for people out of the configuration; the verdict never sees them."""
    try:
        with Source(path, Limits(file_bytes=_LARGEST_CONFIGURATION)) as source:
            stated = msgspec.json.decode(source.read(0, source.size), type=dict[str, msgspec.Raw])
        return {
            name: bytes(stated[name]).decode("utf-8", "replace").strip('"')[:200]
            for name in _STATED
            if name in stated
        }
    except (FormatError, msgspec.MsgspecError, RecursionError, ValueError):
        return {}
