"""Archives that are built to hurt: each is a finding or a clear error, none is unpacked."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from inspector.formats import FormatError, LimitExceededError, Limits
from inspector.formats.archive import Archive, leads_out
from inspector.formats.log import FindingLog


def opened(path: Path, limits: Limits | None = None) -> tuple[Archive, FindingLog]:
    log = FindingLog(20)
    with Archive(path, limits or Limits(), log) as archive:
        return archive, log


def codes(log: FindingLog) -> set[str]:
    return {finding.code for finding in log.findings()}


def packed(entries: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "archive.zip"


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_entries_are_read_whole_and_in_parts(file: Path, method: int) -> None:
    data = random.Random(1).randbytes(5000) + bytes(5000)
    file.write_bytes(packed({"a/x": b"first", "a/y": data}, method))
    archive, log = opened(file)
    assert archive.names() == ["a/x", "a/y"]
    assert archive.folder() == "a/"
    assert archive.read("a/y", 10_000) == data
    assert archive.read_range("a/y", 4990, 20) == data[4990:5010]
    assert archive.read_range("a/y", 9990, 200) == bytes(10)
    assert log.findings() == []


def test_stored_entry_is_a_range_of_the_file(file: Path) -> None:
    file.write_bytes(packed({"x": b"first", "y": b"second"}))
    archive, _ = opened(file)
    offset, length = archive.place("y")
    assert file.read_bytes()[offset : offset + length] == b"second"


def test_compressed_entry_is_no_range_of_the_file(file: Path) -> None:
    file.write_bytes(packed({"y": bytes(100)}, zipfile.ZIP_DEFLATED))
    assert opened(file)[0].place("y") == (-1, -1)


def test_archive_behind_other_bytes_is_read_and_reported(file: Path) -> None:
    file.write_bytes(b"#!/bin/sh\n" + packed({"x": b"first"}))
    archive, log = opened(file)
    assert archive.read("x", 5) == b"first"
    assert codes(log) == {"archive-prefix"}


def test_changed_file_is_not_read_as_if_it_were_the_same(file: Path) -> None:
    file.write_bytes(packed({"x": b"first"}))
    archive, _ = opened(file)
    file.write_bytes(packed({"x": b"first", "y": b""}))
    with pytest.raises(FormatError, match="changed"):
        archive.read("x", 5)


def test_large_archive_of_more_entries_than_sixteen_bits_count(file: Path) -> None:
    file.write_bytes(packed({str(number): b"" for number in range(70_000)}))
    assert len(opened(file)[0].names()) == 70_000
    with pytest.raises(LimitExceededError, match="70000 entries"):
        opened(file, Limits(archive_entries=1000))


def test_bomb_is_reported_and_not_unpacked(file: Path) -> None:
    file.write_bytes(packed({"x": bytes(300 << 20)}, zipfile.ZIP_DEFLATED))
    archive, log = opened(file)
    assert codes(log) == {"archive-bomb"}
    with pytest.raises(LimitExceededError):
        archive.read("x", 1 << 20)


def test_entry_that_unpacks_to_more_than_it_claims(file: Path) -> None:
    data = packed({"x": bytes(1 << 20)}, zipfile.ZIP_DEFLATED)
    file.write_bytes(data.replace(struct.pack("<L", 1 << 20), struct.pack("<L", 10)))
    archive, _ = opened(file)
    with pytest.raises(FormatError, match="claims 10 bytes and has more"):
        archive.read("x", 1 << 30)


def test_overlapping_entries(file: Path) -> None:
    data = bytearray(packed({"x": b"0" * 500, "y": b"1" * 500}))
    second = data.find(b"PK\x01\x02", data.find(b"PK\x01\x02") + 1)
    struct.pack_into("<L", data, second + 42, 10)
    file.write_bytes(data)
    archive, log = opened(file)
    assert codes(log) == {"archive-overlap"}
    with pytest.raises(FormatError, match="no header"):
        archive.read("y", 500)


def test_entry_that_reaches_into_the_list_of_entries(file: Path) -> None:
    data = bytearray(packed({"x": b"0" * 500}))
    central = data.find(b"PK\x01\x02")
    struct.pack_into("<2L", data, central + 20, 560, 560)
    file.write_bytes(data)
    assert codes(opened(file)[1]) == {"archive-overlap"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_duplicate_names(file: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("data.pkl", b"harmless")
        archive.writestr("data.pkl", b"harmful")
    file.write_bytes(buffer.getvalue())
    read, log = opened(file)
    assert codes(log) == {"archive-duplicate-name"}
    assert read.read("data.pkl", 100) == b"harmful"


def test_names_that_differ_between_list_and_entry(file: Path) -> None:
    data = packed({"harmless": b"0"})
    file.write_bytes(data.replace(b"harmless", b"harmful!", 1))
    archive, _ = opened(file)
    with pytest.raises(FormatError, match="another name"):
        archive.read("harmless", 100)


@pytest.mark.parametrize(
    "name", ["../x", "a/../../x", "/etc/passwd", "\\\\host\\x", "C:\\x", "c:x", "..\\x", "a\0b"]
)
def test_paths_that_lead_out(file: Path, name: str) -> None:
    assert leads_out(name)
    stand_in = "q" * len(name)
    file.write_bytes(packed({stand_in: b"0"}).replace(stand_in.encode(), name.encode()))
    archive, log = opened(file)
    assert archive.names() == []
    assert codes(log) == {"archive-path-outside"}


@pytest.mark.parametrize("name", ["a/b", "layer..x", "bert/word:0.npy", "weights.npy"])
def test_paths_that_stay_inside(name: str) -> None:
    assert not leads_out(name)


def test_links_are_not_followed(file: Path) -> None:
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    file.write_bytes(buffer.getvalue())
    read, log = opened(file)
    assert read.names() == []
    assert codes(log) == {"archive-link"}


def test_encrypted_entry(file: Path) -> None:
    data = bytearray(packed({"x": b"0"}))
    struct.pack_into("<H", data, data.find(b"PK\x01\x02") + 8, 1)
    file.write_bytes(data)
    archive, log = opened(file)
    assert codes(log) == {"archive-encrypted"}
    with pytest.raises(FormatError, match="encrypted"):
        archive.read("x", 1)


def test_wrong_checksum(file: Path) -> None:
    file.write_bytes(packed({"x": b"content"}).replace(b"content", b"cOntent"))
    archive, log = opened(file)
    assert archive.read("x", 10) == b"cOntent"
    assert codes(log) == {"archive-checksum"}


def test_sizes_that_no_file_has(file: Path) -> None:
    extra = struct.pack("<2H3Q", 1, 24, 1 << 62, 1 << 62, 1 << 62)
    data = bytearray(packed({"x": b"0"}))
    central = data.find(b"PK\x01\x02")
    end = data.find(b"PK\x05\x06")
    struct.pack_into("<2L", data, central + 20, 0xFFFFFFFF, 0xFFFFFFFF)
    struct.pack_into("<H", data, central + 30, len(extra))
    struct.pack_into("<L", data, central + 42, 0xFFFFFFFF)
    struct.pack_into("<L", data, end + 12, end - central + len(extra))
    file.write_bytes(data[:end] + extra + data[end:])
    archive, log = opened(file)
    assert codes(log) == {"archive-overlap"}
    assert archive.place("x") == (-1, -1)
    with pytest.raises(FormatError):
        archive.read("x", 1 << 63)


def test_damage_is_an_error_and_nothing_else(file: Path) -> None:
    whole = packed({f"entry{number}": bytes(range(200)) for number in range(20)}, 8)
    chance = random.Random(5)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        file.write_bytes(data[: chance.choice([len(data), chance.randrange(1, len(data))])])
        try:
            archive, _ = opened(file)
            for name in archive.names():
                archive.place(name)
                archive.read(name, 1 << 20)
        except FormatError:
            continue
