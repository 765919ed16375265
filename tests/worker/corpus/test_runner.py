"""Reading models and matching drafts on them in the background, with real children."""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from inspector.worker.corpus.events import Broken, Copied, Reading, Repaired, Stopped
from inspector.worker.corpus.sets import ModelSet
from tests.worker.corpus.conftest import Watched

Watch = Callable[..., Watched]
PAIRS = "format: 1\nblock: Two\npattern: out = Pair(Pair(x))\n"
SOFTMAX = "format: 1\nblock: Basic\npattern: out = Softmax(x)\n"


def labelled(models: Path) -> list[ModelSet]:
    return [ModelSet("labels", str(models / "labels.tsv"))]


def test_a_draft_is_found_where_it_matches(watch: Watch, models: Path) -> None:
    watched = watch()
    watched.runner.use(labelled(models))
    watched.runner.match(PAIRS, 1)
    watched.wait()
    assert {name: each.fires for name, each in watched.found.items()} == {
        "bert-dynamo.onnx.gz": False,
        "roberta-dynamo.onnx.gz": False,
        "distilbert-dynamo.onnx.gz": False,
        "resnet-dynamo.onnx.gz": True,
    }
    watched.runner.match(SOFTMAX, 2)
    watched.wait()
    assert {name: each.count for name, each in watched.found.items() if each.fires} == {
        "bert-dynamo.onnx.gz": 3,
        "roberta-dynamo.onnx.gz": 3,
        "distilbert-dynamo.onnx.gz": 3,
    }


def test_the_second_time_nothing_is_read(watch: Watch, models: Path) -> None:
    first = watch()
    first.runner.use(labelled(models))
    first.runner.match(PAIRS, 1)
    first.wait()
    assert first.read == 4
    first.runner.close()
    second = watch()
    second.runner.use(labelled(models))
    second.runner.match(PAIRS, 1)
    second.wait()
    assert second.read == 0
    assert second.found == first.found


def test_blocks_that_changed_are_folded_anew(watch: Watch, models: Path, tmp_path: Path) -> None:
    first = watch()
    first.runner.use(labelled(models))
    first.runner.match(PAIRS, 1)
    first.wait()
    first.runner.close()
    own = tmp_path / "own"
    own.mkdir()
    other = "format: 1\nblock: Pair\npattern: out = Softmax(MatMul(x, _))\n"
    (own / "changed.yaml").write_text(other)
    second = watch([str(own)])
    second.runner.use(labelled(models))
    second.runner.match(PAIRS, 1)
    second.wait()
    assert second.told(Reading)
    assert [name for name, each in first.found.items() if each.fires] == ["resnet-dynamo.onnx.gz"]
    assert not any(each.fires for each in second.found.values())


def test_what_cannot_be_read_harms_no_other(watch: Watch, models: Path) -> None:
    (models / "garbage.onnx").write_bytes(b"\x08\x08garbage")
    table = (models / "labels.tsv").read_text()
    (models / "labels.tsv").write_text(f"{table}garbage.onnx\tbert\ngone.onnx\tbert\n")
    watched = watch()
    watched.runner.use(labelled(models))
    watched.runner.match(PAIRS, 1)
    watched.wait()
    assert len(watched.found) == 4
    assert set(watched.unread) == {"garbage.onnx", "gone.onnx"}


def test_a_file_that_vanishes_meanwhile_is_told(watch: Watch, models: Path) -> None:
    watched = watch()
    watched.runner.use(labelled(models))
    watched.wait(Reading)
    (models / "resnet-dynamo.onnx.gz").unlink()
    watched.runner.match(PAIRS, 1)
    watched.wait()
    assert len(watched.found) + len(watched.unread) == 4
    assert "resnet-dynamo.onnx.gz" in {**watched.found, **watched.unread}


def test_imprints_that_vanish_are_taken_again(watch: Watch, models: Path, tmp_path: Path) -> None:
    watched = watch()
    watched.runner.use(labelled(models))
    watched.runner.match(SOFTMAX, 1)
    watched.wait()
    for imprint in (tmp_path / "imprints").glob("*.imprint"):
        imprint.write_bytes(b"damaged")
    fresh = watch()
    fresh.runner.use(labelled(models))
    fresh.runner.match(PAIRS, 1)
    fresh.wait()
    assert len(fresh.found) == 4
    assert not fresh.unread


def test_a_folder_is_listed_by_content(watch: Watch, models: Path) -> None:
    for packed in models.glob("*.gz"):
        packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
        packed.unlink()
    watched = watch()
    watched.runner.use([ModelSet("folder", str(models), role="positive")])
    watched.runner.match(PAIRS, 1)
    watched.wait()
    assert sorted(watched.entries) == [
        f"{name}-dynamo.onnx" for name in ("bert", "distilbert", "resnet", "roberta")
    ]


