"""Rules for files of weights only, kept as text files in ``signatures/parameters``.

A file holds tables ``[[family]]``, each with what it says of a model (``family``, ``title``,
``architecture``, ``type``, ``references``), the families it wins against where both hold (``over``)
and one or more tables ``[[family.form]]``: one per convention of naming. A form lists under
``tensors`` what must be there and under ``never`` what must not::

    "encoder.layer.*.attention.self.query.weight [W, W]"

``*`` stands for a number, as does any number written out, and ``{a,b}`` for either word; names may
have anything in front. In brackets stand the sizes of the axes: a number, a letter that means the
same size wherever the form uses it, a multiple of one (``4*W``), ``_`` for any, or ``...`` for any
further axes. Without brackets the shape does not matter.

``beside`` closes a form: the layers in which it is found may hold the modules that its lines and
this list name, and no others. A layer with a norm or a gate that the family lacks is none of its.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from inspector.analysis.parameters.names import template_of
from inspector.data import signatures_dir
from inspector.errors import InspectorError

FOLDER = "parameters"
_LINE = re.compile(r"(?P<name>\S+)(?:\s+\[(?P<axes>[^\]]*)\])?")
_AXIS = re.compile(r"(?:(?P<times>\d+)\*)?(?P<size>[A-Z]|\d+)|_|\.\.\.")
_CHOICE = re.compile(r"\{([^{}]*)\}")


class RuleError(InspectorError):
    """A file of rules cannot be used."""

    code = "parameter-rule"


@dataclass(slots=True, frozen=True)
class Axis:
    """The size of an axis: ``factor`` times a number, or times what a letter stands for.

    Attributes:
        factor: At least 1.
        size: A number, a letter, or empty for any size.
    """

    factor: int = 1
    size: int | str = ""


@dataclass(slots=True, frozen=True)
class Line:
    """A tensor that a form speaks of.

    Attributes:
        text: As written.
        names: All names it may have, the choices spelled out.
        axes: Sizes of its axes, None for any shape.
        open_end: Whether further axes may follow.
    """

    text: str
    names: tuple[str, ...]
    axes: tuple[Axis, ...] | None = None
    open_end: bool = False


@dataclass(slots=True, frozen=True)
class Form:
    """What must be there and what must not.

    Attributes:
        beside: Modules that its layers may hold besides those of its lines, None for any.
    """

    tensors: tuple[Line, ...]
    never: tuple[Line, ...] = ()
    beside: frozenset[str] | None = None


@dataclass(slots=True, frozen=True)
class Rule:
    """What some parameters say of a model.

    Attributes:
        family: Identifier, the same as the family's signature has.
        over: Families that it wins against.
    """

    family: str
    title: str
    architecture: str
    type: str
    forms: tuple[Form, ...]
    over: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    tensors: list[str]
    never: list[str] = []
    beside: list[str] | None = None


class _Family(msgspec.Struct, forbid_unknown_fields=True):
    family: str
    title: str
    architecture: str
    type: str
    form: list[_Form]
    over: list[str] = []
    references: list[str] = []


class _File(msgspec.Struct, forbid_unknown_fields=True):
    format: int
    family: list[_Family]


@cache
def load_rules() -> tuple[Rule, ...]:
    """The rules that ship with the program, by family.

    Raises:
        RuleError: A file cannot be used.
    """
    folder = signatures_dir() / FOLDER
    rules = [rule for path in sorted(folder.glob("*.toml")) for rule in read_rules(path)]
    return tuple(sorted(rules, key=lambda rule: rule.family))


def read_rules(path: Path) -> list[Rule]:
    """Reads one file.

    Raises:
        RuleError: It cannot be used.
    """
    try:
        file = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except (OSError, ValueError) as error:  # both libraries' errors are ValueErrors
        raise RuleError(f"The rules cannot be read: {error}", where=str(path)) from None
    return [_rule(family, path) for family in file.family]


def _rule(family: _Family, path: Path) -> Rule:
    where = f"{path}: {family.family}"
    forms = tuple(
        Form(
            tuple(parse_line(text, where) for text in form.tensors),
            tuple(parse_line(text, where) for text in form.never),
            None if form.beside is None else frozenset(form.beside),
        )
        for form in family.form
    )
    return Rule(
        family.family,
        family.title,
        family.architecture,
        family.type,
        forms,
        tuple(family.over),
        tuple(family.references),
    )


def parse_line(text: str, where: str = "") -> Line:
    """Parses what a form says of a tensor.

    Args:
        text: Name and perhaps sizes, see this module.
        where: The file, for errors.

    Raises:
        RuleError: It says nothing that can be understood.
    """
    match = _LINE.fullmatch(text.strip())
    if match is None:
        raise RuleError(f"This is no name with sizes: {text}", where=where)
    names = tuple(template_of(name) for name in _spell_out(match["name"]))
    if match["axes"] is None:
        return Line(text, names)
    axes: list[Axis] = []
    open_end = False
    for part in match["axes"].split(","):
        axis = _AXIS.fullmatch(part.strip())
        if axis is None or open_end:
            raise RuleError(f"This is no size of an axis: {part.strip()}", where=f"{where}: {text}")
        size = axis["size"] or ""
        if part.strip() == "...":
            open_end = True
        else:
            axes.append(Axis(int(axis["times"] or 1), int(size) if size.isdecimal() else size))
    return Line(text, names, tuple(axes), open_end)


def _spell_out(name: str) -> tuple[str, ...]:
    match = _CHOICE.search(name)
    if match is None:
        return (name,)
    before, after = name[: match.start()], name[match.end() :]
    return tuple(
        spelled for word in match[1].split(",") for spelled in _spell_out(before + word + after)
    )
