"""A runner with real children over a few fixtures."""

from __future__ import annotations

import queue
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inspector.analysis.corpus.records import DraftFound
from inspector.data import signatures_dir
from inspector.worker.corpus.events import Event, Finished, Listed, Matched, Reading, Unread
from inspector.worker.corpus.runner import CorpusRunner

PATIENCE = 60.0
PAIR = "format: 1\nblock: Pair\npattern: out = Relu(Conv(x, ...))\n"


class Watched:
    """A runner and what it told."""

    def __init__(self, folder: Path, libraries: list[str], **options: object) -> None:
        self.events: list[Event] = []
        self._queue: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.runner = CorpusRunner(
            folder,
            self._queue.put,
            lambda: libraries,
            signatures_dir() / "examples",
            1,
            **options,  # type: ignore[arg-type]
        )

    def wait(self, kind: type[Event] = Finished) -> Event:
        """The next event of a kind; all before it are kept."""
        while True:
            event = self._queue.get(timeout=PATIENCE)
            self.events.append(event)
            if isinstance(event, kind):
                return event

    def told(self, kind: type) -> list[object]:
        """Events of a kind so far."""
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def found(self) -> dict[str, DraftFound]:
        """What the last draft found, by the file's name."""
        last = max((e.serial for e in self.events if isinstance(e, Matched)), default=0)
        return {
            Path(path).name: each
            for event in self.events
            if isinstance(event, Matched) and event.serial == last
            for path, each in event.found.items()
        }

    @property
    def read(self) -> int:
        """Files that were read, not found in the cache."""
        return max((e.total for e in self.events if isinstance(e, Reading)), default=0)

    @property
    def unread(self) -> dict[str, str]:
        """Codes of problems by the file's name."""
        return {Path(e.path).name: e.problem.code for e in self.events if isinstance(e, Unread)}

    @property
    def entries(self) -> list[str]:
        """Names of the models listed last."""
        listed = [e for e in self.events if isinstance(e, Listed)]
        return [entry.name for entry in listed[-1].entries]


@pytest.fixture
def models(tmp_path: Path, checkout: Path) -> Path:
    """A folder with a few models and labels."""
    folder = tmp_path / "models"
    folder.mkdir()
    rows = ["file\tfamily"]
    for name in ("bert", "roberta", "distilbert", "resnet"):
        source = checkout / "tests/fixtures/models" / f"{name}-dynamo.onnx.gz"
        shutil.copy(source, folder)
        rows.append(f"{name}-dynamo.onnx\t{name}")
    (folder / "labels.tsv").write_text("\n".join(rows) + "\n")
    return folder


@pytest.fixture
def watch(tmp_path: Path) -> Iterator[Callable[..., Watched]]:
    """Makes runners that keep their imprints in one folder."""
    made: list[Watched] = []

    folder = tmp_path / "library"
    folder.mkdir()
    (folder / "Pair.yaml").write_text(PAIR)

    def make(libraries: list[str] | None = None, **options: object) -> Watched:
        made.append(Watched(tmp_path / "imprints", libraries or [str(folder)], **options))
        return made[-1]

    yield make
    for watched in made:
        watched.runner.close()
