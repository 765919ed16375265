"""``inspector render``: the folded graph as a picture, without a display."""

from __future__ import annotations

import os
from pathlib import Path
from typing import get_args

import click

from inspector.analysis.report import Problem, Report
from inspector.cli.conversation import Conversation
from inspector.cli.options import Reading, reading_options
from inspector.cli.output import Bar, ProblemError, describe, fail, one_line, show_logs
from inspector.layout.display import Direction, Scene
from inspector.worker.messages import Arrange, Open, Scanned, SceneReady

_SUFFIXES = (".svg", ".png")


@click.command()
@click.argument("model", type=click.Path())
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, writable=True),
    help="Picture to write: .svg or .png.",
)
@click.option(
    "--direction",
    type=click.Choice(get_args(Direction)),
    default="down",
    show_default=True,
    help="Where the data flows.",
)
@click.option("--open-all", is_flag=True, help="Open all folds: draw every operator.")
@reading_options
def render(
    model: str,
    output: str,
    direction: Direction,
    open_all: bool,
    reading: Reading,
) -> None:
    """Draw MODEL's graph, folded, its matched regions in colour, with a legend."""
    show_logs()
    if Path(output).suffix.lower() not in _SUFFIXES:
        raise click.BadParameter("the name must end in .svg or .png", param_hint="--output")
    try:
        with Bar(None) as bar, Conversation(reading.limits(), bar.tell) as child:
            request = Open(1, 1, model, reading.libraries())
            report, scene = _draw(child, request, direction, open_all)
            bar.tell("Drawing", -1)
            raster = output.lower().endswith(".png")
            _write(_picture(report, scene, one_line(Path(model).name), raster=raster), output)
    except ProblemError as error:
        fail(error, model)


def _draw(
    child: Conversation, request: Open, direction: Direction, open_all: bool
) -> tuple[Report, Scene]:
    child.ask(request)
    report = child.expect(Scanned).report
    scene = child.expect(SceneReady).scene
    if open_all or direction != scene.direction:
        child.ask(Arrange(1, 2, None, direction, everything=open_all))
        scene = child.expect(SceneReady).scene
    from inspector.layout.packed import unpack

    return report, unpack(scene)


def _picture(report: Report, scene: Scene, title: str, *, raster: bool) -> bytes:
    from inspector.layout.png import to_png
    from inspector.layout.svg import groups_of, to_svg

    groups, subtitle = groups_of(scene), describe(report.verdict)
    if raster:
        return to_png(scene, groups, title=title, subtitle=subtitle)
    return to_svg(scene, groups, title=title, subtitle=subtitle).encode()


def _write(data: bytes, output: str) -> None:
    """Writes the picture whole or not at all."""
    beside = f"{output}.part"
    try:
        Path(beside).write_bytes(data)
        os.replace(beside, output)
    except OSError as error:
        Path(beside).unlink(missing_ok=True)
        raise ProblemError(
            Problem("output", f"The picture cannot be written: {error.strerror}.", output)
        ) from error
