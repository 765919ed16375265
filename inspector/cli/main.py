"""The group of all commands."""

from __future__ import annotations

import click

import inspector
from inspector.cli.explain import explain
from inspector.cli.render import render
from inspector.cli.scan import scan
from inspector.cli.signatures import signatures


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(inspector.__version__, prog_name="inspector")
def cli() -> None:
    """Tell what model files really are from their computational graphs."""


for command in (scan, explain, render, signatures):
    cli.add_command(command)
