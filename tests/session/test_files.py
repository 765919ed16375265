"""Settings and the signature library: what is written to disk."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from inspector.session.library import (
    Library,
    SignatureFileError,
    identifier,
    read_signature,
    safe_name,
    write_signature,
)
from inspector.session.settings import MAX_RECENT, Settings, write_atomically


def test_settings_outlive_the_program(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.theme = "dark"
    settings.window = ("geometry", "layout")
    settings.remember("/models/a.onnx")
    again = Settings(tmp_path)
    assert again.theme == "dark"
    assert again.window == ("geometry", "layout")
    assert again.recent == ["/models/a.onnx"]


def test_recent_files_are_the_newest_first_and_few(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    seen: list[list[str]] = []
    settings.recent_changed.connect(seen.append)
    for number in range(MAX_RECENT + 5):
        settings.remember(f"/m/{number}")
    settings.remember("/m/10")
    assert settings.recent[:2] == ["/m/10", f"/m/{MAX_RECENT + 4}"]
    assert len(settings.recent) == MAX_RECENT
    assert seen[-1] == settings.recent
    settings.forget("/m/10")
    assert "/m/10" not in settings.recent
    settings.forget_all()
    assert Settings(tmp_path).recent == []


@pytest.mark.logs_warnings
@pytest.mark.parametrize("content", ["", "{", '{"theme": "pink"}', '{"recent": 3}'])
def test_a_damaged_settings_file_costs_only_itself(tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.json").write_text(content)
    settings = Settings(tmp_path)
    assert settings.theme == "system"
    settings.theme = "light"
    assert Settings(tmp_path).theme == "light"


@pytest.mark.logs_warnings
def test_settings_that_cannot_be_written_do_not_stop_the_program(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    settings = Settings(blocked / "folder")
    settings.remember("/m/a")
    assert settings.recent == ["/m/a"]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.yaml"
    write_atomically(target, "one\n")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(target, "two \udc80")
    assert target.read_text() == "one\n"
    assert [path.name for path in target.parent.iterdir()] == ["a.yaml"]


def make_library(folder: Path) -> Library:
    for name, text in {
        "shipped/blocks/gelu.yaml": "format: 1\nblock: Gelu\ntitle: GELU\n",
        "shipped/families/bert.yaml": "format: 1\nfamily: bert\ntitle: BERT\n",
        "own/bert.yaml": "format: 1\nfamily: bert\ntitle: My BERT\n",
        "own/notes.txt": "no signature",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Library(folder / "shipped", folder / "own")


def test_an_own_signature_hides_the_shipped_one(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    assert [(file.id, file.title, file.own) for file in library.files()] == [
        ("Gelu", "GELU", False),
        ("bert", "My BERT", True),
    ]
    found = library.find("bert")
    assert found is not None
    assert found.path == tmp_path / "own" / "bert.yaml"
    assert library.find("nothing") is None


def test_the_own_folder_comes_last_and_need_not_exist(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    assert library.folders == [str(tmp_path / "shipped"), str(tmp_path / "own")]
    assert Library(tmp_path / "shipped", tmp_path / "none").folders == [str(tmp_path / "shipped")]


def test_a_new_signature_goes_to_the_own_folder(tmp_path: Path) -> None:
    library = make_library(tmp_path)
    assert library.place_for("family: my_net\n") == tmp_path / "own" / "my_net.yaml"
    assert library.place_for("block: ../../etc/x\n") == tmp_path / "own" / "etc_x.yaml"
    assert library.place_for("nothing\n") == tmp_path / "own" / "signature.yaml"
    assert library.is_shipped(tmp_path / "shipped" / "blocks" / "gelu.yaml")
    assert not library.is_shipped(tmp_path / "own" / "bert.yaml")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("family: bert\n", "bert"),
        ('block: "Gelu"  # comment\n', "Gelu"),
        ("title: x\n", ""),
        ("  family: nested\n", ""),
    ],
)
def test_the_identifier_is_read_without_parsing(text: str, found: str) -> None:
    assert identifier(text) == found


def test_names_of_files_stay_in_their_folder() -> None:
    assert safe_name("../a b/ü") == "a_b"
    assert safe_name("") == "signature"


def test_a_signature_is_saved_with_a_last_line_end(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.yaml"
    write_signature(path, "family: a")
    assert read_signature(path) == "family: a\n"


def test_what_cannot_be_read_or_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(SignatureFileError, match="cannot be read"):
        read_signature(tmp_path / "none.yaml")
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SignatureFileError, match="cannot be read"):
        read_signature(binary)
    large = tmp_path / "large.yaml"
    large.write_bytes(b"#" * ((1 << 20) + 1))
    with pytest.raises(SignatureFileError, match="larger"):
        read_signature(large)
    with pytest.raises(SignatureFileError, match="cannot be saved"):
        write_signature(binary / "a.yaml", "family: a")


def test_a_saved_signature_can_be_read_by_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    write_signature(path, "family: a")
    assert path.stat().st_mode & stat.S_IRUSR
