"""The documents speak of what is there; the project speaks of itself alone."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DOCUMENTS = ["ACCURACY.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "README.md"]
TOP_LEVEL = "inspector|signatures|resources|tests|packaging|.ci"
FOREIGN = [
    re.compile(rb"/wo" rb"rk/(main|shared)\b"),  # folders of one machine
    re.compile(rb"/tm" rb"p/w/"),
    re.compile(rb"\bpypi\." rb"org\b|\bpythonhosted" rb"\.org\b"),  # pip knows where it gets things
]


def project_files() -> list[Path]:
    """Every file that is or would be under version control."""
    listed = subprocess.run(
        [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    return [CHECKOUT / name for name in listed if name and (CHECKOUT / name).is_file()]


def paths_named_in(document: str) -> list[str]:
    """Paths in backticks and the targets of links, without those of other places."""
    text = (CHECKOUT / document).read_text(encoding="utf-8")
    quoted = re.findall(rf"`((?:{TOP_LEVEL})/[\w./-]*|\w+\.(?:md|toml))`", text)
    return quoted + [link for link in re.findall(r"\]\(([^)#]+)", text) if "://" not in link]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_paths_in_a_document_exist(document: str) -> None:
    named = paths_named_in(document)
    assert named
    assert [path for path in named if not (CHECKOUT / path).exists()] == []


def test_every_room_is_in_the_architecture() -> None:
    rooms = {folder.parent.name for folder in CHECKOUT.glob("inspector/*/__init__.py")}
    described = paths_named_in("ARCHITECTURE.md")
    assert {room for room in rooms if f"inspector/{room}/" not in described} == set()


@pytest.mark.skipif(not (CHECKOUT / ".git").exists(), reason="needs a checkout")
def test_no_file_speaks_of_one_machine() -> None:
    found = [
        (str(file.relative_to(CHECKOUT)), pattern.pattern)
        for file in project_files()
        for pattern in FOREIGN
        if pattern.search(file.read_bytes())
    ]
    assert found == []


@pytest.mark.skipif(not (CHECKOUT / ".git").exists(), reason="needs a checkout")
def test_no_generated_or_huge_file_is_kept() -> None:
    huge = {file.name for file in project_files() if file.stat().st_size > 3_000_000}
    generated = {file.name for file in project_files() if file.suffix in {".pyc", ".log", ".orig"}}
    assert (huge, generated) == (set(), set())
