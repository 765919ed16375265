"""Drafts that survive, and two windows that save the same signature."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inspector.session.draft import SignatureDraft
from inspector.session.keeping import BEHIND_MS, DraftKeeper
from inspector.session.library import write_signature
from tests.session.fake import ManualLoop

WINDOW = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from inspector.session.draft import SignatureDraft
from inspector.session.keeping import DraftKeeper
from inspector.ui.loop import QtLoop
app = QCoreApplication([])
draft = SignatureDraft()
keeper = DraftKeeper(draft, Path(sys.argv[1]), QtLoop())
typed = []
def type_on():
    typed.append(time.time())
    draft.text = "format: 1\\n" + "\\n".join(f"# {at}" for at in typed)
    print(typed[-1], flush=True)
timer = QTimer()
timer.timeout.connect(type_on)
timer.start(100)
app.exec()
"""


def test_an_edit_is_on_disk_a_moment_later_and_typing_on_does_not_put_it_off(
    tmp_path: Path,
) -> None:
    loop, draft = ManualLoop(), SignatureDraft()
    keeper = DraftKeeper(draft, tmp_path, loop)
    draft.text = "a"
    draft.text = "ab"
    assert len(loop.waiting) == 1
    assert BEHIND_MS < 5000
    loop.run_later()
    assert '"ab"' in next(tmp_path.glob("draft-*.json")).read_text()
    assert keeper.recover() is None, "a window that lives keeps its draft"


def test_a_saved_draft_leaves_no_copy(tmp_path: Path) -> None:
    loop, draft = ManualLoop(), SignatureDraft()
    keeper = DraftKeeper(draft, tmp_path / "drafts", loop)
    draft.text = "format: 1"
    loop.run_later()
    assert len(list((tmp_path / "drafts").iterdir())) == 1
    draft.saved(tmp_path / "a.yaml", draft.text)
    loop.run_later()
    assert not list((tmp_path / "drafts").iterdir())
    assert keeper.recover() is None


def test_a_folder_that_cannot_be_written_costs_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "drafts").write_text("a file in the way")
    loop, draft = ManualLoop(), SignatureDraft()
    keeper = DraftKeeper(draft, tmp_path / "drafts", loop)
    draft.text = "format: 1"
    loop.run_later()
    assert keeper.recover() is None
    assert "not kept" in caplog.text
    caplog.clear()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a way to kill")
def test_a_window_killed_while_typing_loses_at_most_five_seconds(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert window.stdout is not None
    window.stdout.readline()
    time.sleep(BEHIND_MS / 1000 * 2.6)
    window.kill()
    rest, _ = window.communicate()
    last_typed = float(rest.split()[-1])
    kept = DraftKeeper(SignatureDraft(), tmp_path, ManualLoop()).recover()
    assert kept is not None
    last_kept = float(kept.text.rsplit("# ", 1)[1])
    assert 0 <= last_typed - last_kept <= 5
    assert DraftKeeper(SignatureDraft(), tmp_path, ManualLoop()).recover() is None, "only once"


def test_two_windows_that_save_the_same_signature_lose_neither(tmp_path: Path) -> None:
    path = tmp_path / "own" / "a.yaml"
    assert write_signature(path, "first") is None
    assert write_signature(path, "of one window", base="first\n") is None
    aside = write_signature(path, "of the other", base="first\n")
    assert aside is not None
    assert aside.read_text() == "of one window\n"
    assert path.read_text() == "of the other\n"
    assert aside.suffix != ".yaml", "the library does not read it"
    assert write_signature(path, "of the other", base="first") is None, "the same text"


def test_many_windows_at_once_lose_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from inspector.session.library import write_signature;"
        "[write_signature(Path(sys.argv[1]), f'{sys.argv[2]} {n}') for n in range(5)]"
    )
    root = Path(__file__).parents[2]
    path = tmp_path / "a.yaml"
    windows = [
        subprocess.Popen([sys.executable, "-c", script, str(path), str(n)], cwd=root)
        for n in range(3)
    ]
    assert [window.wait() for window in windows] == [0, 0, 0]
    texts = {p.read_text().strip() for p in tmp_path.glob("a.yaml*")}
    assert texts == {f"{window} {n}" for window in range(3) for n in range(5)}
