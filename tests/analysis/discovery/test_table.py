"""The table of neighbourhoods: counting, writing, reading, and files that are none."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from inspector.analysis.discovery.neighbourhoods import RADIUS
from inspector.analysis.discovery.records import surprise
from inspector.analysis.discovery.table import (
    Table,
    TableError,
    first_readable,
    make_table,
    read_table,
)
from inspector.data import resources_dir
from inspector.signatures import Library


def small() -> Table:
    models = [(["bert"], [1, 2, 2]), (["bert", "camembert"], [2, 3]), (["vgg"], [3]), ([], [1, 9])]
    return make_table(models, "three models", 2)


def test_counting_is_by_family_not_by_model() -> None:
    table = small()
    assert table.corpus.families == ["bert", "camembert", "vgg"]
    assert table.corpus.models == 3
    assert [table.families(key) for key in (1, 2, 3, 9)] == [(0,), (0, 1), (0, 1, 2), ()]


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "table"
    table = small()
    table.write(path)
    read = read_table(path)
    assert read.corpus == table.corpus
    assert [read.families(key) for key in range(10)] == [table.families(key) for key in range(10)]


def test_what_is_no_table_is_an_error(tmp_path: Path) -> None:
    good = tmp_path / "good"
    small().write(good)
    whole = good.read_bytes()
    fields = msgspec.msgpack.decode(whole)
    broken = {
        "missing": None,
        "nothing": b"",
        "text": b"format: 1",
        "cut": whole[:-3],
        "newer": msgspec.msgpack.encode({**fields, "format": 2}),
        "columns": msgspec.msgpack.encode({**fields, "counts": fields["counts"][:-2]}),
        "odd": msgspec.msgpack.encode({**fields, "classes": fields["classes"] + b"x"}),
        "index": msgspec.msgpack.encode({**fields, "members": b"\xff\xff" * 6}),
    }
    for name, content in broken.items():
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(TableError):
            read_table(path)
    paths = [tmp_path / name for name in broken]
    assert first_readable([*paths, good]).corpus.models == 3
    assert first_readable(paths).corpus.families == []


def test_the_table_that_ships_is_of_the_library(library: Library) -> None:
    table = read_table(resources_dir() / "neighbourhoods.msgpack")
    known = {s.family for s in library.families() if s.family}
    counted = set(table.corpus.families)
    assert table.corpus.radius == RADIUS
    assert counted <= known, "make it again with 'inspector signatures commonness -o …'"
    assert len(counted) >= 0.9 * len(known)
    assert table.corpus.models >= 400


def test_surprise_falls_from_what_was_never_seen_to_what_all_have() -> None:
    told = [surprise(count, 200) for count in (0, 1, 20, 199, 200)]
    assert told == sorted(told, reverse=True)
    assert told[-1] == 0
    assert surprise(0, 0) == 1