@pytest.mark.parametrize(
    "models_set", [ModelSet("folder", "/nowhere/at/all"), ModelSet("labels", "/nowhere.tsv")]
)
def test_a_set_that_is_not_there_is_told(watch: Watch, models_set: ModelSet) -> None:
    watched = watch()
    watched.runner.use([models_set])
    watched.runner.match(PAIRS, 1)
    watched.wait()
    assert watched.entries == [] or watched.unread


def test_a_text_that_cannot_be_read_is_told_once(watch: Watch, models: Path) -> None:
    watched = watch()
    watched.runner.use(labelled(models))
    watched.runner.match("format: 1\nblock: (\n", 1)
    watched.wait(Broken)
    watched.runner.match(PAIRS, 2)
    watched.wait()
    assert len(watched.found) == 4


def test_work_is_called_off_and_taken_up_again(watch: Watch, models: Path) -> None:
    watched = watch()
    watched.runner.use(labelled(models))
    watched.runner.match(PAIRS, 1)
    watched.wait(Reading)
    watched.runner.cancel()
    watched.wait(Stopped)
    assert len(watched.found) < 4
    watched.runner.resume()
    watched.wait()
    assert len(watched.found) == 4


def test_a_model_is_copied_by_its_graph(watch: Watch, models: Path, tmp_path: Path) -> None:
    plain = tmp_path / "resnet.onnx"
    plain.write_bytes(gzip.decompress((models / "resnet-dynamo.onnx.gz").read_bytes()))
    other = tmp_path / "other.bin"
    other.write_bytes(b"no ONNX")
    watched = watch()
    examples = tmp_path / "own" / "examples"
    watched.runner.copy(str(plain), examples / "resnet.onnx")
    watched.runner.copy(str(other), examples / "other.bin")
    watched.runner.copy(str(tmp_path / "gone.onnx"), examples / "gone.onnx")
    assert [watched.wait(Copied).problem is None for _ in range(3)] == [True, True, False]  # type: ignore[union-attr]
    assert sorted(path.name for path in examples.iterdir()) == ["other.bin", "resnet.onnx.gz"]
    watched.runner.use([ModelSet("labels", str(_table(examples)))])
    watched.runner.match(PAIRS, 1)
    watched.wait()
    assert watched.found["resnet.onnx.gz"].fires


def _table(folder: Path) -> Path:
    table = folder / "labels.tsv"
    table.write_text("file\tfamily\nresnet.onnx\tresnet\n")
    return table


def test_edits_are_found_that_keep_a_model_out(watch: Watch, models: Path) -> None:
    watched = watch()
    watched.runner.use(labelled(models))
    text = "format: 1\nblock: Any\ntitle: Any\npattern: out = {Relu, Softmax}(x)\n"
    watched.runner.match(text, 1)
    watched.wait()
    assert all(each.fires for each in watched.found.values())
    wrong = [str(models / "resnet-dynamo.onnx.gz")]
    right = [str(models / f"{name}-dynamo.onnx.gz") for name in ("bert", "roberta")]
    watched.runner.repair(text, 7, wrong, right)
    told = watched.wait(Repaired)
    assert isinstance(told, Repaired)
    assert told.serial == 7
    best = told.repairs[0]
    assert (best.kept, best.hits) == (2, 2)
    watched.runner.match(best.text, 2)
    watched.wait()
    assert sorted(name for name, each in watched.found.items() if each.fires) == [
        f"{name}-dynamo.onnx.gz" for name in ("bert", "distilbert", "roberta")
    ]


def test_one_draft_is_matched_on_all_formats_of_a_model(
    watch: Watch, tmp_path: Path, checkout: Path
) -> None:
    """Written on ONNX, seen on TorchScript, torch.export and Core ML."""
    files = ("dynamo.onnx", "script.onnx", "traced.pt", "pt2", "mlmodel")
    names = [f"bert/pytorch.{file}" for file in files]
    with tarfile.open(checkout / "tests/fixtures/matrix/bert.tar.xz") as archive:
        archive.extractall(tmp_path, [archive.getmember(n) for n in names], filter="data")
    table = tmp_path / "formats.tsv"
    table.write_text("\n".join(["file\tfamily", *(f"{name}\tbert" for name in names)]) + "\n")
    watched = watch()
    watched.runner.use([ModelSet("labels", str(table))])
    watched.runner.match(SOFTMAX, 1)
    watched.wait()
    assert not watched.unread
    counts = {name: each.count for name, each in watched.found.items()}
    assert len(counts) == len(files)
    assert len(set(counts.values())) == 1, counts
    assert min(counts.values()) > 1
