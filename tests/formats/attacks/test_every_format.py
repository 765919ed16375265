"""Hostile files of every format that is read: a clear error or a finding, and soon."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from inspector.formats import FormatError, read_model
from inspector.formats.registry import READERS
from inspector.worker.limits import ProcessLimits
from inspector.worker.pool import Pool
from tests.formats.attacks.hostile import ATTACKS, Attack

SECONDS = 5
MEBIBYTES = 256


def name_of(attack: Attack) -> str:
    return f"{attack.format} {attack.kind}"


def test_every_format_is_attacked() -> None:
    """A new reader needs its hostile files: one that nests or leads in circles, one too large."""
    kinds: dict[str, set[str]] = {}
    for attack in ATTACKS:
        kinds.setdefault(attack.format, set()).add(attack.kind)
    for reader in READERS:
        found = kinds.get(reader.format, set())
        assert found & {"depth", "loop"}, f"no file that nests for {reader.format}"
        assert "size" in found, f"no file that claims too much for {reader.format}"


def findings_or_error(path: Path) -> list[str]:
    try:
        model = read_model(path)
    except FormatError as error:
        assert len(error.message) > 10  # noqa: PT017 - either answer is fine
        return [error.message]
    return [finding.message for finding in model.findings] + model.skipped


@pytest.mark.parametrize("attack", ATTACKS, ids=name_of)
def test_it_is_answered(tmp_path: Path, attack: Attack) -> None:
    path = attack.write(tmp_path)
    tracemalloc.start()
    began = time.process_time()
    try:
        said = findings_or_error(path)
    finally:
        seconds = time.process_time() - began
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert said
    assert seconds < SECONDS * 4  # tracing slows down
    assert peak < MEBIBYTES << 20


def test_all_of_them_leave_one_child_process_alive(tmp_path: Path) -> None:
    """The whole way of a file, one after the other: no child dies, and the next file is read."""
    paths = []
    for number, attack in enumerate(ATTACKS):
        folder = tmp_path / str(number)
        folder.mkdir()
        paths.append(attack.write(folder))
    pool = Pool(1, ProcessLimits(seconds=20, memory=600 << 20), [])
    try:
        reports = list(pool.scan([str(path) for path in paths]))
    finally:
        pool.close()
    for attack, report in zip(ATTACKS, reports, strict=True):
        name = name_of(attack)
        if report.error is not None:
            assert not report.error.code.startswith(("child-", "internal-")), (name, report.error)
            assert report.error.code != "limit-time", name
        else:
            assert report.findings or report.skipped, name
