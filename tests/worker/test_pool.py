"""Many files over few processes: order, isolation, recycling."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inspector.analysis.report import Report
from inspector.worker import pool as pool_module
from inspector.worker.limits import ProcessLimits
from inspector.worker.pool import Pool
from tests.worker.conftest import FAKE_CHILD

LIMITS = ProcessLimits(seconds=1.0)


@pytest.fixture
def pool() -> Iterator[Pool]:
    pool = Pool(2, LIMITS, [], command=FAKE_CHILD)
    yield pool
    pool.close()


def codes(reports: Iterator[Report]) -> list[str]:
    return [report.error.code if report.error else report.status for report in reports]


def test_reports_come_in_the_order_of_the_files(pool: Pool) -> None:
    paths = ["slow", "fine", "fine.1", "slow.2", "fine.2", "fine"]
    assert [report.path for report in pool.scan(paths)] == paths


def test_a_file_that_kills_its_child_harms_no_other(pool: Pool) -> None:
    paths = ["fine", "abort", "error", "hang", "bug", "exit", "fine"]
    assert codes(pool.scan(paths)) == [
        "ok",
        "child-crashed",
        "fake",
        "limit-time",
        "internal-error",
        "child-exited",
        "ok",
    ]


def test_nothing_to_scan(pool: Pool) -> None:
    assert list(pool.scan([])) == []


def test_children_live_from_file_to_file() -> None:
    pool = Pool(1, LIMITS, [], command=FAKE_CHILD)
    processes = {report.format for report in pool.scan([f"fat.{i}" for i in range(3)])}
    pool.close()
    assert len(processes) == 1


def test_a_child_that_grew_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_FAT", 64 << 20)
    pool = Pool(1, LIMITS, [], command=FAKE_CHILD)
    processes = {report.format for report in pool.scan([f"fat.{i}" for i in range(3)])}
    pool.close()
    assert len(processes) == 3


def test_the_start_of_each_file_is_told(pool: Pool) -> None:
    begun: list[str] = []
    list(pool.scan(["fine", "error", "fine.1"], begun.append))
    assert begun == ["fine", "error", "fine.1"]
