"""Makes labelled models from published definitions: ``python tests/generality/make.py FOLDER``.

Needs torch, torchvision, transformers, timm, diffusers, segmentation-models-pytorch, scipy and
onnxscript, best in a virtual environment of their own. Every export runs in a process of its own
with a time limit; what cannot be exported is told and left out of ``labels.tsv``. The table is what
``inspector evaluate FOLDER/labels.tsv FOLDER`` reads; foreign models have an empty family there,
and an architecture and type where these are known.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import random
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import fresh_foreign
import strange
import third_strange
from definition import Definition
from export import export
from foreign_kinds import kinds
from foreign_same import SAME_GRAPH

HALVES = (
    "mended",
    "held",
    "second_mended",
    "second_held",
    "third_held",
    "fourth_held",
    "foreign_mended",
    "foreign_held",
    "strange_mended",
    "strange_held",
    "third_strange",
)
"""Fresh sets of listed families, and two of foreign models, most in two halves."""

SECONDS = 240
"""Time limit of one export."""

Way = tuple[str, str, int]
"""A file to make, with its exporter and opset."""


def definitions(group: str, subject: str = "") -> list[Definition]:
    """All definitions of a group, or of all groups; of ``images``, of ``words`` or of both."""
    import foreign_language
    import foreign_vision
    import fourth_vision
    import fourth_words
    import fresh_language
    import fresh_vision
    import known_heads
    import known_language
    import known_sizes
    import known_vision
    import second_language
    import second_vision
    import static_caches
    import third_vision
    import third_words

    groups = {
        "known": [
            *known_language.definitions(),
            *known_heads.definitions(),
            *known_vision.definitions(),
            *known_sizes.definitions(),
            *static_caches.definitions(),
        ],
        "foreign": [*foreign_language.definitions(), *foreign_vision.definitions()],
    }
    groups["mended"], groups["held"] = halved(
        [*fresh_vision.definitions(), *fresh_language.definitions()]
    )
    for found in (second_vision.definitions(), second_language.definitions()):
        for name, half in zip(("second_mended", "second_held"), halved(found), strict=True):
            groups.setdefault(name, []).extend(half)
    groups["third_held"] = [*third_vision.definitions(), *third_words.definitions()]
    groups["fourth_held"] = [*fourth_vision.definitions(), *fourth_words.definitions()]
    groups["foreign_mended"], groups["foreign_held"] = halved(fresh_foreign.definitions())
    groups["strange_mended"], groups["strange_held"] = halved(strange.definitions())
    groups["third_strange"] = third_strange.definitions()
    for definition in [d for name in ("foreign", *HALVES) for d in groups[name]]:
        if definition.model in SAME_GRAPH:
            definition.family = SAME_GRAPH[definition.model][0]
    vision = (known_vision, known_sizes, fresh_vision, second_vision, third_vision, fourth_vision)
    images = {d.model for module in (*vision, foreign_vision) for d in module.definitions()}
    return [
        d
        for name, found in groups.items()
        if group in (name, "all")
        for d in found
        if not subject or (d.model in images) == (subject == "images")
    ]


def halved(found: list[Definition]) -> tuple[list[Definition], list[Definition]]:
    """A set parted family by family: one half may be looked at, the other is held out.

    Args:
        found: Definitions, in the order in which they were written.

    Returns:
        Of each family every other definition; the two halves take the first by turns.
    """
    families = sorted({definition.family for definition in found})
    turns = {family: place % 2 for place, family in enumerate(families)}
    halves: tuple[list[Definition], list[Definition]] = ([], [])
    for definition in found:
        halves[turns[definition.family]].append(definition)
        turns[definition.family] = 1 - turns[definition.family]
    return halves


def attempt(definition: Definition, exporter: str, opset: int, path: Path) -> str:
    """Exports one file in a child process; what went wrong, empty when nothing did."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(definition, exporter, opset, path, sender))
    child.start()
    sender.close()
    child.join(SECONDS)
    if child.is_alive():
        child.kill()
        child.join()
        return f"gave up after {SECONDS} s"
    try:
        return str(receiver.recv())
    except EOFError:
        return f"the process ended with code {child.exitcode}"


def _work(definition: Definition, exporter: str, opset: int, path: Path, sender: object) -> None:
    import torch

    torch.set_num_threads(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    said = ""
    partial = path.with_suffix(".partial")
    try:
        export(definition, exporter, opset, partial)
        partial.rename(path)
    except BaseException as error:  # noqa: BLE001 - exporters raise anything
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = f"{type(error).__name__}: {' '.join(str(error).split())[:200]} ({place.name})"
    finally:
        partial.unlink(missing_ok=True)
    sender.send(said)  # type: ignore[attr-defined]


def load_packages() -> None:
    """Loads once what every export needs, before the processes fork."""
    from building import load_vision

    load_vision()
    import timm  # noqa: F401
    import torchvision  # noqa: F401
    import transformers

    transformers.logging.set_verbosity_error()
    _ = transformers.LlamaForCausalLM, transformers.BertModel, transformers.ViTModel


def main() -> None:
    """Exports what is not there yet and writes the labels."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--group", choices=["known", "foreign", *HALVES, "all"], default="all")
    parser.add_argument("--subject", choices=["images", "words"], default="", help="one half of it")
    parser.add_argument("--only", default="", help="files whose name or family has this in it")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--once", action="store_true", help="one exporter per model, by turns")
    parser.add_argument("--first", action="store_true", help="the first exporter that can")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    load_packages()

    work = [
        (definition, ways)
        for place, definition in enumerate(definitions(chosen.group, chosen.subject))
        for ways in _chosen(definition, place, chosen)
        if chosen.only in ways[0][0] or chosen.only == definition.family
    ]
    random.Random(1).shuffle(work)

    def run(item: tuple[Definition, list[Way]]) -> None:
        definition, ways = item
        for file, exporter, opset in ways:
            if any((chosen.folder / way[0]).exists() for way in ways):
                break
            said = attempt(definition, exporter, opset, chosen.folder / file)
            print(f"{file}: {said or 'done'}", file=sys.stderr, flush=True)

    with ThreadPoolExecutor(chosen.jobs) as pool:
        list(pool.map(run, work))
    write_labels(chosen.folder)


def _chosen(definition: Definition, place: int, chosen: argparse.Namespace) -> list[list[Way]]:
    """The files to make, each with the ways to make it in the order in which they are tried."""
    files = definition.files()
    if chosen.first:
        return [files]
    return [[files[place % len(files)]]] if chosen.once else [[file] for file in files]


def write_labels(folder: Path) -> None:
    """``labels.tsv``: every file that is there."""
    with (folder / "labels.tsv").open("w", encoding="utf-8", newline="") as stream:
        table = csv.writer(stream, delimiter="\t", lineterminator="\n")
        columns = ["file", "family", "source", "model", "exporter", "opset"]
        table.writerow([*columns, "architecture", "type"])
        described = kinds() | fresh_foreign.described() | strange.described()
        described |= third_strange.described()
        for definition in definitions("all"):
            kind = ("", "") if definition.family else described.get(definition.model, ("", ""))
            for file, exporter, opset in definition.files():
                if (folder / file).exists():
                    row = [definition.family, definition.source, definition.model]
                    table.writerow([file, *row, exporter, opset, *kind])


if __name__ == "__main__":
    main()
